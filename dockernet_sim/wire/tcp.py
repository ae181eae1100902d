"""TCP segments (RFC 9293). Options are kept as the text that tcpdump prints."""

from __future__ import annotations

from typing import Any

HEADER = 20
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

    def __str__(self) -> str:
        """As tcpdump prints it (absolute sequence numbers)."""
        seq = f", seq {self.seq}:{self.seq + self.data_length}" if self.data_length else ""
        if not seq and set(self.flags) & set("SFR"):
            seq = f", seq {self.seq}"
        ack = f", ack {self.ack}" if "." in self.flags else ""
        options = f", options [{self.options}]" if self.options else ""
        http = ": HTTP" if self.data_length and 80 in (self.sport, self.dport) else ""
        win = f", win {self.window}"
        text = f"Flags [{self.flags}]{seq}{ack}{win}{options}, length {self.data_length}{http}"
        return text + self._http_line() if http else text

    def _http_line(self) -> str:
        first = self.data.split(b"\r\n", 1)[0] if isinstance(self.data, bytes) else b""
        return f": {first.decode('ascii', 'replace')}" if first else ""


def options_length(options: str) -> int:
    """Bytes that the options take in the header."""
    if not options:
        return 0
    return sum(_OPTION_BYTES.get(word.split()[0], 0) for word in options.split(","))
