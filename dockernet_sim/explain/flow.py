"""Following one conversation through the trace:
its packets in all their copies, their answers, and what was sent on for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.arp import Arp
from dockernet_sim.wire.dns import Message
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.packet import PROTO_ICMP, Packet, Piece, is_packet
from dockernet_sim.wire.udp import Udp

Key = tuple[int, int, int, int, int]
Where = tuple[str, str]
Relays = Mapping[tuple[str, str], tuple[int, int]]
"""(machine, docker-proxy as the trace names it) to the address and port that it carries to."""


def packet_of(record: Record) -> Packet | None:
    """The IPv4 packet that a record is about, if it is about one."""
    packet = record.packet
    if isinstance(packet, Frame):
        packet = packet.payload
    return packet if is_packet(packet) else None


def arp_of(record: Record) -> Arp | None:
    """The ARP message that a record is about."""
    packet = record.packet
    return packet.payload if isinstance(packet, Frame) and isinstance(packet.payload, Arp) else None


def payload_of(packet: Packet) -> Any:
    """What a packet carries; of a fragment, what the whole packet does."""
    return packet.payload.whole if isinstance(packet.payload, Piece) else packet.payload


def key_of(packet: Packet) -> Key:
    """Addresses, protocol and ports; ICMP has its identifier for ports."""
    payload = payload_of(packet)
    if packet.proto == PROTO_ICMP:
        return (packet.src, packet.dst, PROTO_ICMP, payload.ident, 0)
    return (packet.src, packet.dst, packet.proto, getattr(payload, "sport", 0), getattr(payload, "dport", 0))


def turned(key: Key) -> Key:
    """The key of an answer.

    >>> turned((1, 2, 6, 40000, 80)), turned((1, 2, 1, 7, 0))
    ((2, 1, 6, 80, 40000), (2, 1, 1, 7, 0))
    """
    src, dst, proto, first, second = key
    return (dst, src, proto, first, second) if proto == PROTO_ICMP else (dst, src, proto, second, first)


def name_asked(packet: Packet) -> str:
    """The name that a DNS message is about, in small letters; empty for other packets."""
    payload = payload_of(packet)
    data = payload.data if isinstance(payload, Udp) else None
    question = data.question if isinstance(data, Message) else None
    return str(question.name).lower().rstrip(".") if question is not None else ""


def conversation(
    records: Iterable[Record], starts: Callable[[Packet, Record], bool], relays: Relays | None = None
) -> list[Record]:
    """The records that belong together.

    Parameters
    ----------
    records : iterable of Record
        In the trace's order.
    starts : callable
        Given a packet that is being sent and its record: whether it begins the conversation.
    relays : mapping, optional
        Where relays (docker-proxy) carry on what they are sent.

    Returns
    -------
    list of Record
        Those of packets that it began with, of answers to them, of ICMP errors about them, of what relays made of them,
        and the ARP questions that they waited for.
    """
    follower = _Follower(starts, relays or {})
    kept = [record for record in records if follower.belongs(record)]
    return [record for record in kept if arp_of(record) is None or record.event == "drop" or follower.waited(record)]


class _Follower:
    def __init__(self, starts: Callable[[Packet, Record], bool], relays: Relays) -> None:
        self.starts = starts
        self.relays = relays
        self.trails: set[int] = set()
        self.awaited: dict[Where, set[Key]] = {}  # what an answer sent there would look like
        self.relayed: set[Key] = set()
        self.carried: dict[Where, set[tuple[int, int]]] = {}
        self.asking: set[tuple[str, str, int]] = set()

    def belongs(self, record: Record) -> bool:
        packet = packet_of(record)
        if packet is None:
            return arp_of(record) is not None or record.event == "dns"
        if packet.trail not in self.trails:
            if not packet.trail or not (record.event in ("send", "drop") and self._new(packet, record)):
                return False
            self.trails.add(packet.trail)
        if record.event == "deliver":
            self._delivered(packet, record)
        self.asking.add((record.host, record.netns, packet.dst))
        return True

    def _new(self, packet: Packet, record: Record) -> bool:
        where, key = (record.host, record.netns), key_of(packet)
        if self.starts(packet, record) or key in self.awaited.get(where, ()):
            return True
        inner = getattr(packet.payload, "inner", None)
        if inner is not None and inner.trail in self.trails:
            return True
        return key in self.relayed or self._is_carried(packet, key, where)

    def _is_carried(self, packet: Packet, key: Key, where: Where) -> bool:
        """Whether a relay begins with this to carry on what it was sent: a new connection, or a datagram."""
        if key[1:5:3] not in self.carried.get(where, ()) or getattr(packet.payload, "flags", "S") != "S":
            return False
        self.relayed.add(key)
        return True

    def _delivered(self, packet: Packet, record: Record) -> None:
        where = (record.host, record.netns)
        self.awaited.setdefault(where, set()).add(turned(key_of(packet)))
        target = self.relays.get((record.host, record.cause))
        if target is not None:
            self.carried.setdefault(where, set()).add(target)

    def waited(self, record: Record) -> bool:
        """Whether a packet of the conversation passed the namespace in which this ARP message is seen."""
        return any((host, netns) == (record.host, record.netns) for host, netns, _ in self.asking)


def questions(records: Iterable[Record], own: Iterable[Key]) -> set[int]:
    """The trails of a conversation's questions: from those who began it, and from relays; not those of answers.

    Parameters
    ----------
    records : iterable of Record
        A conversation.
    own : iterable of Key
        What began it.
    """
    found, keys, answers = set(), set(own), set[Key]()
    for record in records:
        packet = packet_of(record)
        if packet is None or name_asked(packet):
            continue
        if packet.trail in found:
            if record.event == "deliver":
                answers.add(turned(key_of(packet)))
        elif record.event in ("send", "drop") and key_of(packet) not in answers and not _is_answer(packet, keys):
            found.add(packet.trail)
    return found


def _is_answer(packet: Packet, keys: set[Key]) -> bool:
    return turned(key_of(packet)) in keys or getattr(packet.payload, "inner", None) is not None
