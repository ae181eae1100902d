"""``-j NETMAP``: one subnet becomes another, host by host (xt_NETMAP.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option
from dockernet_sim.iptables.targets.base import target
from dockernet_sim.iptables.targets.nat import NatTarget
from dockernet_sim.linux.netfilter.targets import netmap as kernel
from dockernet_sim.wire.address import ip_text, mask, parse_cidr

if TYPE_CHECKING:
    pass


@target("NETMAP")
class NetmapTarget(NatTarget, kernel.NetmapTarget):
    """``-j NETMAP --to NET/BITS``: the destination's prefix before routing, the source's after it."""

    option = "--to"
    options: ClassVar[dict[str, Option]] = {"--to": Option()}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the subnet."""
        try:
            address, plen = parse_cidr(words[0])
        except ValueError:
            raise misused(f'NETMAP: Bad value for "--to" option: "{words[0]}"') from None
        self.bits = mask(plen)
        self.low = self.high = address & self.bits
        self.text = f"{ip_text(self.low)}/{plen}"
