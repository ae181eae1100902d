"""What packets of both families have in common: the protocols that they carry, and :class:`Packet`."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, Self, TypeGuard

PROTO_ICMP = 1
PROTO_TCP = 6
PROTO_UDP = 17
NAMES = {PROTO_ICMP: "icmp", PROTO_TCP: "tcp", PROTO_UDP: "udp"}


class Payload(Protocol):
    """What a packet carries: an ICMP, UDP or TCP value, or a piece of one."""

    @property
    def length(self) -> int:
        """Bytes, header included."""


class Piece:
    """A fragment's payload: `length` bytes of a larger payload, from byte `start` on."""

    __slots__ = ("length", "start", "whole")

    def __init__(self, whole: Any, start: int, length: int) -> None:
        self.whole = whole
        self.start = start
        self.length = length

    # What an error that quotes a first fragment is read and translated by.
    @property
    def sport(self) -> int:
        """The source port of the whole."""
        return int(self.whole.sport)

    @property
    def dport(self) -> int:
        """Its destination port."""
        return int(self.whole.dport)

    @property
    def ident(self) -> int:
        """Its identifier, if it is an echo."""
        return int(self.whole.ident)

    def with_ports(self, sport: int, dport: int) -> Piece:
        """A copy with other ports (NAT)."""
        return Piece(self.whole.with_ports(sport, dport), self.start, self.length)

    def with_ident(self, ident: int) -> Piece:
        """A copy with another identifier (NAT)."""
        return Piece(self.whole.with_ident(ident), self.start, self.length)


class Packet(Protocol):
    """A packet of either family, as code sees it that neither makes one nor prints its header.

    ``src`` and ``dst`` are addresses (:mod:`dockernet_sim.wire.address`). ``ttl`` is IPv6's hop limit, ``tos`` its
    traffic class; ``ident`` and ``frag`` (0 for a whole packet) stand in its fragment header, and ``df``, by which only
    the sender may cut a packet, is always set. A packet is not changed once it was sent, but for the kernel's notes on
    it, which are no wire bytes:

    - ``ct``: its direction in a flow, for connection tracking; ``key``: the tuple that this is found by;
    - ``mark``: what ``-j MARK`` wrote;
    - ``frag_max``: the size in bytes of the largest fragment that it was put together from;
    - ``trail``: a number from its sender while the trace was on, the same in all its copies.
    """

    version: ClassVar[int]
    src: int
    dst: int
    proto: int
    payload: Any
    ttl: int
    tos: int
    ident: int
    df: bool
    frag: int
    length: int
    ct: Any
    key: tuple[int, int, int, int, int] | None
    mark: int
    frag_max: int
    trail: int

    @property
    def mf(self) -> bool:
        """Whether more fragments follow."""

    @property
    def offset(self) -> int:
        """The byte of the whole payload with which this fragment's begins."""

    def with_ttl(self, ttl: int) -> Self:
        """A copy with another TTL; the kernel's notes go along."""

    def with_addresses(self, src: int, dst: int, payload: Any) -> Self:
        """A copy with other addresses and payload (NAT); the kernel's notes go along."""

    def fragment(self, start: int, length: int, more: bool) -> Self:
        """The fragment that carries `length` payload bytes from byte `start` on."""

    def flat(self) -> dict[str, Any]:
        """Its fields as plain values."""


def is_packet(value: object) -> TypeGuard[Packet]:
    """Whether what a frame carries, or a record is about, is a packet of either family (and no ARP message)."""
    return getattr(value, "version", 0) in (4, 6)
