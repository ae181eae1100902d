"""The steps at a hook beside the tables' chains: notes taken off, NAT, and flows confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import POSTROUTING
from dockernet_sim.linux.netfilter.flow import NEW, SNAT
from dockernet_sim.linux.netfilter.nat import manipulated
from dockernet_sim.linux.netfilter.targets.base import DROP
from dockernet_sim.linux.netfilter.walk import Step, Walk

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.wire.ipv4 import IPv4


class Scrub(Step):
    """A packet that comes from another namespace brings none of that one's notes along (skb_scrub_packet)."""

    __slots__ = ()

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Forget mark and flow, but for what goes round through lo."""
        if indev is not None and indev.kind != "loopback":
            packet.mark = 0
            packet.ct = None
        return packet


class Confirm(Step):
    """The packet got through: its flow counts from now on."""

    __slots__ = ()
    once = True

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Put a new flow into the table."""
        way = packet.ct
        if way is None or way.entry.confirmed or self.nf.conntrack.confirm(packet):
            return packet
        cause = "another flow uses these addresses and ports"
        self.nf.drop(packet, physout or outdev or indev, drops.CT_INVALID, cause)
        return None


class Translate(Walk):
    """The nat table: its chain is asked once a flow, its answer holds for every packet."""

    __slots__ = ("end",)
    once = True

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook, chain)
        self.end = manipulated(hook)

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Decide if that is to be done yet, then rewrite."""
        way = packet.ct
        if way is None:
            return packet
        entry = way.entry
        done = entry.confirmed or (entry.src_done if self.end == SNAT else entry.dst_done)
        if not done and way.state == NEW:
            if self.walk(packet, indev, outdev, physin, physout) == DROP:
                return None
            if entry.reply.tuple in self.nf.conntrack.ways and not (
                entry.src_done if self.end == SNAT else entry.dst_done
            ):
                self.nf.nat.decide(entry, self.end, None)
            elif self.end == SNAT:
                entry.src_done = True
            else:
                entry.dst_done = True
        if not entry.nat:
            return packet
        if (
            entry.masqueraded is not None
            and self.hook == POSTROUTING
            and not way.reply
            and outdev is not entry.masqueraded
        ):
            self.nf.conntrack.delete(lambda each: each is entry)
            self.nf.drop(packet, outdev, drops.CT_INVALID, "the flow was masqueraded for another way out")
            return None
        rewritten = self.nf.nat.rewrite(packet, way, self.end)
        if rewritten is not packet and self.nf.ns.trace.on:
            device = self.device(indev, outdev, physin, physout)
            verdict = "source" if self.end == SNAT else "destination"
            self.nf.note(rewritten, device, verdict, packet, "nat")
        return rewritten
