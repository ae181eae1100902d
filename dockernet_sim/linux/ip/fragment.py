"""Fragmentation and reassembly (RFC 791, RFC 815)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.wire.icmp import TIME_EXCEEDED
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
    """The fragments that wait for the rest of their packet; one timer runs while any do (ip_fragment.c)."""

    __slots__ = ("_timed", "_waiting", "ns")

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self._waiting: dict[tuple[int, int, int, int], tuple[float, list[Packet]]] = {}  # the oldest first
        self._timed = False

    def add(self, packet: Packet) -> Packet | None:
        """Take a fragment; the whole packet once nothing is missing, else None."""
        key = (packet.src, packet.dst, packet.proto, packet.ident)
        _, parts = self._waiting.setdefault(key, (self.ns.clock.t, []))
        parts.append(packet)
        whole = self._complete(parts)
        if whole is not None:
            del self._waiting[key]
        elif not self._timed:
            self._wait()
        return whole

    def _wait(self) -> None:
        """Look again when the oldest packet's time is over."""
        oldest = next(iter(self._waiting.values()), None)
        self._timed = oldest is not None
        if oldest is not None:
            self.ns.clock.call_at(oldest[0] + TIMEOUT, self._expire)

    def _expire(self) -> None:
        """Packets whose time is over go; their sender is told, by a host that has the first piece (ip_expire)."""
        ns = self.ns
        for key, (since, parts) in list(self._waiting.items()):
            if since + TIMEOUT > ns.clock.now:
                break
            del self._waiting[key]
            for part in parts:
                ns.drop(part, None, drops.REASSEMBLY, "the rest never came")
            first = next((part for part in parts if not part.offset), None)
            if first is not None and ns.inet.is_local(first.dst):
                ns.inet.icmp_send(first, TIME_EXCEEDED, 1)
        self._wait()

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
