"""Which records belong to one flow: by addresses and ports, and through NAT by the packets that had both."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from dockernet_sim.explain.flow import arp_of, key_of, packet_of
from dockernet_sim.explain.short import ends, kind
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.packet import Packet, is_packet


class Flows:
    """Numbers flows from 1 in the order in which they begin; 0 is for records that belong to none."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._parent: dict[Hashable, Hashable] = {}
        self._number: dict[Hashable, int] = {}
        self.names: dict[int, str] = {}
        records = list(records)
        by_trail: dict[int, Hashable] = {}
        for record in records:
            key, packet = self._key(record), packet_of(record)
            if key is None:
                continue
            self._find(key)
            if packet is not None and packet.trail:
                self._join(by_trail.setdefault(packet.trail, key), key)
        for record in records:
            key = self._key(record)
            if key is not None and (root := self._find(key)) not in self._number:
                number = self._number[root] = len(self._number) + 1
                self.names[number] = f"{kind(record.packet)} {ends(record.packet)}"

    def of(self, record: Record) -> int:
        """The number of a record's flow."""
        key = self._key(record)
        return 0 if key is None else self._number.get(self._find(key), 0)

    @staticmethod
    def _key(record: Record) -> Hashable | None:
        packet = packet_of(record)
        if packet is not None:
            return _both_ways(_subject(packet))
        arp = arp_of(record)
        return ("arp", frozenset((arp.spa, arp.tpa))) if arp is not None else None

    def _find(self, key: Hashable) -> Hashable:
        parent = self._parent.setdefault(key, key)
        while parent != self._parent[parent]:
            parent = self._parent[parent]
        self._parent[key] = parent
        return parent

    def _join(self, first: Hashable, second: Hashable) -> None:
        a, b = self._find(first), self._find(second)
        if a != b:
            self._parent[b] = a


def _subject(packet: Packet) -> Packet:
    """An ICMP error belongs to the flow of the packet that it is about."""
    inner = getattr(packet.payload, "inner", None)
    return inner if is_packet(inner) else packet


def _both_ways(packet: Packet) -> Hashable:
    src, dst, proto, first, second = key_of(packet)
    if proto == 1:
        return (proto, first, frozenset((src, dst)))
    return (proto, frozenset(((src, first), (dst, second))))
