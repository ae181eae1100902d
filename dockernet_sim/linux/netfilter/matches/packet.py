"""The packet itself and how many there are: ``-m mark``, ``-m connmark``, ``-m limit``, ``-m length``, ``-m ttl``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.xtables import Devices, Match, Single

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.packet import Packet

PERIODS = {"sec": 1, "min": 60, "hour": 3600, "day": 86400}


class MarkMatch(Single):
    """``-m mark --mark VALUE[/MASK]``."""

    def hit(self, packet: Packet, indev: Device | None) -> bool | None:
        value, mask = self.value
        return bool(packet.mark & mask == value)


class ConnmarkMatch(MarkMatch):
    """``-m connmark --mark VALUE[/MASK]``."""

    needs_conntrack = True

    def hit(self, packet: Packet, indev: Device | None) -> bool | None:
        """The flow's masked mark is the value; what is not tracked has none."""
        direction = packet.ct
        if direction is None or direction.flow.table is None:
            return None
        value, mask = self.value
        return bool(direction.flow.mark & mask == value)


class LimitMatch(Match):
    """``-m limit --limit N/PERIOD --limit-burst N``: a token bucket on simulated time."""

    per_flow = False
    count, period, burst = 3, "hour", 5
    tokens: float | None = None
    since = 0.0

    def test(self, packet: Packet, devices: Devices) -> bool:
        now = self.ns.clock.t
        if self.tokens is None:
            self.tokens, self.since = float(self.burst), now
        rate = self.count / PERIODS[self.period]
        self.tokens = min(float(self.burst), self.tokens + (now - self.since) * rate)
        self.since = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


class LengthMatch(Single):
    """``-m length --length MIN[:MAX]``: bytes of the whole packet."""

    def hit(self, packet: Packet, indev: Device | None) -> bool:
        return bool(self.value[0] <= packet.length <= self.value[1])


class TtlMatch(Match):
    """``-m ttl --ttl-eq|--ttl-lt|--ttl-gt N``."""

    per_flow = False
    asked: str | None = None
    value, negated = 0, False

    def test(self, packet: Packet, devices: Devices) -> bool:
        ttl, value = packet.ttl, self.value
        hit = ttl == value if self.asked == "eq" else ttl < value if self.asked == "lt" else ttl > value
        return hit is not self.negated
