"""The walk of a packet through the chains of one hook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import POSTROUTING
from dockernet_sim.linux.netfilter.chain import Chain
from dockernet_sim.linux.netfilter.flow import INVALID
from dockernet_sim.linux.netfilter.lines import Answer, Line, Lines
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, CALL, CONTINUE, DROP, GOTO, JUMP, RETURN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.wire.ipv4 import IPv4


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

    def too_late(self, packet: IPv4, device: Device | None) -> None:
        """The packet's flow cannot be put into the table any more."""
        self.nf.drop(packet, device, drops.CT_INVALID, "another flow uses these addresses and ports")


class Walk(Step):
    """The chain of one table.

    Mostly the answer hangs on no more than the devices and the state of the flow: such answers are looked up (``straight``),
    the others are found by asking line after line.
    """

    __slots__ = ("chain", "lines", "straight", "trace")

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook)
        self.chain = chain
        self.lines = Lines()
        self.straight: dict[tuple[Device | None, Device | None, int], Answer | None] = {}
        self.trace = nf.ns.trace

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """The packet, or None when the chain drops it, with the drop recorded."""
        way = packet.ct
        state = INVALID if way is None else way.state | way.entry.nat
        try:
            answer = self.straight[indev, outdev, state]
        except KeyError:
            answer = self.straight[indev, outdev, state] = self._answer(indev, outdev, state)
        if answer is None:
            nf, passed = self.nf, self.walk(packet, indev, outdev, physin, physout) == ACCEPT
            rewritten, nf.rewritten = nf.rewritten, None
            return (rewritten or packet) if passed else None
        if not answer.packets:
            self.nf.ns.host.unsettled.append(answer)
        answer.packets += 1
        answer.bytes += packet.length
        if self.trace.on:
            self._tell(answer.hits[-1], answer.verdict, packet, indev, outdev, physin, physout)
        return packet if answer.verdict == ACCEPT else None

    def foresee(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> Answer | None:
        """What becomes of all packets of a flow, without counting this one; None when that cannot be told."""
        way = packet.ct
        state = INVALID if way is None else way.state | way.entry.nat
        return self._answer(indev, outdev, state, (packet, indev, outdev, physin, physout))

    def _answer(
        self, indev: Device | None, outdev: Device | None, state: int, packet: tuple[Any, ...] = ()
    ) -> Answer | None:
        inname, outname = indev.name if indev is not None else "", outdev.name if outdev is not None else ""
        return self.lines.answer(self.chain, inname, outname, state, packet)

    def walk(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> int:
        """ACCEPT, or DROP with the drop recorded: line after line.

        One function, and long: this is the hot path.
        """
        size, way = packet.length, packet.ct
        chain = self.chain
        if not chain.rules and chain.policy == ACCEPT:
            chain.packets += 1
            chain.bytes += size
            return ACCEPT
        inname = indev.name if indev is not None else ""
        outname = outdev.name if outdev is not None else ""
        known = self.lines.known.get((chain, inname, outname))
        lines: Iterator[Line] = iter(self.lines.of(chain, inname, outname) if known is None else known)
        callers: list[Iterator[Line]] = []
        while True:
            for line in lines:
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
