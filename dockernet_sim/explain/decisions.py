"""What the model decided about each frame that crossed a device: the records between one crossing and the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dockernet_sim.explain.causes import cause_of
from dockernet_sim.explain.flow import packet_of
from dockernet_sim.explain.said import said
from dockernet_sim.explain.short import ends, ends_in
from dockernet_sim.sim.trace import Record

BRIDGE = ("learn", "forward", "flood")  # what a bridge decides


@dataclass
class Crossing:
    """A frame at a device, and what was decided about it there: after it came in, or before it was sent off."""

    record: Record
    decisions: list[Record] = field(default_factory=list)

    @property
    def comment(self) -> str:
        """All decisions, one a line."""
        return "\n".join(decided(record) for record in self.decisions)


def crossings(records: Iterable[Record]) -> list[Crossing]:
    """All crossings in the order of the trace, each with its decisions."""
    found: list[Crossing] = []
    came: dict[tuple[str, str, int], Crossing] = {}
    before: dict[tuple[str, str, int], list[Record]] = {}
    for record in records:
        key = (record.host, record.netns, identity(record))
        if record.event == "rx":
            crossing = came[key] = Crossing(record)
            found.append(crossing)
        elif record.event == "tx":
            found.append(Crossing(record, before.pop(key, [])))
        elif record.packet is not None:
            there = came.get(key)
            (there.decisions if there is not None else before.setdefault(key, [])).append(record)
    return found


def identity(record: Record) -> int:
    """What packets are told apart by: an IPv4 packet by its trail, through all its copies; anything else by itself."""
    packet = packet_of(record)
    if packet is not None:
        return packet.trail or id(packet)
    return -id(getattr(record.packet, "payload", record.packet))


def decided(record: Record, lang: str = "en") -> str:
    """One decision as a sentence.

    >>> decided(Record(0.5, 1, "vm", "root", "docker0", "drop", None, "filter-rule", "filter FORWARD 1: -j DROP"))
    'dropped (filter-rule): filter FORWARD 1: -j DROP'
    """
    event, verdict, cause = record.event, record.verdict, record.cause
    if event == "drop":
        return said("did.drop", lang, reason=verdict, cause=cause_of(cause))
    if event == "nat":
        what = said(f"did.{verdict}", lang)
        return said("did.nat", lang, what=what, was=ends_in(cause), now=ends(record.packet))
    if event in ("route", "send"):
        return said(f"did.{event}", lang, cause=cause)
    if event == "deliver":
        owner = cause or verdict
        kernel = owner == "kernel"
        return said("did.deliver-kernel" if kernel else "did.deliver", lang, owner=owner, how=verdict)
    if event == "bridge":
        return said(f"did.bridge-{verdict}", lang, cause=cause) if verdict in BRIDGE else f"bridge {verdict}: {cause}"
    return (
        said("did.rule", lang, verdict=verdict, cause=cause)
        if event == "rule"
        else f"{event} {verdict} {cause}".strip()
    )
