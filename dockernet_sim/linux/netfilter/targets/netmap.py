"""``-j NETMAP``: one subnet becomes another, host by host (xt_NETMAP.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.hooks import INPUT, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.netfilter.nat import Range, manipulated
from dockernet_sim.linux.netfilter.targets.base import ACCEPT
from dockernet_sim.linux.netfilter.targets.nat import NatTarget
from dockernet_sim.wire.address import wildcard

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.flow import Flow
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.wire.packet import Packet


class NetmapTarget(NatTarget):
    """``-j NETMAP --to NET/BITS``: the destination's prefix before routing, the source's after it."""

    hooks = (PREROUTING, OUTPUT, POSTROUTING, INPUT)
    bits = 0

    def lead(
        self, flow: Flow, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None
    ) -> int:
        own = packet.src if hook in (POSTROUTING, INPUT) else packet.dst
        address = self.low | own & wildcard(self.bits)
        self.ns.nf.nat.decide(flow, manipulated(hook), Range(address, address))
        return ACCEPT
