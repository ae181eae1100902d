"""What a lab answers: who reaches whom, why, and which ports are open to whom. None of it changes the lab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import checked
from dockernet_sim.world.checks import LARGEST_PING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import networkx

    from dockernet_sim.explain.diff import Differences
    from dockernet_sim.explain.exposure import Exposure
    from dockernet_sim.explain.why import Why
    from dockernet_sim.plans import Plan
    from dockernet_sim.plans.standing import Standing
    from dockernet_sim.reach import Matrix
    from dockernet_sim.world.world import World


def a_plan(value: Any) -> Any:
    """A plan."""
    from dockernet_sim.plans import Plan

    if not isinstance(value, Plan):
        raise ValueError("a plan, a path, or a list of paths")
    return value


def a_project(value: Any) -> Any:
    """What ``Lab.up`` gives."""
    from dockernet_sim.plans.standing import Standing

    if not isinstance(value, Standing):
        raise ValueError("what Lab.up gave")
    return value


def a_lab(value: Any) -> Any:
    """A lab."""
    if not isinstance(value, Answering):
        raise ValueError("a lab")
    return value


class Answering:
    """The half of a lab that answers questions, and takes projects in; each method imports what it needs."""

    if TYPE_CHECKING:
        world: World

        def copy(self, trace: bool | None = None) -> Answering:
            """Lab's own."""

    @checked(port=must.maybe(must.port))
    def reach(self, port: int | None = None) -> Matrix:
        """Who reaches whom by Docker's rules, worked out from what the engines say, without a packet.

        Rules, routes and links that were changed by hand are not followed; the answers say that there are such.

        Parameters
        ----------
        port : int, optional
            Ask for TCP at this port instead of ping.

        Returns
        -------
        Matrix
            A table to print, ``matrix["web", "db"]`` for one answer with its reason, ``matrix.ping("web",
            "10.0.0.7")``, ``matrix.tcp("lan", "172.31.179.120", 8080)`` and ``matrix.resolve("web", "db")`` for single
            questions.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.sh("docker run -d --name web nginx").exit
        0
        >>> print(lab.reach()["web", "internet"])
        arrives at 203.0.113.10: it leaves through bridge, and the host puts its own address in place of the sender's (masqueraded)
        """  # noqa: E501
        from dockernet_sim.reach import Matrix, changes, of

        facts = of(self.world)
        return Matrix(facts, port, changes(self.world, facts))

    def graph(self) -> networkx.MultiGraph:
        """The machines, networks and containers as a networkx multigraph;
        :func:`dockernet_sim.reach.graph` tells its attributes."""
        from dockernet_sim.reach import graph, of

        return graph(of(self.world))

    @checked(
        source=must.name,
        target=must.text,
        name=must.text,
        size=must.count(0, LARGEST_PING),
        lang=must.text,
        remedies=must.flag,
    )
    def why(
        self,
        source: str,
        target: str = "",
        *,
        name: str = "",
        size: int = 56,
        lang: str = "en",
        remedies: bool = True,
    ) -> Why:
        """Why `source` does or does not reach `target`: asked of the packets, on a copy of the lab.

        Parameters
        ----------
        source : str
            A container or a machine (``host``, ``lan``); or a docker command by itself, to ask why the engine refuses
            it.
        target : str
            ``db``, ``db:5432``, ``db:53/udp``, ``10.0.0.5``, ``http://db/``, ``internet``, ``host``, ``lan``.
        name : str
            A name to look up, in place of a target.
        size : int
            Bytes of data in a ping.
        lang : str
            ``en`` or ``zh``.
        remedies : bool
            Whether to look for what would change the answer.

        Returns
        -------
        Why
            True when the answer is yes; ``sentence``, ``reason``, ``story``, ``remedies``; ``print`` shows all of it.

        Raises
        ------
        BadQuestion
            When the question cannot be read.
        UnknownPlace
            When no place is called `source`.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.sh("docker run -d --name web nginx; docker run -d --name db mysql").exit
        0
        >>> lab.why("web", "db:3306").sentence.partition(":")[0], lab.why("web", "db:3306").reason
        ('web does not reach db', 'name-unknown')
        """
        from dockernet_sim.explain.why import why

        return why(
            self.world,
            source,
            target,
            name=name,
            size=size,
            lang=lang,
            remedies=remedies,
            copy=lambda: self.copy(trace=True).world,
        )

    @checked(project=must.maybe(a_project), lang=must.text)
    def exposure(self, project: Standing | None = None, *, lang: str = "en") -> Exposure:
        """Which ports are open to the internet, the LAN, the host and other containers: asked of the packets, on a
        copy.

        Parameters
        ----------
        project : Standing, optional
            What :meth:`up` gave: its assumptions are told with the answer, and what stays unknown in it.
        lang : str
            ``en`` or ``zh``.

        Returns
        -------
        Exposure
            A row for each port that is published, was asked to be, or is listened on: to whom it is open, and by which
            rule; ``print`` shows a table, ``to_data()`` and ``csv()`` give the rows, ``exposure["web"]`` those of a
            container.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.sh("docker network create --internal back; docker run -d --name db --net back -p 5432:3306 mysql").exit
        0
        >>> row = lab.exposure()["db"][0]
        >>> row.wanted, row.published, row.open_to, row.reason
        ('5432', '', ['host'], 'internal')
        """
        from dockernet_sim.explain.assumed import assumptions
        from dockernet_sim.explain.exposure import exposure

        unknown = project.unknown if project is not None else None
        found = exposure(self.world, copy=lambda: self.copy(trace=True).world, unknown=unknown, lang=lang)
        return found.on(assumptions(project, lang)) if project is not None else found

    @checked(new=a_lab, lang=must.text)
    def diff(self, new: Answering, *, lang: str = "en") -> Differences:
        """What changes from this lab to another one: reach with the rule on each side, names, addresses, ports, texts.

        Parameters
        ----------
        new : Lab
            Afterwards: a copy on which something was changed, or the same project on another release.
        lang : str
            In which language it is told: ``en`` or ``zh``.

        Returns
        -------
        Differences
            False when nothing differs; ``print`` shows a table, ``markdown()`` one for a pull request, ``to_data()``
            the rows.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.sh("docker run -d --name web -p 8080:80 nginx").exit
        0
        >>> new = lab.copy()
        >>> new.sh("iptables -I DOCKER-USER -i eth0 -j DROP").exit
        0
        >>> [row.what for row in lab.diff(new).of("reach")]
        ['web -> internet (ping)', 'web -> internet:80/tcp', 'lan -> host:8080/tcp']
        """
        from dockernet_sim.explain.diff import Side, diff

        old, other = (
            Side(self.world, lambda: self.copy(trace=True).world),
            Side(new.world, lambda: new.copy(True).world),
        )
        return diff(old, other, lang)

    @checked(
        files=must.either(a_plan, must.path, must.sequence(must.path, "a list of paths", least=1)),
        listen=must.maybe(must.mapping(must.name, must.sequence(must.text, "ports"), "services, each with its ports")),
        project=must.maybe(must.name),
        env_file=must.maybe(must.path),
        profiles=must.sequence(must.name, "a list of profiles"),
        environment=must.maybe(must.mapping(must.name, must.text, "variables, each with a text")),
    )
    def up(
        self,
        files: Plan | str | Path | Sequence[str | Path],
        *,
        listen: Mapping[str, Sequence[str]] | None = None,
        project: str | None = None,
        env_file: str | Path | None = None,
        profiles: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> Standing:
        """Make a compose project, as ``docker compose up`` does: networks, containers, starts in the order of
        ``depends_on``.

        The docker commands are typed on ``vm``, so that copies and saved labs have the project, too. Programs that the
        model does not have are replaced by ones that listen where the project says so; the answer names them.

        Parameters
        ----------
        files : str, Path, list of these, or Plan
            A compose file (or several, later ones over earlier ones), a project's folder, or a plan of
            :func:`dockernet_sim.plans.load`.
        listen : dict, optional
            On which ports services listen: ``{"web": ["80", "53/udp"]}``.
        project, env_file, profiles, environment
            As for :func:`dockernet_sim.plans.load`; a plan has been read already.

        Returns
        -------
        Standing
            ``plan``, ``refused`` (what the engine refused), ``assumptions()``, ``rows()`` (who reaches whom).

        Raises
        ------
        PlanError
            When Compose would refuse the project.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> from dockernet_sim.plans import Plan, ServicePlan
        >>> lab = Lab()
        >>> lab.up(Plan("shop", {"web": ServicePlan("web", ["shop-web-1"], image="nginx", mode="bridge")})).refused
        []
        >>> lab.docker.containers.get("shop-web-1").status
        'running'
        """
        from dockernet_sim.plans import Plan, load
        from dockernet_sim.plans.standing import stand

        if isinstance(files, Plan):
            plan = files
        else:
            paths = list(files) if isinstance(files, (list, tuple)) else [files]
            words = {"project": project, "env_file": env_file, "profiles": profiles, "environment": environment}
            plan = load(*paths, **words)  # type: ignore[arg-type]
        return stand(self.world, plan, {name: list(ports) for name, ports in (listen or {}).items()})
