"""What a lab shows of itself: pictures, tables, steps, captures. Its methods only hand on.

What draws and explains is imported by the method that needs it: most labs are never drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import checked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from dockernet_sim.explain.capture.capture import Captured
    from dockernet_sim.explain.figures.curves import Curves
    from dockernet_sim.explain.picture import Picture
    from dockernet_sim.explain.player.player import Player
    from dockernet_sim.explain.tables import Tables
    from dockernet_sim.explain.topology import Topology
    from dockernet_sim.sim.trace import Cell, Record
    from dockernet_sim.world.world import World

THEME = must.text  # its own error says which there are
PING = must.sequence(must.name, "two names, (FROM, TO)", least=2)


def _ping(value: Any) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)) and len(value) > 2:
        raise ValueError("two names, (FROM, TO)")
    return tuple(PING(value))


def _records(value: Any) -> Any:
    from dockernet_sim.sim.trace import Record, Trace

    if isinstance(value, Trace):
        return value
    records = list(must.iterable(value))
    if not all(isinstance(each, Record) for each in records):
        raise ValueError("a slice of the trace, such as lab.trace.since(0)")
    return records


def _way(value: Any) -> Any:
    from dockernet_sim.explain.way import Way

    return value if isinstance(value, Way) else _records(getattr(value, "records", value))


RECORDS = must.maybe(_records)


class Shown:
    """The half of a lab that is only looked at; none of it changes the lab."""

    if TYPE_CHECKING:
        world: World

        def copy(self, trace: bool | None = None) -> Shown:
            """The same lab once more."""

    def topology(self) -> Topology:
        """Machines, bridges, namespaces, links and containers as plain data, as they are now.

        Returns
        -------
        Topology
        """
        from dockernet_sim.explain.survey import survey

        return survey(self.world)

    @checked(
        path=must.maybe(must.path),
        ping=must.maybe(_ping),
        way=must.maybe(_way),
        theme=THEME,
        lang=must.text,
        whole=must.flag,
    )
    def draw(
        self,
        path: str | Path | None = None,
        ping: tuple[str, str] | None = None,
        way: Any = None,
        theme: str = "auto",
        lang: str = "en",
        whole: bool = False,
    ) -> Picture:
        """Draw the topology: machines, bridges, veth pairs, containers, published ports, the outside.

        Parameters
        ----------
        path : str or Path, optional
            Where to save it: ``.svg``, ``.png`` or ``.pdf``.
        ping : tuple of str, optional
            ``("web", "db")``: draw the way of a ping, too, sent on a copy of the lab.
        way : optional
            Draw the way of the first packet in a slice of the trace (``lab.trace.since(n)``), or of an answer's
            ``records``.
        theme : str
            ``"light"``, ``"dark"``, or ``"auto"``: light; in a notebook or page, as that is.
        lang : str
            Of the labels: ``"en"`` or ``"zh"``.
        whole : bool
            Draw every container of a machine with 30 of them or more: otherwise a network is one card, and what
            the way goes through has cards of its own.

        Returns
        -------
        Picture
            Notebooks show it by themselves; ``.save(path)``, ``.svg``, ``.figure()``.

        Raises
        ------
        UnknownFormat
            When the path has another ending.
        NoWay
            When no packet was sent in the slice.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.sh("docker run -d --name web nginx").exit
        0
        >>> "172.17.0.2" in lab.draw(ping=("vm", "172.17.0.2")).svg
        True
        """
        from dockernet_sim.explain import pictures

        return pictures.draw(self.world, lambda: self.copy().world, path, ping, way, theme, lang, whole)

    @checked(records=RECORDS, path=must.maybe(must.path), detail=must.flag, limit=must.count(1), theme=THEME)
    def ladder(
        self,
        records: Iterable[Record] | None = None,
        path: str | Path | None = None,
        detail: bool = False,
        limit: int = 80,
        theme: str = "auto",
    ) -> Picture:
        """Draw a ladder (sequence) diagram: who sent what to whom, with NAT, names and drops.

        Parameters
        ----------
        records : iterable of Record, optional
            A slice of the trace, such as ``lab.trace.since(n)``; all of it unless given.
        path : str or Path, optional
            Where to save it.
        detail : bool
            Show rules that let packets pass, routes, and what bridges learn, too.
        limit : int
            The most rows; a last line tells how many are left out.
        theme : str
            ``"light"``, ``"dark"``, or ``"auto"``: light; in a notebook or page, as that is.

        Returns
        -------
        Picture

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.sh("ping -c 1 172.31.176.1").exit
        0
        >>> "ARP who has 172.31.176.1?" in lab.ladder().svg
        True
        """
        from dockernet_sim.explain import pictures

        return pictures.draw_ladder(self.world.trace if records is None else records, path, detail, limit, theme)

    @checked(port=must.maybe(must.port), path=must.maybe(must.path), theme=THEME, lang=must.text, packets=must.flag)
    def heatmap(
        self,
        port: int | None = None,
        path: str | Path | None = None,
        theme: str = "auto",
        lang: str = "en",
        packets: bool = False,
    ) -> Picture:
        """Draw :meth:`reach` as a map: who reaches whom by ping or, with `port`, by TCP.

        Parameters
        ----------
        port : int, optional
            Ask for TCP at this port.
        path : str or Path, optional
            Where to save it.
        theme : str
            ``"light"``, ``"dark"``, or ``"auto"``: light; in a notebook or page, as that is.
        lang : str
            Of the labels: ``"en"`` or ``"zh"``.
        packets : bool
            Whether to send packets, on a copy of the lab, in place of asking Docker's facts: then rules, routes and
            links that were changed by hand count.

        Returns
        -------
        Picture
            Pointing at a field tells its reason; with `packets`, also where Docker's facts say something else.
        """
        from dockernet_sim.explain import pictures
        from dockernet_sim.reach import Matrix, changes, of

        facts = of(self.world)
        matrix = Matrix(facts, port, changes(self.world, facts))
        if packets:
            from dockernet_sim.explain.measured import measured

            return pictures.draw_heat(measured(self.world, matrix, lambda: self.copy().world), path, theme, lang)
        return pictures.draw_heat(matrix, path, theme, lang)

    @checked(kind=must.text, records=RECORDS, theme=THEME)
    def curves(self, kind: str = "rtt", records: Iterable[Record] | None = None, theme: str = "auto") -> Curves:
        """Draw what changed over simulated time; needs matplotlib.

        Parameters
        ----------
        kind : str
            ``"rtt"``: round trips of pings; ``"fdb"``: what bridges learnt; ``"neighbours"``: what ARP told.
        records : iterable of Record, optional
            A slice of the trace; all of it unless given.
        theme : str
            ``"light"``, ``"dark"``, or ``"auto"``: light; in a notebook or page, as that is.

        Returns
        -------
        Curves
            ``.figure`` is matplotlib's; ``.save(path)``.

        Raises
        ------
        MissingExtra
            Without matplotlib.
        """
        from dockernet_sim.explain.figures.curves import curves

        return curves(self.world.trace if records is None else records, kind, theme)

    @checked(kind=must.choice("rtt", "fdb", "neighbours"), records=RECORDS)
    def series(self, kind: str = "rtt", records: Iterable[Record] | None = None) -> list[dict[str, Cell | list[float]]]:
        """The numbers of what :meth:`curves` draws, as rows: ``pandas.DataFrame(lab.series("rtt"))``.

        Parameters
        ----------
        kind : str
            ``"rtt"``: time, source, target, rtt (seconds; None when no answer came) of each ping; ``"fdb"``: bridge,
            mac, port, first, last, seen (seconds); ``"neighbours"``: host, address, mac, first, last, seen.
        records : iterable of Record, optional
            A slice of the trace; all of it unless given.

        Returns
        -------
        list of dict

        Raises
        ------
        BadArgument
            When there is no such series.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.sh("ping -c 1 172.31.176.1").exit
        0
        >>> [(row["source"], row["target"], f"{row['rtt']:.6f}") for row in lab.series("rtt")]
        [('vm', '172.31.176.1', '0.000088')]
        """
        from dockernet_sim.explain.series import rows

        return rows(self.world.trace if records is None else records, kind)

    @checked(device=must.maybe(must.name), records=RECORDS)
    def capture(self, device: str | None = None, records: Iterable[Record] | None = None) -> Captured:
        """The frames that crossed a device, out of the trace, with what the model decided about each.

        Parameters
        ----------
        device : str, optional
            ``"docker0"``, or ``"web/eth0"`` where the name alone does not say enough; all devices unless given.
        records : iterable of Record, optional
            A slice of the trace; all of it unless given.

        Returns
        -------
        Captured
            It prints itself as tcpdump would; ``.save("x.pcapng")`` writes a file for Wireshark.

        Raises
        ------
        UnknownDevice
            When there is no such device.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.sh("ping -c 1 172.31.176.1").exit
        0
        >>> len(lab.capture("vm/eth0"))
        4
        """
        from dockernet_sim.explain.capture.capture import capture

        known = (
            (box.name, f"{box.name if space is box.root else space.name}/{link.name}")
            for box, space, link in self.topology().links()
        )
        return capture(self.world.trace if records is None else records, device, known)

    @checked(records=RECORDS, theme=THEME, lang=must.text)
    def step(self, records: Iterable[Record] | None = None, theme: str = "auto", lang: str = "en") -> Player:
        """Step through what happened, forward and back.

        Parameters
        ----------
        records : iterable of Record, optional
            A slice of the trace, such as ``lab.trace.since(n)``; all of it unless given (of a long one its end).
        theme : str
            ``"light"``, ``"dark"``, or ``"auto"``: light; in a notebook or page, as that is.
        lang : str
            Of what is said: ``"en"`` or ``"zh"``.

        Returns
        -------
        Player
            Notebooks show it with buttons; ``.forward()``, ``.back()``, ``.next_decision()``, ``.only(flow=1)``;
            ``.save("x.html")`` writes a page that needs nothing but a browser.
        """
        from dockernet_sim.explain.player.player import Player

        return Player(self.world.trace if records is None else records, self.world, theme, lang=lang)

    @checked(where=must.name)
    def tables(self, where: str = "vm") -> Tables:
        """The tables of a machine or a running container: addresses, routes, neighbours, FDB, rules, flows, names,
        hosts file.

        Parameters
        ----------
        where : str
            A machine, or a running container.

        Returns
        -------
        Tables
            It prints itself, and notebooks show it; ``tables["routes"]`` is one of them.

        Raises
        ------
        UnknownPlace
            When there is no such machine or running container.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> print(Lab().tables("lan")["routes"])
        routes
        destination      gateway  device  source        kind
        172.31.176.0/20           eth0    172.31.176.1  kernel
        """
        from dockernet_sim.explain.tables import tables

        return tables(self.world, where)
