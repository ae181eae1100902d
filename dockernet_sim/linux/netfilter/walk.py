"""The walk of a packet through the chains of one hook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import POSTROUTING
from dockernet_sim.linux.netfilter.chain import MOST_PAIRS, Chain
from dockernet_sim.linux.netfilter.flow import INVALID
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.xtables import ACCEPT, CALL, CONTINUE, DROP, GOTO, JUMP, RETURN, Devices
from dockernet_sim.wire.packet import Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.netfilter import Netfilter

SHORT = 8  # rules of a chain that may stand in line
DEEP = 16  # jumps one inside the other (NFT_JUMP_STACK_SIZE)
EARLY = (RETURN, GOTO)  # leave a chain before its end
LAST = (ACCEPT, DROP, RETURN, GOTO)
Way = list[tuple[Rule, int]]
NO_CALLERS: tuple[Any, ...] = ()  # else what is left of the calling chain, and its own callers


class Step:
    """Something that is done with packets at a hook (struct nf_hook_entry)."""

    __slots__ = ("hook", "nf")
    once: ClassVar[bool] = False  # whether it concerns new and translated flows only

    def __init__(self, nf: Netfilter, hook: int) -> None:
        self.nf = nf
        self.hook = hook

    def run(self, packet: Packet, devices: Devices) -> Packet | None:
        """The packet, perhaps another one; None when it ends here."""
        raise NotImplementedError


class Walk(Step):
    """The chain of one table.

    ``ways`` are the rules that packets between two devices can meet in a chain, in order, each with what it leads to.
    """

    __slots__ = ("chain", "ways")

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook)
        self.chain = chain
        self.ways: dict[tuple[Chain, Device | None, Device | None], Way] = {}

    def run(self, packet: Packet, devices: Devices) -> Packet | None:
        """Rule after rule: the packet, or None when one of them, or the policy, drops it (ipt_do_table)."""
        chain, size, passed = self.chain, packet.length, packet
        indev, outdev, _, _ = devices
        way = self.ways.get((chain, indev, outdev))
        if way is None:
            way = self.way(chain, indev, outdev)
        rules, callers = iter(way), NO_CALLERS
        while way:
            for rule, verdict in rules:
                if rule.asks:
                    if rule.states and not rule.states & (
                        INVALID if packet.ct is None else packet.ct.state | packet.ct.flow.nat
                    ):
                        continue
                    if rule.header and not rule.meant(packet):
                        continue
                    if rule.tests and not rule.tested(packet, devices):
                        continue
                rule.packets += 1
                rule.bytes += size
                if verdict == CONTINUE:
                    continue
                if verdict == CALL:
                    self.nf.rewritten = passed
                    verdict = rule.target.apply(rule, self.hook, packet, devices)  # type: ignore[union-attr]
                    if verdict == DROP:
                        return None  # the target recorded why
                    passed = self.nf.rewritten
                    if verdict == CONTINUE:
                        continue
                if verdict > DROP:  # RETURN, JUMP or GOTO
                    if verdict == JUMP:
                        callers = rules, callers
                    if rule.jump is not None:
                        rules = iter(self.way(rule.jump, indev, outdev))
                    else:
                        rules, callers = callers or (iter(()), NO_CALLERS)
                    break
                if self.nf.trace.on:
                    self.record(rule, verdict, packet, devices)
                return passed if verdict == ACCEPT else None
            else:
                if not callers:
                    break
                rules, callers = callers
        chain.packets += 1
        chain.bytes += size
        if self.nf.trace.on:
            self.record(chain, chain.policy, packet, devices)
        return passed if chain.policy == ACCEPT else None

    def way(self, chain: Chain, indev: Device | None, outdev: Device | None, depth: int = 0) -> Way:
        """The rules of a chain that packets between two devices can meet.

        A short chain into which all of them jump, and which none leaves early, stands in line.
        """
        found = self.ways.get((chain, indev, outdev))
        if found is None:
            inname, outname = indev.name if indev is not None else "", outdev.name if outdev is not None else ""
            found = []
            for rule in chain.between(inname, outname):
                below = self._in_line(rule, indev, outdev, depth)
                found += [(rule, rule.verdict)] if below is None else [(rule, CONTINUE), *below]
                if not rule.asks and rule.verdict in LAST:
                    break  # nothing comes by
            if len(self.ways) >= MOST_PAIRS:
                self.ways.clear()
            self.ways[chain, indev, outdev] = found
        return found

    def _in_line(self, rule: Rule, indev: Device | None, outdev: Device | None, depth: int) -> Way | None:
        """What stands behind a rule in place of its jump, or its return; None when it must do as it says."""
        if rule.asks or depth > DEEP:
            return None
        if rule.jump is None:
            return [] if rule.verdict == RETURN else None
        below = self.way(rule.jump, indev, outdev, depth + 1)
        return below if len(below) <= SHORT and not any(verdict in EARLY for _, verdict in below) else None

    def record(self, last: Rule | Chain, verdict: int, packet: Packet, devices: Devices) -> None:
        """Record which rule decided, or that the chain's policy did."""
        nf, device = self.nf, self.device(devices)
        if isinstance(last, Rule):
            if verdict == DROP:
                nf.ns.drop(packet, device, drops.FILTER, last.label)
            else:
                nf.ns.note(packet, device, "rule", last.target_name.lower(), last.label)
        elif verdict == DROP:
            nf.ns.drop(packet, device, drops.POLICY, f"{last.table} {last.name}: policy DROP")
        elif last.rules and last.table == "filter":
            nf.ns.note(packet, device, "rule", "accept", f"{last.table} {last.name}: policy ACCEPT")

    def device(self, devices: Devices) -> Device | None:
        """The device at which records of this hook are filed."""
        indev, outdev, physin, physout = devices
        if self.hook == POSTROUTING or indev is None:
            return physout or outdev
        return physin or indev
