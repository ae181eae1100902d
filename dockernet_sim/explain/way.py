"""The way that packets took, leg by leg: what a picture draws onto the topology."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dockernet_sim.explain.causes import cause_of
from dockernet_sim.explain.flow import conversation, packet_of
from dockernet_sim.explain.gaps import gap
from dockernet_sim.explain.said import Said, say
from dockernet_sim.explain.short import ends, ends_in, kind
from dockernet_sim.explain.why.aside import aside
from dockernet_sim.linux import drops
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.icmp import ECHO
from dockernet_sim.wire.packet import PROTO_ICMP, Packet
from dockernet_sim.world.world import World

FLOODED = (drops.OTHER_HOST,)  # copies of a flooded frame end like this at all other stations
PING = 6.0  # seconds: three ARP questions go unanswered first


class NoWay(DockernetError, ValueError):
    """There is nothing to draw: no packet was sent."""


@dataclass(frozen=True)
class Leg:
    """One packet's records from the sender on; ``role`` is request, reply or error."""

    role: str
    records: tuple[Record, ...]

    @property
    def drop(self) -> Record | None:
        """Where it died."""
        return next((record for record in self.records if record.event == "drop"), None)


@dataclass(frozen=True)
class Way:
    """What was asked, the legs, and what came of it in a sentence."""

    title: str
    legs: tuple[Leg, ...]
    outcome: Said

    @property
    def arrived(self) -> bool:
        """Whether nothing on the way was dropped."""
        return bool(self.legs) and all(leg.drop is None for leg in self.legs)

    @property
    def namespaces(self) -> set[str]:
        """Where its packets were."""
        return {record.netns for leg in self.legs for record in leg.records}


def by_ping(world: World, copy: Callable[[], World], source: str, target: str) -> Way:
    """The way of one ``ping -c 1 TARGET`` at `source`, sent on a copy of the world."""
    records, said = aside(world, lambda other: _ping(other, source, target), copy)
    return of_records(records, f"{source}: ping {target}", said, pings=True)


def _ping(world: World, source: str, target: str) -> tuple[list[Record], str]:
    before = world.trace.serial
    result = world.run_line(source, f"ping -c 1 -W 4 {shlex.quote(target)}", PING)
    lines = [line for line in (result.stdout + result.stderr).splitlines() if line.strip()]
    heard = [line for line in lines if "bytes from" in line or line.startswith("From ")]
    said = heard[0] if heard else next((line for line in reversed(lines) if "bytes of data" not in line), "")
    return world.trace.since(before), said


def of_records(records: Iterable[Record], title: str = "", said: str = "", pings: bool = False) -> Way:
    """The way of the first conversation in a slice of the trace."""
    records = list(records)
    first = _first(records, pings)
    if first is None:
        return Way(title, (), say("way.said", words=said) if said else say("way.none"))
    sent = packet_of(first)
    assert sent is not None
    own = conversation(records, lambda packet, record: packet.trail == sent.trail)
    legs = _legs([record for record in own if packet_of(record) is not None], sent)
    outcome = say("way.said", words=said) if said else _outcome(legs)
    return Way(title or str(sent).partition(", options")[0], legs, outcome)


def _first(records: list[Record], pings: bool) -> Record | None:
    """Where the way begins: the first ping,
    or the first packet that leaves a namespace and is no question for a name."""
    sent = [record for record in records if record.event in ("send", "drop") and _trail(record)]
    if pings:
        return next((record for record in sent if _is_echo(packet_of(record))), None)
    outward = [record for record in sent if record.device != "lo"]
    return next((record for record in outward if kind(record.packet) != "DNS"), next(iter(outward or sent), None))


def _trail(record: Record) -> int:
    packet = packet_of(record)
    return packet.trail if packet is not None else 0


def _is_echo(packet: Packet | None) -> bool:
    return packet is not None and packet.proto == PROTO_ICMP and getattr(packet.payload, "type", -1) == ECHO


def _legs(records: list[Record], sent: Packet) -> tuple[Leg, ...]:
    """The first packet, and the first that came back or told of an error."""
    by_trail: dict[int, list[Record]] = {}
    for record in records:
        packet = packet_of(record)
        assert packet is not None
        by_trail.setdefault(packet.trail, []).append(record)
    legs: list[Leg] = []
    for trail, each in by_trail.items():
        packet = packet_of(each[0])
        assert packet is not None
        back = each[0].netns != records[0].netns or each[0].host != records[0].host
        error = getattr(packet.payload, "inner", None) is not None
        role = "request" if trail == sent.trail else "error" if error else "reply" if back else ""
        if role and role not in [leg.role for leg in legs] and len(legs) < 2:
            legs.append(Leg(role, tuple(_straight(each))))
    return tuple(legs)


def _straight(records: list[Record]) -> list[Record]:
    """Without the copies that a flood took elsewhere, and without repetitions of a packet that was asked for again."""
    strays = {(r.host, r.netns) for r in records if r.event == "drop" and r.verdict in FLOODED}
    return [record for record in records if (record.host, record.netns) not in strays]


def _outcome(legs: tuple[Leg, ...]) -> Said:
    drop = next((leg.drop for leg in legs if leg.drop is not None), None)
    if drop is not None:
        key = "way.died" if drop.device else "way.died-stack"
        return say(key, device=drop.device, place=f"{drop.host}/{drop.netns}", reason=drop.verdict)
    return say("way.home" if len(legs) > 1 else "way.arrived")


def notes(way: Way, lang: str = "en") -> list[tuple[Record, str]]:
    """What deserves a number on the picture: addresses that were changed, and the end."""
    found: list[tuple[Record, str]] = []
    for leg in way.legs:
        for record in leg.records:
            if record.event == "nat":
                was, now = ends_in(record.cause), ends(record.packet)
                found.append((record, say("way.nat", at=_at(record), was=was, now=now).text(lang)))
            elif record.event == "drop":
                dropped = say("way.drop", at=_at(record), reason=record.verdict, cause=cause_of(record.cause))
                found.append((record, dropped.text(lang)))
    return found


def _at(record: Record) -> str:
    where = record.host if record.netns == "root" else record.netns
    return f"{where} {record.device}".strip()


def as_way(given: Any) -> Way:
    """A way from what a caller has: a Way, something with ``records``, or a slice of the trace."""
    if isinstance(given, Way):
        return given
    way = of_records(getattr(given, "records", given))
    if not way.legs:
        missing = gap(given)
        raise NoWay(f"there is no packet in it whose way could be drawn{f': {missing}' if missing else ''}")
    return way
