"""The walk of a packet through the chains of one hook."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import POSTROUTING
from dockernet_sim.linux.netfilter.chain import Chain
from dockernet_sim.linux.netfilter.flow import INVALID
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, CONTINUE, DROP, JUMP, RETURN
from dockernet_sim.wire.packet import Packet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.netfilter import Netfilter


StepFunction = Callable[[Packet, "Device | None", "Device | None", "Device | None", "Device | None"], "Packet | None"]


class Step:
    """Something that is done with packets at a hook (struct nf_hook_entry)."""

    __slots__ = ("hook", "nf")
    once: ClassVar[bool] = False  # whether it concerns new and translated flows only

    def __init__(self, nf: Netfilter, hook: int) -> None:
        self.nf = nf
        self.hook = hook

    def run(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> Packet | None:
        """The packet, perhaps another one; None when it ends here."""
        raise NotImplementedError


class Walk(Step):
    """The chain of one table."""

    __slots__ = ("chain",)

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook)
        self.chain = chain

    def run(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> Packet | None:
        """The packet, or None when the chain drops it, with the drop recorded."""
        nf, passed = self.nf, self.ipt_do_table(packet, indev, outdev, physin, physout) == ACCEPT
        rewritten, nf.rewritten = nf.rewritten, None
        return (rewritten or packet) if passed else None

    def ipt_do_table(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> int:
        """ACCEPT, or DROP with the drop recorded: rule after rule (ipt_do_table)."""
        size, direction, chain = packet.length, packet.ct, self.chain
        state = INVALID if direction is None else direction.state | direction.flow.nat
        inname = indev.name if indev is not None else ""
        outname = outdev.name if outdev is not None else ""
        rules: Iterator[Rule] = iter(chain.between(inname, outname))
        callers: list[Iterator[Rule]] = []
        while True:
            for rule in rules:
                if rule.asks:
                    if rule.states and not rule.states & state:
                        continue
                    if rule.header and not rule.meant(packet):
                        continue
                    if rule.tests and not all(test(packet, indev, outdev, physin, physout) for test in rule.tests):
                        continue
                rule.packets += 1
                rule.bytes += size
                verdict = rule.verdict
                if rule.jump is not None:
                    if verdict == JUMP:
                        callers.append(rules)
                    rules = iter(rule.jump.between(inname, outname))
                    break
                if rule.target is not None:
                    verdict = rule.target.apply(rule, self.hook, packet, indev, outdev, physin, physout)
                    if verdict == DROP:
                        return DROP  # the target recorded why
                if verdict == CONTINUE:
                    continue
                if verdict == RETURN:
                    rules = callers.pop() if callers else iter(())
                    break
                if self.nf.trace.on:
                    self.record(rule, verdict, packet, indev, outdev, physin, physout)
                return verdict
            else:
                if callers:
                    rules = callers.pop()
                    continue
                chain.packets += 1
                chain.bytes += size
                if self.nf.trace.on:
                    self.record(chain, chain.policy, packet, indev, outdev, physin, physout)
                return chain.policy

    def record(
        self, last: Rule | Chain, verdict: int, packet: Packet, indev: Device | None, outdev: Device | None,
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
