"""The steps at a hook beside the tables' chains: notes taken off, NAT, and flows confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import INPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.netfilter.flow import NEW, SNAT
from dockernet_sim.linux.netfilter.lines import ANYBODY, questions
from dockernet_sim.linux.netfilter.nat import manipulated
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, DROP
from dockernet_sim.linux.netfilter.walk import Step, Walk

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.chain import Chain
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
        if way is None or way.state != NEW or way.entry.confirmed or self.nf.conntrack.confirm(way.entry):
            return packet
        self.too_late(packet, physout or outdev or indev)
        return None


class Translate(Walk):
    """The nat table: its chain is asked once a flow, its answer holds for every packet.

    Most flows are no rule's business: a look at the chain's questions (``asked``, of packets by each device) tells.
    """

    __slots__ = ("asked", "counts", "end", "ways")
    once = True

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook, chain)
        self.end = manipulated(hook)
        self.ways, self.counts = nf.conntrack.ways, chain.counts
        self.asked: dict[Device | None, tuple[Question, ...]] = {}

    def ask(self, device: Device | None) -> tuple[Question, ...]:
        """Find out what is asked of packets by this device."""
        name = device.name if device is not None else ""
        inwards = self.hook in (PREROUTING, INPUT)
        lines = self.lines.of(self.chain, name, "") if inwards else self.lines.of(self.chain, "", name)
        found = self.asked[device] = questions(lines) if self.chain.policy == ACCEPT else (ANYBODY,)
        return found

    def count(self, packet: IPv4) -> None:
        """The packet concerned no rule."""
        self.chain.packets += 1
        self.chain.bytes += packet.length

    def rewrite(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """A packet as it looks behind the translation of its flow."""
        way = packet.ct
        entry = way.entry
        elsewhere = entry.masqueraded is not None and self.hook == POSTROUTING and outdev is not entry.masqueraded
        if elsewhere and not way.reply:
            self.nf.conntrack.delete(lambda each: each is entry)
            self.nf.drop(packet, outdev, drops.CT_INVALID, "the flow was masqueraded for another way out")
            return None
        rewritten = self.nf.nat.rewrite(packet, way, self.end)
        if rewritten is not packet and self.trace.on:
            device = self.device(indev, outdev, physin, physout)
            self.nf.note(rewritten, device, "source" if self.end == SNAT else "destination", packet, "nat")
        return rewritten


class TranslateDestination(Translate):
    """The nat table on the ways in."""

    __slots__ = ()

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Decide if that is to be done yet, then rewrite; asked as :class:`TranslateSource` does, without a call more per flow."""
        way = packet.ct
        if way is None:
            return packet
        entry = way.entry
        if way.state == NEW and not entry.confirmed:
            device = outdev or indev
            try:
                asked = self.asked[device]
            except KeyError:
                asked = self.ask(device)
            for dst_mask, dst, src_mask, src, means in asked:
                if packet.dst & dst_mask == dst and packet.src & src_mask == src:
                    if means is None or means(packet, indev, outdev, physin, physout):
                        if self.walk(packet, indev, outdev, physin, physout) == DROP:
                            return None
                        break
            else:
                if self.counts:
                    self.count(packet)
        return packet if not entry.nat else self.rewrite(packet, indev, outdev, physin, physout)


class TranslateSource(Translate):
    """The nat table on the ways out, where it is the last of all tables: it confirms, too."""

    __slots__ = ("conntrack",)

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook, chain)
        self.conntrack = nf.conntrack

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Decide if that is to be done yet, rewrite, and confirm.

        One function, and long: every flow begins here.
        """
        way = packet.ct
        if way is None:
            return packet
        entry = way.entry
        if way.state != NEW or entry.confirmed:
            return packet if not entry.nat else self.rewrite(packet, indev, outdev, physin, physout)
        device = outdev or indev
        try:
            asked = self.asked[device]
        except KeyError:
            asked = self.ask(device)
        for dst_mask, dst, src_mask, src, means in asked:
            if packet.src & src_mask == src and packet.dst & dst_mask == dst:
                if means is None or means(packet, indev, outdev, physin, physout):
                    if self.walk(packet, indev, outdev, physin, physout) == DROP:
                        return None
                    break
        else:
            if self.counts:
                self.count(packet)
            there, back, ways = entry.original, entry.reply, self.ways
            if not entry.nat and not self.conntrack.watchers and ways.setdefault(back.tuple, back) is back:
                if ways.setdefault(there.tuple, there) is there:  # Conntrack.confirm in short: nobody uses these
                    entry.confirmed = entry.settled = True
                    return packet
                del ways[back.tuple]
        if not entry.src_done:
            self.nf.nat.decide(entry, SNAT, None)
        passed = packet if not entry.nat else self.rewrite(packet, indev, outdev, physin, physout)
        if passed is not None and not self.conntrack.confirm(entry):
            self.too_late(passed, physout or outdev or indev)
            return None
        return passed
