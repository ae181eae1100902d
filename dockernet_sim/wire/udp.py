"""UDP (RFC 768)."""

from __future__ import annotations

from typing import Any

HEADER = 8


class Udp:
    """A datagram. `data` is bytes, or a value that knows its ``size`` and its tcpdump text (a DNS message)."""

    __slots__ = ("data", "dport", "length", "sport")

    def __init__(self, sport: int, dport: int, data: Any = b"") -> None:
        self.sport = sport
        self.dport = dport
        self.data = data
        self.length: int = HEADER + (len(data) if isinstance(data, bytes) else data.size)

    def with_ports(self, sport: int, dport: int) -> Udp:
        """A copy with other ports (NAT)."""
        new = object.__new__(Udp)
        new.sport, new.dport, new.data, new.length = sport, dport, self.data, self.length
        return new

    def __str__(self) -> str:
        """As tcpdump prints it."""
        if not isinstance(self.data, bytes) and 53 in (self.sport, self.dport):
            return str(self.data)
        return f"UDP, length {self.length - HEADER}"
