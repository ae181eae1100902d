"""TCP segments (RFC 9293). Options are kept as the text that tcpdump prints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from dockernet_sim.wire.numbers import U32

HEADER = 20
HTTP_PORTS = frozenset((80, 8080))
_METHODS = frozenset(
    (b"GET", b"PUT", b"COPY", b"HEAD", b"LOCK", b"MOVE", b"POLL", b"POST", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE",
        b"CONNECT")
)  # fmt: skip
_OPTION_BYTES = {"mss": 4, "sackOK": 2, "TS": 10, "nop": 1, "wscale": 3}


class Tcp:
    """A segment. `flags` holds letters of "SFRP." in tcpdump's order; `data` is bytes or a value with a ``size``."""

    __slots__ = ("ack", "data", "data_length", "dport", "flags", "length", "options", "seq", "sport", "window")

    def __init__(
        self,
        sport: int,
        dport: int,
        seq: int,
        ack: int,
        flags: str,
        window: int = 64240,
        data: Any = b"",
        options: str = "",
    ) -> None:
        self.sport = sport
        self.dport = dport
        self.seq = seq
        self.ack = ack
        self.flags = flags
        self.window = window
        self.data = data
        self.options = options
        self.data_length: int = len(data) if isinstance(data, bytes) else data.size
        self.length: int = HEADER + options_length(options) + self.data_length

    def with_ports(self, sport: int, dport: int) -> Tcp:
        """A copy with other ports (NAT)."""
        return Tcp(sport, dport, self.seq, self.ack, self.flags, self.window, self.data, self.options)

    def with_options(self, options: str) -> Tcp:
        """A copy with other options (TCPMSS)."""
        return Tcp(self.sport, self.dport, self.seq, self.ack, self.flags, self.window, self.data, options)

    def reset(self) -> Tcp:
        """The RST that answers a segment which no connection takes (RFC 9293 3.10.7.1)."""
        if "." in self.flags:
            return Tcp(self.dport, self.sport, self.ack, 0, "R", 0)
        used = self.data_length + ("S" in self.flags) + ("F" in self.flags)
        return Tcp(self.dport, self.sport, 0, (self.seq + used) & U32, "R.", 0)

    def __str__(self) -> str:
        """As tcpdump prints it (absolute sequence numbers)."""
        seq = f", seq {self.seq}:{self.seq + self.data_length}" if self.data_length else ""
        if not seq and set(self.flags) & set("SFR"):
            seq = f", seq {self.seq}"
        ack = f", ack {self.ack}" if "." in self.flags else ""
        options = f", options [{self.options}]" if self.options else ""
        text = f"Flags [{self.flags}]{seq}{ack}, win {self.window}{options}, length {self.data_length}"
        return text + self._data_text() if self.data_length else text

    def _data_text(self) -> str:
        """What tcpdump makes of the data: HTTP's first line on ports 80 and 8080, DNS on 53."""
        ports, data = {self.sport, self.dport}, self.data if isinstance(self.data, bytes) else b""
        if ports & HTTP_PORTS:
            first = data.partition(b"\n")[0].rstrip(b"\r")
            known = first.partition(b" ")[0] in _METHODS or first.startswith(b"HTTP/")
            return f": HTTP: {first.decode('ascii', 'replace')}" if known else ": HTTP"
        if 53 in ports and len(data) > 2 and int.from_bytes(data[:2], "big") == len(data) - 2:
            from dockernet_sim.wire.dns import DnsError, decode  # with the first of them

            try:
                return f" {decode(data[2:])}"
            except DnsError:
                return ""
        return ""


@lru_cache(maxsize=64)  # the same for all segments of a millisecond: a 10 MB download takes 0.9 of the time
def options_length(options: str) -> int:
    """Bytes that the options take in the header."""
    if not options:
        return 0
    return sum(
        2 + 8 * word.count("{") if word.startswith("sack ") else _OPTION_BYTES.get(word.split()[0], 0)
        for word in options.split(",")
    )


def option_of(options: str, name: str) -> int:
    """A number out of the options' text, 0 without it.

    >>> option_of("mss 1460,sackOK,nop,wscale 10", "mss")
    1460
    """
    for word in options.split(","):
        if word.startswith(name):
            return int(word.rpartition(" ")[2])
    return 0


@lru_cache(maxsize=64)
def stamps(val: int, ecr: int) -> str:
    """The timestamp option.

    >>> stamps(1200, 800)
    'nop,nop,TS val 1200 ecr 800'
    """
    return f"nop,nop,TS val {val} ecr {ecr}"


@lru_cache(maxsize=64)
def stamp_of(options: str) -> int:
    """The sender's timestamp, 0 without one."""
    _, found, rest = options.partition("TS val ")
    return int(rest.partition(" ")[0]) if found else 0


def sack_text(blocks: Sequence[tuple[int, int]]) -> str:
    """The option as tcpdump prints it (RFC 2018).

    >>> sack_text([(1449, 2897), (4345, 5793)])
    'sack 2 {1449:2897}{4345:5793}'
    """
    return f"sack {len(blocks)} " + "".join(f"{{{left}:{right}}}" for left, right in blocks)


def sack_of(options: str) -> list[tuple[int, int]]:
    """The blocks of the option, empty without it.

    >>> sack_of("nop,nop,sack 2 {1449:2897}{4345:5793}")
    [(1449, 2897), (4345, 5793)]
    """
    _, found, rest = options.partition("sack ")
    if not found:
        return []
    blocks = [block.split(":") for block in rest.partition(",")[0].partition("{")[2].rstrip("}").split("}{")]
    return [(int(left), int(right)) for left, right in blocks]
