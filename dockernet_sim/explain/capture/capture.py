"""A capture: chosen out of the trace, printed as tcpdump prints it, written as pcapng."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dockernet_sim.explain.capture.pcapng import Interface, Packet, write
from dockernet_sim.explain.decisions import Crossing, crossings
from dockernet_sim.explain.gaps import gap
from dockernet_sim.explain.ladder import name_of
from dockernet_sim.explain.picture import UnknownFormat
from dockernet_sim.programs.tcpdump.printer import Printer
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.printable import escape, printable
from dockernet_sim.sim.trace import Record
from dockernet_sim.sim.when import EPOCH_SECONDS
from dockernet_sim.wire.codec import encode
from dockernet_sim.wire.ethernet import Frame

SUFFIXES = (".pcapng", ".ntar")
SWITCHED = ("forward", "flood")


class UnknownDevice(DockernetError, LookupError):
    """Nothing was captured at a device of that name, and none is there."""


class Seen(NamedTuple):
    """A frame at a device, and what was decided about it."""

    time: float
    device: str
    frame: Frame
    inbound: bool
    comment: str
    host: str = ""


class Captured:
    """Frames that crossed devices; ``len()``, iteration, text as of tcpdump, and :meth:`save`.

    ``missing`` is a sentence about frames that the trace did not keep; empty when it kept all.
    """

    def __init__(self, seen: list[Seen], devices: list[str], missing: str = "") -> None:
        self.seen = seen
        self.devices = devices
        self.missing = missing

    def __len__(self) -> int:
        return len(self.seen)

    def __iter__(self) -> Iterator[Seen]:
        return iter(self.seen)

    def __str__(self) -> str:
        return printable("\n".join([*([f"# {self.missing}"] if self.missing else []), *self.lines()]))

    def __repr__(self) -> str:
        missing = f". {self.missing}" if self.missing else ""
        return f"<Captured {len(self)} frames at {', '.join(self.devices) or 'no device'}{missing}>"

    def lines(self, comments: bool = False) -> list[str]:
        """One line a frame, as ``tcpdump -n -e`` prints it, and the decisions below it if asked for."""
        printer = Printer(link=True)
        several = len(self.devices) > 1
        found = []
        for each in self.seen:
            where = f"{each.device} {'In' if each.inbound else 'Out'}  " if several else ""
            found.append(f"{each.time:.9f} {where}{printer.line(each.frame)}")
            found += [f"    {line}" for line in each.comment.splitlines()] if comments else []
        return found

    def pcapng(self) -> bytes:
        """The capture as a pcapng file."""
        number = {name: i for i, name in enumerate(self.devices)}
        packets = (
            Packet(nanoseconds(each.time), number[each.device], encode(each.frame), each.comment, each.inbound)
            for each in self.seen
        )
        return write([Interface(name) for name in self.devices], packets, comment=self.missing)

    def save(self, path: str | Path) -> Path:
        """Write a pcapng file, which Wireshark and tshark open.

        Parameters
        ----------
        path : str or Path
            The file: ``.pcapng`` (or ``.ntar``, its older name).

        Returns
        -------
        Path

        Raises
        ------
        UnknownFormat
            When the path has another ending.
        """
        path = Path(path)
        if path.suffix not in SUFFIXES:
            raise UnknownFormat(
                f"cannot write {path.name}: captures are written as .pcapng, not as {path.suffix or 'that'}"
            )
        path.write_bytes(self.pcapng())
        return path

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{each.time:.6f}</td><td>{escape(each.device)}</td><td>{escape(str(each.frame.payload))}</td>"
            f"<td>{escape(each.comment).replace(chr(10), '<br>')}</td></tr>"
            for each in self.seen
        )
        style = "font-family:monospace;font-size:11px;text-align:left;vertical-align:top"
        head = f"<p>{escape(self.missing)}</p>" if self.missing else ""
        return f'{head}<table style="{style}"><tr><th>time</th><th>device</th><th>frame</th><th>decided</th></tr>{rows}</table>'  # noqa: E501


def nanoseconds(time: float) -> int:
    """Simulated seconds as nanoseconds since 1970.

    >>> nanoseconds(1.5) - nanoseconds(0.0)
    1500000000
    """
    return EPOCH_SECONDS * 1_000_000_000 + round(time * 1e9)


def capture(records: Iterable[Record], device: str | None = None, known: Iterable[tuple[str, str]] = ()) -> Captured:
    """The frames at a device, or at all.

    Parameters
    ----------
    records : iterable of Record
        A slice of the trace.
    device : str, optional
        ``docker0``: of any machine; ``web/eth0``, ``vm/eth0``: of that container or machine; ``vm2/web/eth0``: of that
        machine's container.
    known : iterable of (str, str)
        Machines and names of devices that are there, though nothing may have crossed them.

    Raises
    ------
    UnknownDevice
        When there is no such device, or containers on several machines have the name.
    """
    missing = str(gap(records) or "")
    seen = list(_seen(crossings_with_switched(records)))
    if device is not None:
        there = {*known, *((each.host, each.device) for each in seen)}
        _refuse_ambiguous(device, there)
        seen = [each for each in seen if named(each.host, each.device, device)]
        if not seen:
            found = [name for host, name in sorted(there) if named(host, name, device)]
            if not found:
                raise UnknownDevice(f"there is no device {device}, and nothing was captured at one of that name")
            return Captured([], list(dict.fromkeys(found)), missing)
    return Captured(seen, list(dict.fromkeys(each.device for each in seen)), missing)


def named(host: str, full: str, asked: str) -> bool:
    """Whether ``vm/docker0`` is what was asked for:
    by its whole name, the device's alone, or with the machine in front."""
    return asked in (full, full.partition("/")[2], f"{host}/{full}")


def _refuse_ambiguous(asked: str, there: Iterable[tuple[str, str]]) -> None:
    """Refuse ``web/eth0`` where two machines have a container of that name."""
    machines = sorted({host for host, full in there if full == asked})
    if len(machines) > 1:
        wanted = " or ".join(f"{host}/{asked}" for host in machines)
        raise UnknownDevice(f"{asked} is a device on each of {', '.join(machines)}: say {wanted}")


def crossings_with_switched(records: Iterable[Record]) -> list[Crossing]:
    """Crossings, and for each frame that a bridge switched one at the bridge itself, as a capture there shows it."""
    records = list(records)
    found = crossings(records)
    shown = {(c.record.host, c.record.device, id(c.record.packet)) for c in found if c.record.event == "rx"}
    for record in records:
        if record.event == "bridge" and record.verdict in SWITCHED:
            if (record.host, record.device, id(record.packet)) not in shown:
                found.append(Crossing(record, [record]))
    return sorted(found, key=lambda each: (each.record.time, each.record.serial))


def _seen(found: Iterable[Crossing]) -> Iterator[Seen]:
    for each in found:
        record = each.record
        if record.device == "lo" and record.event == "tx":
            continue  # lo shows each packet once
        if isinstance(record.packet, Frame):
            where = f"{name_of((record.host, record.netns))}/{record.device}"
            yield Seen(record.time, where, record.packet, record.event != "tx", each.comment, record.host)
