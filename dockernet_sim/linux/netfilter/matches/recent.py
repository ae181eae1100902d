"""``-m recent``: lists of addresses that packets were seen with,
shared by all rules that name the same list (xt_recent.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import Unfit
from dockernet_sim.linux.netfilter.xtables import Devices, Match
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import WIDTH, mask

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

LIST_TOTAL = 100  # addresses in a list (ip_list_tot): the one not seen for longest goes
STAMPS = 255  # times kept for an address, at most


class Seen:
    """When packets with an address were seen, and with which TTL the last time."""

    __slots__ = ("stamps", "ttl")

    def __init__(self) -> None:
        self.stamps: list[float] = []
        self.ttl = 0


class RecentMatch(Match):
    """``-m recent --name LIST --set|--rcheck|--update|--remove [--seconds S] [--hitcount N] [--rttl]
    [--rsource|--rdest]``."""

    per_flow = False

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.do = ""
        self.listname, self.mask = "DEFAULT", mask(WIDTH)
        self.seconds = self.hitcount = 0
        self.negated = self.rttl = self.reap = self.rdest = False
        self.list: dict[int, Seen] = {}

    def check(self, rule: Rule) -> None:
        """Conditions go with looking only. The list of a name lives as long as any rule names it."""
        looks = self.do in ("--rcheck", "--update")
        if not looks and (self.seconds or self.hitcount or self.reap):
            raise Unfit
        if self.reap and not self.seconds:
            raise Unfit
        if self.hitcount > STAMPS:
            raise NotModelled(f"recent option --hitcount above {STAMPS} is not modelled")
        self.list = next((each.list for each in self.fellows() if each.listname == self.listname), {})

    def test(self, packet: Packet, devices: Devices) -> bool:
        """Look the address up, and note the packet where the rule says so."""
        address = (packet.dst if self.rdest else packet.src) & self.mask
        ttl = packet.ttl + (devices[0] is not None and devices[1] is not None)  # as it was before forwarding
        seen = self.list.get(address)
        if seen is not None and self.rttl and seen.ttl != ttl:
            seen = None
        if self.do == "--set":
            self._note(address, ttl)
            return not self.negated
        if seen is None:
            return self.negated
        if self.do == "--remove":
            del self.list[address]
            return not self.negated
        hit = self._recently(seen)
        if self.do == "--update" and hit is not self.negated:
            self._note(address, ttl)
        return hit is not self.negated

    def _recently(self, seen: Seen) -> bool:
        since = self.ns.clock.t - self.seconds if self.seconds else -1.0
        hits = sum(1 for stamp in seen.stamps if stamp >= since)
        if self.reap:
            seen.stamps = [stamp for stamp in seen.stamps if stamp >= since]
        return hits >= max(1, self.hitcount)

    def _note(self, address: int, ttl: int) -> None:
        seen = self.list.pop(address, None) or Seen()
        if address not in self.list and len(self.list) >= LIST_TOTAL:
            del self.list[next(iter(self.list))]
        self.list[address] = seen
        seen.stamps = [*seen.stamps[1 - STAMPS :], self.ns.clock.t]
        seen.ttl = ttl
