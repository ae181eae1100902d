"""Which packets and how many: ``-m statistic``, ``-m quota``, ``-m connlimit``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.xtables import Devices, Match
from dockernet_sim.wire.address import WIDTH, mask

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.flow import Tuple
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

CERTAIN = 0x80000000  # a probability of 1
CLOSED = ("TIME_WAIT", "CLOSE")


class StatisticMatch(Match):
    """``-m statistic --mode nth --every N --packet P`` or ``--mode random --probability P`` (seeded)."""

    per_flow = False

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.mode = "random"
        self.probability: int | None = None
        self.every: int | None = None
        self.first: int | None = None
        self.negated = False
        self.count = 0
        self.dice = ns.host.identity.stream(f"statistic/{ns.name}")

    def test(self, packet: Packet, devices: Devices) -> bool:
        """Every n-th packet from packet number `first` on, or a throw of the dice."""
        if self.mode == "random":
            assert self.probability is not None
            return (self.dice.getrandbits(31) < self.probability) is not self.negated
        assert self.every is not None and self.first is not None
        hit = self.count % self.every == self.first
        self.count += 1
        return hit is not self.negated


class QuotaMatch(Match):
    """``-m quota --quota BYTES``: until so many bytes have passed."""

    per_flow = False
    quota: int | None = None
    left, negated = 0, False

    def test(self, packet: Packet, devices: Devices) -> bool:
        """Once a packet does not fit any more, none does."""
        fits = self.left >= packet.length
        self.left = self.left - packet.length if fits else 0
        return fits is not self.negated


class ConnlimitMatch(Match):
    """``-m connlimit --connlimit-above N --connlimit-mask BITS``: how many connections an address (or subnet) has."""

    needs_conntrack = True
    per_flow = False

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.limit: int | None = None
        self.above = True
        self.plen, self.daddr = WIDTH, False
        self.connections: dict[int, dict[Tuple, None]] = {}  # those that were tested, by masked address

    def test(self, packet: Packet, devices: Devices) -> bool:
        """Count the living connections of the address, this packet's included (nf_conncount.c)."""
        direction = packet.ct
        if direction is None or direction.flow.table is None or self.limit is None:
            return False
        key = (packet.dst if self.daddr else packet.src) & mask(self.plen)
        own = direction.flow.original.tuple
        known = self.connections.get(key, {})
        now = {each: None for each in known if each != own and self._alive(each)}
        now[own] = None
        self.connections[key] = now
        return (len(now) > self.limit) is self.above

    def _alive(self, of: Tuple) -> bool:
        direction = self.ns.nf.conntrack.directions.get(of)
        return (
            direction is not None and direction.flow.expires >= self.ns.clock.t and direction.flow.state not in CLOSED
        )
