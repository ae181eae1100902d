"""A flow as connection tracking knows it: two tuples, one for each direction, and what was decided for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP, Packet, Piece

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.conntrack import Conntrack

INVALID, ESTABLISHED, RELATED, NEW, UNTRACKED, SNAT, DNAT = (1 << bit for bit in range(7))
STATE_NAMES = {INVALID: "INVALID", ESTABLISHED: "ESTABLISHED", RELATED: "RELATED", NEW: "NEW", UNTRACKED: "UNTRACKED"}
ICMP_PAIRS = {8: 0, 0: 8, 13: 14, 14: 13, 15: 16, 16: 15, 17: 18, 18: 17}
ICMP_QUESTIONS = (8, 13, 15, 17)
ICMP_WORDS = {kind: kind << 8 for kind in ICMP_PAIRS}

Tuple = tuple[int, int, int, int, int]
"""(source, destination, protocol, source port, destination port); for ICMP the identifier and ``type << 8 | code``."""


def tuple_of(packet: Packet) -> Tuple | None:
    """A packet's tuple, which is noted as its ``key``;
    None for what cannot be tracked (ICMP errors, later fragments)."""
    payload, proto = packet.payload, packet.proto
    if packet.frag and type(payload) is Piece:
        payload = payload.whole
    if proto == PROTO_ICMP:
        word = ICMP_WORDS.get(payload.type)
        if word is None:
            return None
        if payload.code:
            word |= payload.code
        packet.key = found = (packet.src, packet.dst, PROTO_ICMP, payload.ident, word)
    elif proto in (PROTO_UDP, PROTO_TCP):
        packet.key = found = (packet.src, packet.dst, proto, payload.sport, payload.dport)
    else:
        packet.key = found = (packet.src, packet.dst, proto, 0, 0)
    return found


def inverted(of: Tuple) -> Tuple:
    """The tuple of an answer."""
    src, dst, proto, first, second = of
    if proto == PROTO_ICMP:
        return (dst, src, proto, first, ICMP_PAIRS.get(second >> 8, second >> 8) << 8 | second & 255)
    return (dst, src, proto, second, first)


def tuple_text(of: Tuple) -> str:
    """As ``conntrack -L`` prints a tuple."""
    src, dst, proto, first, second = of
    text = f"src={ip_text(src)} dst={ip_text(dst)}"
    if proto == PROTO_ICMP:
        return f"{text} type={second >> 8} code={second & 255} id={first}"
    return text if proto not in (PROTO_TCP, PROTO_UDP) else f"{text} sport={first} dport={second}"


@dataclass(slots=True, eq=False)
class Direction:
    """One direction of a flow: what a packet's ``ct`` is. ``state`` is what ``--ctstate`` sees of such a packet."""

    flow: Flow
    reply: bool
    state: int
    tuple: Tuple

    @property
    def other(self) -> Direction:
        """The opposite direction."""
        return self.flow.original if self.reply else self.flow.reply

    def __str__(self) -> str:
        return f"{STATE_NAMES[self.state]} {'reply' if self.reply else 'original'} {tuple_text(self.tuple)}"


class Flow:
    """One flow of one namespace (struct nf_conn)."""

    __slots__ = (
        "assured", "confirmed", "expires", "mark", "masqueraded", "nat", "original", "proto", "reply", "seen_reply",
        "settled",         "src_done", "state", "stream_from", "table",
    )  # fmt: skip

    stream_from: float  # when datagrams to and fro are a stream; other protocols have no such time

    def __init__(self, table: Conntrack | None, first: Tuple, answer: Tuple, expires: float) -> None:
        self.table = table
        self.proto = first[2]
        self.original = Direction(self, False, NEW, first)
        self.reply = Direction(self, True, ESTABLISHED, answer)
        self.expires = expires
        self.state: Any = ""
        self.seen_reply = self.assured = self.confirmed = False
        self.settled = False  # confirmed without NAT: no packet of it is changed any more
        self.src_done = False  # what its source looks like is decided
        self.nat = self.mark = 0  # SNAT and DNAT bits; what CONNMARK notes
        self.masqueraded: Device | None = None


def _of_state(state: int) -> Direction:
    flow = Flow(None, (0, 0, 0, 0, 0), (0, 0, 0, 0, 0), 0.0)
    flow.original.state = state
    return flow.original


INVALID_CT = _of_state(INVALID)
UNTRACKED_CT = _of_state(UNTRACKED)
