"""The steps at a hook beside the filtering tables: NAT and confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import POSTROUTING
from dockernet_sim.linux.netfilter.flow import NEW, SNAT
from dockernet_sim.linux.netfilter.nat import manipulated
from dockernet_sim.linux.netfilter.walk import Step, Walk

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.linux.netfilter.xtables import Devices
    from dockernet_sim.wire.packet import Packet


class Confirm(Step):
    """The last step on the ways out (nf_confirm): the packet got through, so its flow counts from now on."""

    __slots__ = ()
    once = True

    def run(self, packet: Packet, devices: Devices) -> Packet | None:
        """Put a new flow into the table."""
        direction = packet.ct
        if direction is None or direction.state != NEW or direction.flow.confirmed:
            return packet
        if self.nf.conntrack.confirm(direction.flow):
            return packet
        cause = "another flow uses these addresses and ports"
        self.nf.ns.drop(packet, devices[3] or devices[1] or devices[0], drops.CT_INVALID, cause)
        return None


class Translate(Walk):
    """The nat table: its chain is asked once a flow, its answer holds for every packet."""

    __slots__ = ("end",)
    once = True

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook, chain)
        self.end = manipulated(hook)

    def run(self, packet: Packet, devices: Devices) -> Packet | None:
        """Decide if that is to be done yet, then rewrite (nf_nat_inet_fn)."""
        direction = packet.ct
        if direction is None:
            return packet
        flow = direction.flow
        if direction.state == NEW and not flow.confirmed:
            passed = super().run(packet, devices)
            if passed is None:
                return None
            packet = passed
            if self.end == SNAT and not flow.src_done:
                self.nf.nat.decide(flow, SNAT, None)
        return self.rewrite(packet, devices) if flow.nat else packet

    def rewrite(self, packet: Packet, devices: Devices) -> Packet | None:
        """A packet as it looks behind the translation of its flow (nf_nat_packet)."""
        direction = packet.ct
        flow, outdev = direction.flow, devices[1]
        elsewhere = flow.masqueraded is not None and self.hook == POSTROUTING and outdev is not flow.masqueraded
        if elsewhere and not direction.reply:
            self.nf.conntrack.delete(lambda each: each is flow)
            self.nf.ns.drop(packet, outdev, drops.CT_INVALID, "the flow was masqueraded for another way out")
            return None
        rewritten = self.nf.nat.rewrite(packet, direction, self.end)
        if rewritten is not packet and self.nf.trace.on:
            verdict = "source" if self.end == SNAT else "destination"
            self.nf.ns.note(rewritten, self.device(devices), "nat", verdict, packet)
        return rewritten
