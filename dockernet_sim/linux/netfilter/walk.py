"""The walk of a packet through the chains of one hook."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import POSTROUTING
from dockernet_sim.linux.netfilter.chain import Chain
from dockernet_sim.linux.netfilter.flow import INVALID, NO_PATHS, RELATED
from dockernet_sim.linux.netfilter.lines import Line, Lines
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

    __slots__ = ("chain", "lines")

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook)
        self.chain = chain
        self.lines = Lines()

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Walk it, or go the way that an earlier packet of the flow went."""
        way = packet.ct
        if way is None or not way.entry.confirmed or way.state == RELATED or not self.nf.ns.host.cache:
            return packet if self.walk(packet, indev, outdev, physin, physout) == ACCEPT else None
        stamp = self.nf.version + self.nf.ns.generation
        if way.stamp != stamp:  # not the first packet's: many flows have no second one
            way.stamp, way.paths = stamp, NO_PATHS
            return packet if self.walk(packet, indev, outdev, physin, physout) == ACCEPT else None
        if way.paths is NO_PATHS:
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
        hits: list[Rule | Chain] | None = None,
    ) -> int:  # fmt: skip
        """ACCEPT, or DROP with the drop recorded; what counted the packet goes into `hits`.

        One function, and long: this is the hot path.
        """
        size, way = packet.length, packet.ct
        chain = self.chain
        if not chain.rules and chain.policy == ACCEPT:
            chain.packets += 1
            chain.bytes += size
            if hits is not None:
                hits.append(chain)
            return ACCEPT
        inname = indev.name if indev is not None else ""
        outname = outdev.name if outdev is not None else ""
        known = self.lines.known.get((chain, inname, outname))
        lines: Iterator[Line] = iter(self.lines.of(chain, inname, outname) if known is None else known)
        callers: list[Iterator[Line]] = []
        while True:
            for line in lines:
                if hits is not None and not line.steady:
                    hits.append(UNSTEADY)
                if line.states and not line.states & (INVALID if way is None else way.state | way.entry.nat):
                    continue
                if line.header is not None and not line.header(packet):
                    continue
                if line.ask is not None and not line.ask(packet, indev, outdev, physin, physout):
                    continue
                if not line.packets:
                    self.nf.ns.host.unsettled.append(line)
                line.packets += 1
                line.bytes += size
                if hits is not None:
                    hits += line.rules
                verdict = line.verdict
                if verdict == CONTINUE:
                    continue
                rule = line.rules[-1]
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
                        callers.append(lines)
                    lines = iter(self.lines.of(rule.jump, inname, outname))
                    break
                if verdict == RETURN:
                    lines = callers.pop() if callers else iter(())
                    break
                if self.nf.ns.trace.on:
                    self._tell(rule, verdict, packet, indev, outdev, physin, physout)
                return verdict
            else:
                if callers:
                    lines = callers.pop()
                    continue
                chain.packets += 1
                chain.bytes += size
                if hits is not None:
                    hits.append(chain)
                if self.nf.ns.trace.on:
                    self._tell(chain, chain.policy, packet, indev, outdev, physin, physout)
                return chain.policy

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
