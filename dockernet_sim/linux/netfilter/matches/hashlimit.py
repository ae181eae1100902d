"""``-m hashlimit``: a token bucket for each address or port,
shared by all rules that name the same table (xt_hashlimit.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.matches.packet import PERIODS
from dockernet_sim.linux.netfilter.xtables import Devices, Match
from dockernet_sim.wire.address import WIDTH, network
from dockernet_sim.wire.packet import PROTO_TCP, PROTO_UDP

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

SHOWN = ("srcip", "dstip", "srcport", "dstport")
Key = tuple[int, ...]


class HashlimitMatch(Match):
    """``-m hashlimit --hashlimit-upto|--hashlimit-above N/PERIOD --hashlimit-mode LIST --hashlimit-name NAME``."""

    per_flow = False

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.count, self.period, self.burst = 0, "sec", 5
        self.above = False
        self.modes: list[str] = []
        self.plens = {"srcip": WIDTH, "dstip": WIDTH}
        self.sizes: dict[str, int] = {}
        self.table: str | None = None
        self.buckets: dict[Key, tuple[float, float]] = {}  # tokens, and when they were counted

    def check(self, rule: Rule) -> None:
        """Join the other rules that name the table."""
        self.buckets = next((each.buckets for each in self.fellows() if each.table == self.table), {})

    def _key(self, packet: Packet) -> Key:
        payload = packet.payload
        ported = packet.proto in (PROTO_TCP, PROTO_UDP)
        values = {
            "srcip": network(packet.src, self.plens["srcip"]),
            "dstip": network(packet.dst, self.plens["dstip"]),
            "srcport": payload.sport if ported else 0,
            "dstport": payload.dport if ported else 0,
        }
        return tuple(values[mode] for mode in SHOWN if mode in self.modes)

    def test(self, packet: Packet, devices: Devices) -> bool:
        """Whether the key's bucket has a token left (upto), or has none (above)."""
        key, now = self._key(packet), self.ns.clock.t
        tokens, since = self.buckets.get(key, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - since) * self.count / PERIODS[self.period])
        within = tokens >= 1.0
        self.buckets[key] = (tokens - 1.0 if within else tokens, now)
        return within is not self.above
