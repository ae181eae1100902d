"""IPv4 packets (RFC 791). Options are not modelled."""

from __future__ import annotations

from typing import Any, ClassVar

from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.packet import NAMES, PROTO_ICMP, PROTO_TCP, PROTO_UDP, Piece

HEADER = 20


class IPv4:
    """A packet; ``frag`` is 0 for a whole one, as in its header.

    Never changed once sent, but for the kernel's notes on it, which are no wire bytes: ``ct``, ``key`` (its tuple for
    connection tracking), ``mark``, and ``frag_max``, the size of the largest fragment that it was put together from.
    ``trail`` is a number that its sender gave it while the trace was on; all copies of it (another TTL, other
    addresses, pieces) have the same.
    """

    version: ClassVar[int] = 4
    __slots__ = (
        "ct",
        "df",
        "dst",
        "frag",
        "frag_max",
        "ident",
        "key",
        "length",
        "mark",
        "payload",
        "proto",
        "src",
        "tos",
        "trail",
        "ttl",
    )

    def __init__(
        self,
        src: int,
        dst: int,
        proto: int,
        payload: Any,
        ttl: int = 64,
        ident: int = 0,
        df: bool = True,
        tos: int = 0,
        frag: int = 0,
    ) -> None:
        self.src = src
        self.dst = dst
        self.proto = proto
        self.payload = payload
        self.ttl = ttl
        self.ident = ident
        self.df = df
        self.tos = tos
        self.frag = frag
        self.ct: Any = None
        self.key: tuple[int, int, int, int, int] | None = None
        self.mark = self.frag_max = self.trail = 0
        self.length: int = HEADER + payload.length

    def with_ttl(self, ttl: int) -> IPv4:
        """A copy with another TTL; the kernel's notes go along."""
        new = IPv4(self.src, self.dst, self.proto, self.payload, ttl, self.ident, self.df, self.tos, self.frag)
        new.ct = self.ct
        new.mark = self.mark
        new.frag_max = self.frag_max
        new.trail = self.trail
        return new

    def with_addresses(self, src: int, dst: int, payload: Any) -> IPv4:
        """A copy with other addresses and payload (NAT rewrites ports, too)."""
        new = IPv4(src, dst, self.proto, payload, self.ttl, self.ident, self.df, self.tos, self.frag)
        new.ct = self.ct
        new.mark = self.mark
        new.frag_max = self.frag_max
        new.trail = self.trail
        return new

    def fragment(self, start: int, length: int, more: bool) -> IPv4:
        """The fragment that carries `length` payload bytes from byte `start` on."""
        new = IPv4(
            self.src, self.dst, self.proto, Piece(self.payload, start, length), self.ttl, self.ident, False, self.tos
        )
        new.frag = start << 1 | more
        new.ct = self.ct
        new.mark = self.mark
        new.trail = self.trail
        return new

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        """What pickle keeps: not the flow's direction, behind which a whole machine stands."""
        return None, {name: None if name == "ct" else getattr(self, name) for name in self.__slots__}

    @property
    def mf(self) -> bool:
        """Whether more fragments follow."""
        return bool(self.frag & 1)

    @property
    def offset(self) -> int:
        """The byte of the whole payload with which this fragment's begins."""
        return self.frag >> 1

    def __str__(self) -> str:
        """As ``tcpdump -n`` prints it."""
        src, dst = ip_text(self.src), ip_text(self.dst)
        if type(self.payload) is Piece:
            return self._piece_text(src, dst)
        if self.proto == PROTO_ICMP:
            return f"{src} > {dst}: {self.payload}"
        if self.proto not in (PROTO_TCP, PROTO_UDP):
            return f"{src} > {dst}: ip-proto-{self.proto} {self.payload.length}"
        sport, dport = self.payload.sport, self.payload.dport
        return f"{src}.{sport} > {dst}.{dport}: {self.payload}"

    def __repr__(self) -> str:
        return f"<IPv4 {self}>"

    def flat(self) -> dict[str, Any]:
        """Its fields as plain values; ports of TCP and UDP, flags of TCP."""
        found = {"protocol": NAMES.get(self.proto, str(self.proto)), "src": ip_text(self.src), "dst": ip_text(self.dst)}
        ports = {key: getattr(self.payload, key) for key in ("sport", "dport", "flags") if hasattr(self.payload, key)}
        return {**found, **ports, "ttl": self.ttl, "length": self.length}

    def _piece_text(self, src: str, dst: str) -> str:
        piece = self.payload
        if self.offset:
            return f"{src} > {dst}: ip-proto-{self.proto}"
        if self.proto == PROTO_ICMP:
            first = str(piece.whole).rsplit(", length ", 1)[0]
            return f"{src} > {dst}: {first}, length {piece.length}"
        return f"{src}.{piece.whole.sport} > {dst}.{piece.whole.dport}: {piece.whole}"
