"""NAT: which addresses and ports a flow's packets get (nf_nat_core.c). Decided once a flow, applied to each packet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockernet_sim.linux.hooks import INPUT, POSTROUTING
from dockernet_sim.linux.netfilter.flow import DNAT, SNAT, Direction, Flow, Tuple, inverted
from dockernet_sim.wire.address import UNSPECIFIED
from dockernet_sim.wire.numbers import U32
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP, Packet

if TYPE_CHECKING:
    from random import Random

    from dockernet_sim.linux.netfilter.conntrack import Conntrack

ATTEMPTS = 128
MOST_SOURCES = 4096  # that are remembered before those of flows that ended are forgotten
PORTED = (PROTO_TCP, PROTO_UDP)


class Range(NamedTuple):
    """What a flow's end may be rewritten to: addresses (UNSPECIFIED is any), ports (None is any)."""

    low: int = UNSPECIFIED
    high: int = UNSPECIFIED
    ports: tuple[int, int] | None = None
    randomly: bool = False
    persistent: bool = False


def manipulated(hook: int) -> int:
    """Which end NAT changes at a hook in a flow's original direction:
    the source on the way out, the destination before."""
    return SNAT if hook in (POSTROUTING, INPUT) else DNAT


class Nat:
    """Decides and rewrites, for one namespace."""

    def __init__(self, conntrack: Conntrack, dice: Random) -> None:
        self.conntrack = conntrack
        self.dice = dice
        self._sources: dict[tuple[int, int, int], Flow] = {}  # by source, protocol and port: the last with another one
        self._most = MOST_SOURCES  # before those that have ended are looked for

    # -- once a flow -----------------------------------------------------------
    def decide(self, flow: Flow, end: int, wanted: Range | None) -> bool:
        """Fix one end of a new flow, to `wanted` or, if None, to what it is. False if that is impossible.

        Keeps the destination even if the tuple is in use; a new source port resolves the clash.
        """
        back = flow.reply.tuple
        flow.src_done |= end == SNAT
        if wanted is None and not self.conntrack.taken(back, flow):
            return True
        now = inverted(back)
        if wanted is None:
            own = now[0] if end == SNAT else now[1]
            wanted = Range(own, own)
        new = self._unique(now, flow, end, wanted)
        if new != now:
            flow.reply.tuple = inverted(new)
            flow.nat |= end
            if end == SNAT:
                self._note_source(flow)
        return True

    def _unique(self, now: Tuple, flow: Flow, end: int, wanted: Range) -> Tuple:
        """The tuple nearest to the flow's own that lies in the range and that no other flow uses."""
        if end == SNAT and not wanted.randomly:
            kept = now if self._inside(now, wanted) else self._as_before(now, wanted)
            if kept is not None and not self._used(kept, flow):
                return kept
        at = self._with_address(now, end, wanted)
        if wanted.ports is not None:
            port = at[3] if end == SNAT else at[4]
            low, high = wanted.ports
            if not wanted.randomly and low <= port <= high and (low == high or not self._used(at, flow)):
                return at
        elif not wanted.randomly and not self._used(at, flow):
            return at
        return self._search_port(at, flow, end, wanted)

    def _note_source(self, flow: Flow) -> None:
        """Remember what a source became (nf_nat_bysource)."""
        if len(self._sources) >= self._most:
            self._sources = {key: each for key, each in self._sources.items() if self._lives(each)}
            self._most = max(MOST_SOURCES, 2 * len(self._sources))
        src, _, proto, port, _ = flow.original.tuple
        self._sources[src, proto, port] = flow

    def _lives(self, flow: Flow) -> bool:
        table = self.conntrack
        return table.directions.get(flow.original.tuple) is flow.original and flow.expires >= table.clock.t

    def _as_before(self, now: Tuple, wanted: Range) -> Tuple | None:
        """The source that another flow of this one got, if the range has it (find_appropriate_src)."""
        known = self._sources.get((now[0], now[2], now[3]))
        if known is None or not self._lives(known):
            return None
        got = inverted(known.reply.tuple)
        found = (got[0], now[1], now[2], got[3], now[4])
        return found if self._inside(found, wanted) else None

    @staticmethod
    def _inside(now: Tuple, wanted: Range) -> bool:
        if wanted.low and not wanted.low <= now[0] <= wanted.high:
            return False
        return wanted.ports is None or wanted.ports[0] <= now[3] <= wanted.ports[1]

    def _used(self, new: Tuple, flow: Flow) -> bool:
        return self.conntrack.taken(inverted(new), flow)

    @staticmethod
    def _with_address(now: Tuple, end: int, wanted: Range) -> Tuple:
        """An address of the range: the kernel's choice for these two ends, or for the source (find_best_ips_proto)."""
        if not wanted.low:
            return now
        mixed = 0 if wanted.low == wanted.high else _jhash(now[0], 0 if wanted.persistent else now[1])
        choice = wanted.low + (mixed * (wanted.high - wanted.low + 1) >> 32)
        return (choice, *now[1:]) if end == SNAT else (now[0], choice, *now[2:])

    def _search_port(self, at: Tuple, flow: Flow, end: int, wanted: Range) -> Tuple:
        if at[2] not in PORTED and at[2] != PROTO_ICMP:
            return at
        if wanted.ports is not None:
            low, high = wanted.ports
        elif end == DNAT:
            return at  # a destination port is not ours to choose
        else:
            low, high = _usual_ports(at)
        size = high - low + 1
        start = self.dice.getrandbits(16) if wanted.randomly or end == SNAT else 0
        new = at
        for step in range(min(size, ATTEMPTS)):
            port = low + (start + step) % size
            new = (*at[:4], port) if end == DNAT and at[2] in PORTED else (*at[:3], port, at[4])
            if not self._used(new, flow):
                break
        return new

    # -- each packet -----------------------------------------------------------
    def rewrite(self, packet: Packet, direction: Direction, end: int) -> Packet:
        """The packet as it looks once this end is translated; the same value when there is nothing to do."""
        affected = end if not direction.reply else SNAT + DNAT - end
        if not direction.flow.nat & affected:
            return packet
        seen = inverted(direction.other.tuple)  # how packets of this direction look behind the translation
        if packet.proto == PROTO_ICMP and packet.payload.is_error:
            return _rewrite_error(packet, direction, seen, end)
        return _rewrite(packet, seen, end)


def _jhash(src: int, dst: int) -> int:
    """jhash2 of the words as a little-endian machine holds them, in network order (include/linux/jhash.h)."""
    word, first = (int.from_bytes(each.to_bytes(4, "big"), "little") for each in (src, dst))
    b = c = 0xDEADBEEF + 16 + first & U32
    a = b + word & U32
    for turn in (4, 6, 8, 16, 19, 4):  # __jhash_mix
        a = (a - c & U32) ^ _rotated(c, turn)
        a, b, c = b, c + b & U32, a
    for turn in (14, 11, 25, 16, 4, 14, 24):  # __jhash_final
        c = (c ^ b) - _rotated(b, turn) & U32
        a, b, c = b, c, a
    return b


def _rotated(word: int, bits: int) -> int:
    return (word << bits | word >> U32.bit_length() - bits) & U32


def _usual_ports(of: Tuple) -> tuple[int, int]:
    if of[2] == PROTO_ICMP:
        return 0, 65535
    port = of[3]
    return (1024, 65535) if port >= 1024 else (600, 1023) if port >= 512 else (1, 511)


def _rewrite(packet: Packet, seen: Tuple, end: int) -> Packet:
    payload = packet.payload
    src, dst = (seen[0], packet.dst) if end == SNAT else (packet.src, seen[1])
    if packet.proto in PORTED:
        sport, dport = (seen[3], payload.dport) if end == SNAT else (payload.sport, seen[4])
        if (sport, dport) != (payload.sport, payload.dport):
            payload = payload.with_ports(sport, dport)
    elif packet.proto == PROTO_ICMP and payload.ident != seen[3]:
        payload = payload.with_ident(seen[3])
    if payload is packet.payload and src == packet.src and dst == packet.dst:
        return packet
    return packet.with_addresses(src, dst, payload)


def _rewrite_error(packet: Packet, direction: Direction, seen: Tuple, end: int) -> Packet:
    """An ICMP error: its own address, and the opposite end of the packet that it quotes."""
    inner = packet.payload.inner
    quoted = _rewrite(inner, direction.other.tuple, SNAT + DNAT - end)
    src, dst = (seen[0], packet.dst) if end == SNAT else (packet.src, seen[1])
    if quoted is inner and src == packet.src and dst == packet.dst:
        return packet
    return packet.with_addresses(src, dst, packet.payload.with_inner(quoted))
