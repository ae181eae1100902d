"""Trace templates: what a walk would record of a packet that takes a cached path, worked out when the trace is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dockernet_sim.linux.netfilter.flow import tuple_of
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP, Packet

if TYPE_CHECKING:
    from collections.abc import Sequence


class Rewriting:
    """What a path makes of its packets up to one place: addresses, ports or identifier, and TTL."""

    __slots__ = ("dst", "first", "hops", "icmp", "key", "second", "src")

    def __init__(self, like: Packet, hops: int) -> None:
        self.src, self.dst, self.hops = like.src, like.dst, hops
        self.icmp = like.proto == PROTO_ICMP
        self.first = like.payload.ident if self.icmp else like.payload.sport
        self.second = 0 if self.icmp else like.payload.dport
        self.key = tuple_of(like)

    def rewritten(self, packet: Packet, ours: bool = False) -> Packet:
        """The packet as it looks there; changed in place when it is `ours`: nothing else keeps it."""
        payload = packet.payload
        if self.icmp:
            if payload.ident != self.first:
                payload = payload.with_ident(self.first)
        elif payload.sport != self.first or payload.dport != self.second:
            payload = payload.with_ports(self.first, self.second)
        if ours:
            packet.src, packet.dst, packet.payload, packet.key = self.src, self.dst, payload, self.key
            packet.ttl -= self.hops
            return packet
        new = IPv4(
            self.src, self.dst, packet.proto, payload, packet.ttl - self.hops, packet.ident, packet.df, packet.tos
        )
        new.key, new.trail = self.key, packet.trail
        return new


class Note(NamedTuple):
    """One record of a walk.

    ``version`` and ``before`` number the packet's versions along the path; 0 is as it set off.
    """

    stage: int
    host: str
    netns: str
    device: str
    event: str
    version: int
    macs: tuple[int, int] | None  # destination and source, of the frame that is recorded; None for a bare packet
    verdict: str
    cause: object
    before: int = -1  # the version that is the cause; -1: ``cause`` is


Place = tuple[str, str, str]  # host, namespace and device of a record


class Stations:
    """The records of a frame that goes out of ports of a bridge, or arrives behind them: one each, in their order."""

    __slots__ = ("_event", "_numbers", "_own", "_places", "length")

    def __init__(self, event: str, places: Sequence[Place], begin: int, end: int, own: int) -> None:
        self._event = event
        self._places = places
        self._numbers = range(begin, end)
        self._own = own  # the number of the port that it came from
        self.length = max(0, end - begin) - (begin <= own < end)

    def expand(self, serial: int, time: float, frame: Frame) -> list[tuple[Any, ...]]:
        """The records of a frame that passes them at `time`, numbered from `serial` on."""
        passed = (self._places[number] for number in self._numbers if number != self._own)
        return [(time, at, *place, self._event, frame, "", "") for at, place in enumerate(passed, serial)]


class Template:
    """The records of one path."""

    __slots__ = ("delays", "length", "notes", "versions")

    def __init__(self, notes: Sequence[Note], delays: tuple[float, ...], versions: Sequence[Rewriting | None]) -> None:
        self.notes = notes
        self.delays = delays
        self.versions = versions
        self.length = len(notes)

    def expand(self, serial: int, time: float, packet: Packet) -> list[tuple[Any, ...]]:
        """The records of a packet that set off at `time`, numbered from `serial` on."""
        times = [time]
        for delay in self.delays:
            times.append(times[-1] + delay)
        versions = [packet if change is None else change.rewritten(packet) for change in self.versions]
        records = []
        for number, note in enumerate(self.notes, serial):
            what: Any = versions[note.version]
            if note.macs is not None:
                what = Frame(*note.macs, ETHERTYPE_IP, what)
            cause = note.cause if note.before < 0 else versions[note.before]
            where = (note.host, note.netns, note.device, note.event)
            records.append((times[note.stage], number, *where, what, note.verdict, cause))
        return records
