"""The steps at a hook beside the tables' chains: notes taken off, NAT, and flows confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import INPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.netfilter.flow import DNAT, NEW, SNAT
from dockernet_sim.linux.netfilter.lines import ANYBODY, questions
from dockernet_sim.linux.netfilter.nat import manipulated
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, DROP
from dockernet_sim.linux.netfilter.walk import Step, Walk

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.flow import Way
    from dockernet_sim.linux.netfilter.lines import Question
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
        if way is None or way.entry.confirmed or self.nf.conntrack.confirm(way):
            return packet
        _too_late(self.nf, packet, physout or outdev or indev)
        return None


def _too_late(nf: Netfilter, packet: IPv4, device: Device | None) -> None:
    nf.drop(packet, device, drops.CT_INVALID, "another flow uses these addresses and ports")


class Translate(Walk):
    """The nat table: its chain is asked once a flow, its answer holds for every packet.

    On the ways out, where it is the last of all tables, it confirms the flow, too.
    """

    __slots__ = ("asked", "confirms", "inwards", "source", "ways")
    once = True

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook, chain)
        self.source = manipulated(hook) == SNAT
        self.inwards = hook in (PREROUTING, INPUT)
        self.confirms = False
        self.ways = nf.conntrack.ways
        self.asked: dict[str, tuple[Question, ...]] = {}  # what the chain asks of packets by this device

    @property
    def end(self) -> int:
        """Which end it changes."""
        return SNAT if self.source else DNAT

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Decide if that is to be done yet, rewrite, and confirm.

        Most flows are no rule's business: a look at the questions tells, and only the chain counts them.
        """
        way = packet.ct
        if way is None:
            return packet
        entry, source = way.entry, self.source
        if not (entry.confirmed or (entry.src_done if source else entry.dst_done)) and way.state == NEW:
            device = indev if self.inwards else outdev
            name = device.name if device is not None else ""
            chain, src, dst, asked = self.chain, packet.src, packet.dst, self.asked.get(name)
            for src_mask, src_value, dst_mask, dst_value, proto, ask in self._ask(name) if asked is None else asked:
                if (
                    src & src_mask == src_value
                    and dst & dst_mask == dst_value
                    and (not proto or proto == packet.proto)
                    and (ask is None or ask(packet, indev, outdev, physin, physout))
                ):
                    if self.walk(packet, indev, outdev, physin, physout) == DROP:
                        return None
                    break
            else:
                chain.packets += 1
                chain.bytes += packet.length
            if not source:
                entry.dst_done = True
            elif not entry.src_done and entry.reply.tuple in self.ways:
                self.nf.nat.decide(entry, SNAT, None)
            else:
                entry.src_done = True
        rewritten = self._rewritten(packet, way, indev, outdev, physin, physout) if entry.nat else packet
        if self.confirms and not entry.confirmed and rewritten is not None and not self.nf.conntrack.confirm(way):
            _too_late(self.nf, rewritten, physout or outdev or indev)
            return None
        return rewritten

    def _ask(self, name: str) -> tuple[Question, ...]:
        lines = self.lines.of(self.chain, name, "") if self.inwards else self.lines.of(self.chain, "", name)
        found = self.asked[name] = questions(lines) if self.chain.policy == ACCEPT else (ANYBODY,)
        return found

    def _rewritten(
        self, packet: IPv4, way: Way, indev: Device | None, outdev: Device | None, physin: Device | None,
        physout: Device | None,
    ) -> IPv4 | None:  # fmt: skip
        entry = way.entry
        elsewhere = entry.masqueraded is not None and self.hook == POSTROUTING and outdev is not entry.masqueraded
        if elsewhere and not way.reply:
            self.nf.conntrack.delete(lambda each: each is entry)
            self.nf.drop(packet, outdev, drops.CT_INVALID, "the flow was masqueraded for another way out")
            return None
        rewritten = self.nf.nat.rewrite(packet, way, self.end)
        if rewritten is not packet and self.nf.ns.trace.on:
            device = self.device(indev, outdev, physin, physout)
            self.nf.note(rewritten, device, "source" if self.source else "destination", packet, "nat")
        return rewritten
