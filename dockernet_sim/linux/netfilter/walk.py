"""The walk of a packet through the chains of one hook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import POSTROUTING
from dockernet_sim.linux.netfilter.flow import NEW, SNAT, UNTRACKED_WAY
from dockernet_sim.linux.netfilter.nat import manipulated
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, CALL, CONTINUE, DROP, GOTO, JUMP, RETURN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.wire.ipv4 import IPv4


class Step:
    """Something that is done with packets at a hook."""

    __slots__ = ("hook", "nf")

    def __init__(self, nf: Netfilter, hook: int) -> None:
        self.nf = nf
        self.hook = hook

    def __call__(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """The packet, perhaps another one; None when it ends here."""
        raise NotImplementedError


class Scrub(Step):
    """A packet that comes from another namespace brings none of that one's notes along (skb_scrub_packet)."""

    __slots__ = ()

    def __call__(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Forget mark and flow, but for what goes round through lo."""
        if indev is not None and indev.kind != "loopback":
            packet.mark = 0
            packet.ct = None
        return packet


class Track(Step):
    """Find the packet's flow."""

    __slots__ = ()

    def __call__(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Note the flow on the packet."""
        nf = self.nf
        if packet.ct is UNTRACKED_WAY and nf.scrubs:
            return packet  # the raw table said so
        nf.conntrack.track(packet, indev is None, indev is not None and indev.kind == "loopback")
        return packet


class Confirm(Step):
    """The packet got through: its flow counts from now on."""

    __slots__ = ()

    def __call__(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Put a new flow into the table."""
        way = packet.ct
        if way is None or way.entry.confirmed or self.nf.conntrack.confirm(packet):
            return packet
        cause = "another flow uses these addresses and ports"
        self.nf.drop(packet, physout or outdev or indev, drops.CT_INVALID, cause)
        return None


class Walk(Step):
    """The chain of one table."""

    __slots__ = ("chain",)

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook)
        self.chain = chain

    def __call__(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Walk it."""
        return packet if self.walk(packet, indev, outdev, physin, physout) == ACCEPT else None

    def walk(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> int:
        """ACCEPT, or DROP with the drop recorded. One function, and long: this is the hot path."""
        src, dst, proto, size = packet.src, packet.dst, packet.proto, packet.length
        inname = indev.name if indev is not None else ""
        outname = outdev.name if outdev is not None else ""
        rules: Iterator[Rule] = iter(self.chain.rules)
        callers: list[Iterator[Rule]] = []
        while True:
            for rule in rules:
                wanted = rule.outdev
                if wanted is not None and (wanted == outname) is rule.out_not:
                    continue
                wanted = rule.indev
                if wanted is not None and (wanted == inname) is rule.in_not:
                    continue
                if rule.proto and (rule.proto == proto) is rule.proto_not:
                    continue
                if rule.dst_mask and (dst & rule.dst_mask == rule.dst) is rule.dst_not:
                    continue
                if rule.src_mask and (src & rule.src_mask == rule.src) is rule.src_not:
                    continue
                for test in rule.tests:
                    if not test(packet, indev, outdev, physin, physout):
                        break
                else:
                    rule.packets += 1
                    rule.bytes += size
                    verdict = rule.verdict
                    if verdict == CALL:
                        assert rule.target is not None
                        verdict = rule.target.apply(rule, self.hook, packet, indev, outdev, physin, physout)
                        if verdict == DROP:
                            return DROP  # the target told why
                    if verdict == CONTINUE:
                        continue
                    if verdict in (JUMP, GOTO):
                        assert rule.jump is not None
                        if verdict == JUMP:
                            callers.append(rules)
                        rules = iter(rule.jump.rules)
                        break
                    if verdict == RETURN:
                        rules = callers.pop() if callers else iter(())
                        break
                    return self._decided(verdict, rule, packet, indev, outdev, physin, physout)
            else:
                if not callers:
                    return self._policy(packet, indev, outdev, physin, physout)
                rules = callers.pop()

    def _decided(
        self, verdict: int, rule: Rule, packet: IPv4, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        nf = self.nf
        if nf.ns.trace.on:
            device = self._device(indev, outdev, physin, physout)
            if verdict == DROP:
                nf.drop(packet, device, drops.FILTER, rule.label)
            else:
                nf.note(packet, device, rule.target_name.lower(), rule.label)
        return verdict

    def _policy(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> int:
        chain = self.chain
        chain.packets += 1
        chain.bytes += packet.length
        if chain.policy == DROP or (chain.rules and chain.table == "filter"):
            nf = self.nf
            if nf.ns.trace.on:
                device = self._device(indev, outdev, physin, physout)
                if chain.policy == DROP:
                    nf.drop(packet, device, drops.POLICY, f"{chain.table} {chain.name}: policy DROP")
                else:
                    nf.note(packet, device, "accept", f"{chain.table} {chain.name}: policy ACCEPT")
        return chain.policy

    def _device(
        self, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> Device | None:
        if self.hook == POSTROUTING or indev is None:
            return physout or outdev
        return physin or indev


class Translate(Walk):
    """The nat table: its chain is asked once a flow, its answer holds for every packet."""

    __slots__ = ("end",)

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook, chain)
        self.end = manipulated(hook)

    def __call__(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Decide if that is to be done yet, then rewrite."""
        way = packet.ct
        if way is None:
            return packet
        entry = way.entry
        if way.state == NEW and not (entry.src_done if self.end == SNAT else entry.dst_done) and not entry.confirmed:
            if self.walk(packet, indev, outdev, physin, physout) == DROP:
                return None
            if not (entry.src_done if self.end == SNAT else entry.dst_done):
                self.nf.nat.decide(entry, self.end, None)
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
            device = self._device(indev, outdev, physin, physout)
            verdict = "source" if self.end == SNAT else "destination"
            self.nf.note(rewritten, device, verdict, f"was {packet}", "nat")
        return rewritten
