"""What happened over time, out of the trace, as plain numbers: round trips, learnt MACs, answers to ARP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dockernet_sim.explain.flow import arp_of, packet_of
from dockernet_sim.explain.ladder import name_of
from dockernet_sim.sim.errors import BadArgument
from dockernet_sim.sim.trace import Cell, Record
from dockernet_sim.wire.address import ip_text, mac_text
from dockernet_sim.wire.arp import REPLY, REQUEST, Arp
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY, Icmp

KINDS = ("rtt", "fdb", "neighbours")


@dataclass
class Known:
    """An entry of a table: whose table, what it says, and when frames told so."""

    owner: str
    what: str
    seen: list[float] = field(default_factory=list)

    @property
    def first(self) -> float:
        """When it was learnt."""
        return self.seen[0]

    @property
    def last(self) -> float:
        """When it was last told."""
        return self.seen[-1]


def rows(records: Iterable[Record], kind: str) -> list[dict[str, Cell | list[float]]]:
    """The numbers of a curve, a row for each point or table entry; BadArgument for a kind that there is not."""
    if kind == "rtt":
        return [
            {"time": time, "source": who, "target": whom, "rtt": rtt}
            for (who, whom), points in round_trips(records).items()
            for time, rtt in points
        ]
    if kind == "fdb":
        return [_entry(each, "bridge", "mac", "port") for each in known_macs(records)]
    if kind == "neighbours":
        return [_entry(each, "host", "address", "mac") for each in known_neighbours(records)]
    raise BadArgument(f"there is no series of {kind!r}: there are {', '.join(KINDS)}")


def _entry(known: Known, owner: str, first: str, second: str) -> dict[str, Cell | list[float]]:
    one, other = known.what.split(" ")
    return {owner: known.owner, first: one, second: other, "first": known.first, "last": known.last, "seen": known.seen}


def round_trips(records: Iterable[Record]) -> dict[tuple[str, str], list[tuple[float, float | None]]]:
    """Pings by (who, whom): when each was sent, and how long it took; None when no answer came."""
    found: dict[tuple[str, str], list[tuple[float, float | None]]] = {}
    waiting: dict[tuple[str, str, int, int], tuple[tuple[str, str], int]] = {}
    for record in records:
        packet = packet_of(record)
        message = packet.payload if packet is not None else None
        if packet is None or not isinstance(message, Icmp):
            continue
        key = (record.host, record.netns, message.ident, message.seq)
        if record.event == "send" and message.type == ECHO:
            pair = (name_of((record.host, record.netns)), ip_text(packet.dst))
            points = found.setdefault(pair, [])
            waiting[key] = (pair, len(points))
            points.append((record.time, None))
        elif record.event == "deliver" and message.type == ECHO_REPLY and key in waiting:
            pair, number = waiting.pop(key)
            sent = found[pair][number][0]
            found[pair][number] = (sent, record.time - sent)
    return found


def known_macs(records: Iterable[Record]) -> list[Known]:
    """What bridges learnt: from the moment of learning, each frame from that MAC at that port."""
    found: dict[tuple[str, str, str], Known] = {}
    port_of: dict[tuple[str, str], Known] = {}
    for record in records:
        if not isinstance(record.packet, Frame):
            continue
        mac = mac_text(record.packet.src)
        if record.event == "bridge" and record.verdict == "learn":
            port = record.cause.rpartition("dev ")[2]
            known = found.setdefault((record.device, mac, port), Known(record.device, f"{mac} {port}"))
            known.seen.append(record.time)
            port_of[(port, mac)] = known
        elif record.event == "rx" and (record.device, mac) in port_of:
            port_of[(record.device, mac)].seen.append(record.time)
    return list(found.values())


def known_neighbours(records: Iterable[Record]) -> list[Known]:
    """What ARP told: who asks tells the one who answers, and who answers tells the one who asked;
    others only overhear."""
    found: dict[tuple[str, int, int], Known] = {}
    asked: dict[tuple[str, int], tuple[Arp, float]] = {}
    messages = [(_owner(record), record, arp) for record in records if (arp := arp_of(record)) is not None]
    passing = _passing(messages)

    def tell(owner: str, arp: Arp, time: float) -> None:
        known = found.setdefault((owner, arp.spa, arp.sha), Known(owner, f"{ip_text(arp.spa)} {mac_text(arp.sha)}"))
        if not known.seen or known.last != time:
            known.seen.append(time)

    for owner, record, arp in messages:
        own = (owner, id(record.packet)) not in passing
        if record.event == "rx" and arp.op == REQUEST:
            asked[(owner, arp.tpa)] = (arp, record.time)
        elif record.event == "rx" and own:
            tell(owner, arp, record.time)
        elif record.event == "tx" and arp.op == REPLY and own and (owner, arp.spa) in asked:
            tell(owner, *asked.pop((owner, arp.spa)))
    return list(found.values())


def _owner(record: Record) -> str:
    return name_of((record.host, record.netns))


def _passing(messages: list[tuple[str, Record, Arp]]) -> set[tuple[str, int]]:
    """Frames that a namespace took in and sent on as they were: a bridge did."""
    taken = {(owner, id(record.packet)) for owner, record, _ in messages if record.event == "rx"}
    return {
        key for owner, record, _ in messages if record.event == "tx" and (key := (owner, id(record.packet))) in taken
    }
