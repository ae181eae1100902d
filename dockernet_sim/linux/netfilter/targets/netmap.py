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
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet


class NetmapTarget(NatTarget):
    """``-j NETMAP --to NET/BITS``: the destination's prefix before routing, the source's after it."""

    hooks = (PREROUTING, OUTPUT, POSTROUTING, INPUT)
    __slots__ = ("bits",)

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.bits = 0

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Keep the host's part of the address."""
        direction = packet.ct
        if direction is not None and direction.flow.table is not None:
            end = manipulated(hook)
            own = packet.src if hook in (POSTROUTING, INPUT) else packet.dst
            address = self.low | own & wildcard(self.bits)
            self.ns.nf.nat.decide(direction.flow, end, Range(address, address))
        return ACCEPT
