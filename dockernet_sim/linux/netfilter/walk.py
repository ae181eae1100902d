"""The walk of a packet through the chains of one hook."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import POSTROUTING
from dockernet_sim.linux.netfilter.chain import Chain
from dockernet_sim.linux.netfilter.flow import RELATED
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, CALL, CONTINUE, DROP, GOTO, JUMP, RETURN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.wire.ipv4 import IPv4

UNSTEADY = Rule()
"""Stands among the hits of a walk on which some rule had to look at the packet itself."""


class Step:
    """Something that is done with packets at a hook."""

    __slots__ = ("hook", "nf")
    once: ClassVar[bool] = False  # it is over and done with once a flow is settled

    def __init__(self, nf: Netfilter, hook: int) -> None:
        self.nf = nf
        self.hook = hook

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """The packet, perhaps another one; None when it ends here."""
        raise NotImplementedError


class Walk(Step):
    """The chain of one table."""

    __slots__ = ("_fitting", "chain")

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook)
        self.chain = chain
        self._fitting: dict[tuple[Chain, str, str], list[Rule]] = {}

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Walk it, or go the way that an earlier packet of the flow went."""
        way = packet.ct
        if way is None or not way.entry.confirmed or way.state == RELATED or not self.nf.ns.host.cache:
            return packet if self.walk(packet, indev, outdev, physin, physout, []) == ACCEPT else None
        stamp = self.nf.version + self.nf.ns.generation
        if way.stamp != stamp:
            way.stamp = stamp
            way.paths = {}
        key = (self, indev, outdev, physin, physout)
        path = way.paths.get(key)
        if path is None:
            hits: list[Rule | Chain] = []
            verdict = self.walk(packet, indev, outdev, physin, physout, hits)
            if UNSTEADY not in hits:
                way.paths[key] = (verdict, hits)
            return packet if verdict == ACCEPT else None
        verdict, hits = path
        size = packet.length
        for hit in hits:
            hit.packets += 1
            hit.bytes += size
        if self.nf.ns.trace.on:
            self._tell(hits[-1], verdict, packet, indev, outdev, physin, physout)
        return packet if verdict == ACCEPT else None

    def walk(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None,
        hits: list[Rule | Chain],
    ) -> int:  # fmt: skip
        """ACCEPT, or DROP with the drop recorded; what counted the packet goes into `hits`.

        One function, and long: this is the hot path.
        """
        src, dst, proto, size = packet.src, packet.dst, packet.proto, packet.length
        inname = indev.name if indev is not None else ""
        outname = outdev.name if outdev is not None else ""
        rules: Iterator[Rule] = iter(self._rules(self.chain, inname, outname))
        callers: list[Iterator[Rule]] = []
        while True:
            for rule in rules:
                if rule.proto and (rule.proto == proto) is rule.proto_not:
                    continue
                if rule.dst_mask and (dst & rule.dst_mask == rule.dst) is rule.dst_not:
                    continue
                if rule.src_mask and (src & rule.src_mask == rule.src) is rule.src_not:
                    continue
                if not rule.steady:
                    hits.append(UNSTEADY)
                for test in rule.tests:
                    if not test(packet, indev, outdev, physin, physout):
                        break
                else:
                    rule.packets += 1
                    rule.bytes += size
                    hits.append(rule)
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
                        rules = iter(self._rules(rule.jump, inname, outname))
                        break
                    if verdict == RETURN:
                        rules = callers.pop() if callers else iter(())
                        break
                    if self.nf.ns.trace.on:
                        self._tell(rule, verdict, packet, indev, outdev, physin, physout)
                    return verdict
            else:
                if callers:
                    rules = callers.pop()
                    continue
                chain = self.chain
                chain.packets += 1
                chain.bytes += size
                hits.append(chain)
                if self.nf.ns.trace.on:
                    self._tell(chain, chain.policy, packet, indev, outdev, physin, physout)
                return chain.policy

    def _rules(self, chain: Chain, inname: str, outname: str) -> list[Rule]:
        """The rules of a chain that can be meant where packets come in and go out like this; any change makes a new Walk."""
        key = (chain, inname, outname)
        found = self._fitting.get(key)
        if found is None:
            found = self._fitting[key] = [rule for rule in chain.rules if rule.fits(inname, outname)]
        return found

    def _tell(
        self, last: Rule | Chain, verdict: int, packet: IPv4, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> None:  # fmt: skip
        """Record which rule decided, or that the chain's policy did."""
        nf = self.nf
        device = self.device(indev, outdev, physin, physout)
        if isinstance(last, Rule):
            if verdict == DROP:
                nf.drop(packet, device, drops.FILTER, last.label)
            else:
                nf.note(packet, device, last.target_name.lower(), last.label)
        elif verdict == DROP:
            nf.drop(packet, device, drops.POLICY, f"{last.table} {last.name}: policy DROP")
        elif last.rules and last.table == "filter":
            nf.note(packet, device, "accept", f"{last.table} {last.name}: policy ACCEPT")

    def device(
        self, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> Device | None:
        """The device at which records of this hook are filed."""
        if self.hook == POSTROUTING or indev is None:
            return physout or outdev
        return physin or indev
