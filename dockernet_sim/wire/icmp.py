"""ICMP: echo, unreachable, time exceeded, fragmentation needed (RFC 792, RFC 1191)."""

from __future__ import annotations

from typing import Any

from dockernet_sim.wire.address import ip_text

ECHO_REPLY = 0
UNREACHABLE = 3
REDIRECT = 5
ECHO = 8
TIME_EXCEEDED = 11

NET_UNREACHABLE = 0
HOST_UNREACHABLE = 1
PROTO_UNREACHABLE = 2
PORT_UNREACHABLE = 3
FRAG_NEEDED = 4
NET_PROHIBITED = 9
HOST_PROHIBITED = 10
ADMIN_PROHIBITED = 13
HEADER = 8
QUOTED = 548  # Linux quotes the offending packet up to a 576-byte ICMP packet


class Icmp:
    """One ICMP message. Echoes have ident, seq and size; errors quote `inner`, the packet they are about.

    ``mtu`` is the last word of an error's header: the next hop's MTU, or a redirect's gateway.
    """

    __slots__ = ("code", "ident", "inner", "length", "mtu", "seq", "size", "stamp", "type")

    def __init__(
        self,
        type: int,
        code: int = 0,
        ident: int = 0,
        seq: int = 0,
        size: int = 56,
        inner: Any = None,
        mtu: int = 0,
        stamp: float = 0.0,
    ) -> None:
        self.type = type
        self.code = code
        self.ident = ident
        self.seq = seq
        self.size = size
        self.inner = inner
        self.mtu = mtu
        self.stamp = stamp
        self.length = HEADER + (size if inner is None else min(inner.length, QUOTED))

    def reply(self) -> Icmp:
        """The echo reply to this echo request."""
        return Icmp(ECHO_REPLY, 0, self.ident, self.seq, self.size, None, 0, self.stamp)

    def with_ident(self, ident: int) -> Icmp:
        """A copy of this echo with another identifier (NAT)."""
        return Icmp(self.type, self.code, ident, self.seq, self.size, None, self.mtu, self.stamp)

    def with_inner(self, inner: Any) -> Icmp:
        """A copy of this error about another quoted packet (NAT)."""
        return Icmp(self.type, self.code, self.ident, self.seq, self.size, inner, self.mtu, self.stamp)

    @property
    def is_error(self) -> bool:
        """Whether it reports about another packet; no error is ever sent about one of these."""
        return self.type in (UNREACHABLE, REDIRECT, 4, TIME_EXCEEDED, 12)

    def __str__(self) -> str:
        """As tcpdump prints it."""
        if self.type == ECHO:
            return f"ICMP echo request, id {self.ident}, seq {self.seq}, length {self.length}"
        if self.type == ECHO_REPLY:
            return f"ICMP echo reply, id {self.ident}, seq {self.seq}, length {self.length}"
        return f"ICMP {self._error_text()}, length {self.length}"

    def _error_text(self) -> str:
        if self.type == TIME_EXCEEDED:
            return "time exceeded in-transit" if self.code == 0 else "ip reassembly time exceeded"
        if self.type == REDIRECT and self.inner is not None:
            kind = "host" if self.code == 1 else "net"
            return f"redirect {ip_text(self.inner.dst)} to {kind} {ip_text(self.mtu)}"
        if self.type != UNREACHABLE or self.inner is None:
            return f"type-#{self.type}"
        dst = ip_text(self.inner.dst)
        if self.code == PORT_UNREACHABLE:
            return self._port_text(dst)
        if self.code == FRAG_NEEDED:
            return f"{dst} unreachable - need to frag (mtu {self.mtu})"
        texts = {
            NET_UNREACHABLE: f"net {dst} unreachable",
            HOST_UNREACHABLE: f"host {dst} unreachable",
            PROTO_UNREACHABLE: f"{dst} protocol {self.inner.proto} unreachable",
            NET_PROHIBITED: f"net {dst} unreachable - admin prohibited",
            HOST_PROHIBITED: f"host {dst} unreachable - admin prohibited",
            ADMIN_PROHIBITED: f"host {dst} unreachable - admin prohibited filter",
        }
        return texts.get(self.code, f"{dst} unreachable - #{self.code}")

    def _port_text(self, dst: str) -> str:
        names = {6: "tcp", 17: "udp"}
        proto = self.inner.proto
        if proto in names:
            return f"{dst} {names[proto]} port {self.inner.payload.dport} unreachable"
        return f"{dst} protocol {proto} port unreachable"
