"""Fragmentation and reassembly (RFC 791, RFC 815)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.wire.ipv4 import HEADER, IPv4
from dockernet_sim.wire.packet import Packet, Piece

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs

TIMEOUT = 30.0


def fragments(packet: Packet, mtu: int) -> list[Packet]:
    """Cut a packet into pieces that fit the MTU; all but the last carry a multiple of 8 bytes."""
    room = (mtu - HEADER) // 8 * 8
    start, end = packet.offset, packet.offset + packet.payload.length
    whole = packet.payload.whole if isinstance(packet.payload, Piece) else packet.payload
    pieces = []
    while start < end:
        size = min(room, end - start)
        piece = packet.fragment(start, size, more=packet.mf or start + size < end)
        piece.payload = Piece(whole, start, size)
        pieces.append(piece)
        start += size
    return pieces


class Reassembly:
    """The fragments that wait for the rest of their packet; judged when used, no timer runs."""

    __slots__ = ("_waiting", "ns")

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self._waiting: dict[tuple[int, int, int, int], tuple[float, list[Packet]]] = {}

    def add(self, packet: Packet) -> Packet | None:
        """Take a fragment; the whole packet once nothing is missing, else None."""
        now = self.ns.clock.t
        key = (packet.src, packet.dst, packet.proto, packet.ident)
        since, parts = self._waiting.get(key, (now, []))
        if now - since > TIMEOUT:
            self._time_out(parts)
            since, parts = now, []
        parts.append(packet)
        whole = self._complete(parts)
        if whole is None:
            self._waiting[key] = (since, parts)
            return None
        self._waiting.pop(key, None)
        return whole

    def largest(self, packet: Packet) -> int:
        """The size of the largest fragment so far of the packet that this one is a part of."""
        parts = self._waiting.get((packet.src, packet.dst, packet.proto, packet.ident), (0.0, []))[1]
        return max(part.length for part in (packet, *parts))

    def _complete(self, parts: list[Packet]) -> Packet | None:
        reached = 0
        last = None
        for part in sorted(parts, key=lambda p: p.offset):
            if part.offset > reached:
                return None
            reached = max(reached, part.offset + part.payload.length)
            last = part
        if last is None or last.mf:
            return None
        first = parts[0]
        payload = first.payload.whole
        whole = IPv4(first.src, first.dst, first.proto, payload, first.ttl, first.ident, False, first.tos)
        whole.ct = first.ct
        whole.frag_max = max(part.length for part in parts)
        return whole

    def _time_out(self, parts: list[Packet]) -> None:
        for part in parts:
            self.ns.drop(part, None, drops.REASSEMBLY, "the rest never came")
