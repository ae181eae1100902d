"""What ping prints: a line for each answer or error, and the statistics."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

from dockernet_sim.wire import icmp as w
from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.icmp import Icmp

_UNREACHABLE = {
    0: "Destination Net Unreachable", 1: "Destination Host Unreachable", 2: "Destination Protocol Unreachable",
    3: "Destination Port Unreachable", 5: "Source Route Failed", 6: "Destination Net Unknown",
    7: "Destination Host Unknown",
    8: "Source Host Isolated", 9: "Destination Net Prohibited", 10: "Destination Host Prohibited",
    11: "Destination Net Unreachable for Type of Service", 12: "Destination Host Unreachable for Type of Service",
    13: "Packet filtered", 14: "Precedence Violation", 15: "Precedence Cutoff",
}  # fmt: skip


def error_text(message: Icmp) -> str:
    """An ICMP error in ping's words."""
    if message.type == w.UNREACHABLE:
        if message.code == w.FRAG_NEEDED:
            return f"Frag needed and DF set (mtu = {message.mtu})"
        return _UNREACHABLE.get(message.code, f"Dest Unreachable, Bad Code: {message.code}")
    if message.type == w.TIME_EXCEEDED:
        return "Time to live exceeded" if message.code == 0 else "Frag reassembly time exceeded"
    if message.type == w.REDIRECT:
        kind = "Redirect Host" if message.code == 1 else "Redirect Network"
        return f"{kind}(New nexthop: {ip_text(message.mtu)})"
    return f"Bad ICMP type: {message.type}"


def time_text(micros: int) -> str:
    """A round trip in milliseconds, with three significant digits or more.

    >>> time_text(63), time_text(1234), time_text(12345), time_text(123456)
    ('0.063', '1.23', '12.3', '123')
    """
    if micros >= 100000 - 50:
        return f"{(micros + 500) // 1000}"
    if micros >= 10000 - 5:
        return f"{(micros + 50) // 1000}.{(micros + 50) % 1000 // 100}"
    if micros >= 1000:
        return f"{(micros + 5) // 1000}.{(micros + 5) % 1000 // 10:02d}"
    return f"{micros // 1000}.{micros % 1000:03d}"


@dataclass(slots=True)
class Statistics:
    """What ping counts; round trips in microseconds."""

    sent: int = 0
    received: int = 0
    repeats: int = 0
    errors: int = 0
    acked: int = 0
    pipe: int = 0
    shortest: int = 0
    longest: int = 0
    total: int = 0
    squares: int = 0
    smoothed: int = 0

    def answered(self, seq: int, micros: int, again: bool) -> None:
        """An echo was answered, for the first time or `again`,
        after so many microseconds (-1 when it does not tell)."""
        if self.sent == seq and self.acked == seq - 1 and self.pipe:
            self.acked = seq  # the usual case of acknowledging
        else:
            self.acknowledge(seq)
        if again:
            self.repeats += 1
        else:
            self.received += 1
        if micros >= 0:
            if micros < self.shortest or not self.total:
                self.shortest = micros
            if micros > self.longest:
                self.longest = micros
            self.total += micros
            self.squares += micros * micros
            self.smoothed += micros - self.smoothed // 8 if self.smoothed else micros * 8

    def acknowledge(self, seq: int) -> None:
        """Something came back for this sequence number."""
        behind = (self.sent - seq) & 0xFFFF
        if behind <= 0x7FFF:
            if behind >= self.pipe:
                self.pipe = behind + 1
            if 0 < (seq - self.acked) & 0xFFFF <= 0x7FFF or (self.sent - self.acked) & 0xFFFF > 0x7FFF:
                self.acked = seq

    def in_flight(self) -> int:
        """How many answers are missing."""
        missing = (self.sent - self.acked) & 0xFFFF
        return missing if missing <= 0x7FFF else self.sent - self.received - self.errors

    # -- text -----------------------------------------------------------------
    def counts(self, milliseconds: int) -> str:
        """The line that begins with "N packets transmitted"."""
        parts = [f"{self.sent} packets transmitted", f"{self.received} received"]
        if self.repeats:
            parts.append(f"+{self.repeats} duplicates")
        if self.errors:
            parts.append(f"+{self.errors} errors")
        if self.sent:
            parts.append(f"{(self.sent - self.received) * 100.0 / self.sent:g}% packet loss")
            parts.append(f"time {milliseconds}ms")
        return ", ".join(parts)

    def round_trips(self) -> str:
        """The line "rtt min/avg/max/mdev"."""
        number = self.received + self.repeats
        mean = self.total // number
        spread = isqrt(max(0, (self.squares - self.total * self.total // number) // number))
        values = (self.shortest, mean, self.longest, spread)
        return f"rtt min/avg/max/mdev = {'/'.join(f'{v // 1000}.{v % 1000:03d}' for v in values)} ms"

    def gaps(self, milliseconds: float) -> str:
        """The part "ipg/ewma" of floods."""
        gap = int(milliseconds * 1000) // (self.sent - 1)
        return f"ipg/ewma {gap // 1000}.{gap % 1000:03d}/{self.smoothed // 8000}.{self.smoothed // 8 % 1000:03d} ms"
