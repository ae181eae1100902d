"""Chains compiled for packets that come in and go out at two given devices:
what is certain is left out or looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.netfilter.chain import Chain
from dockernet_sim.linux.netfilter.flow import INVALID
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.steps import Translate
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, CALL, CONTINUE, DROP, GOTO, JUMP, RETURN
from dockernet_sim.linux.netfilter.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.wire.ipv4 import IPv4

PLAIN = 3  # packets that a chain meets before it is compiled: rules that change often are not worth it


class Count:
    """Rules, and perhaps a policy, that all count the same packets; added up by :meth:`Host.flush`."""

    __slots__ = ("bytes", "hits", "packets")

    def __init__(self, hits: Sequence[Rule | Chain]) -> None:
        self.hits = hits
        self.packets = self.bytes = 0

    def flush(self) -> None:
        """Apply the deferred counts."""
        packets, size = self.packets, self.bytes
        for hit in self.hits:
            hit.packets += packets
            hit.bytes += size
        self.packets = self.bytes = 0


class Answer(Count):
    """What becomes of all packets between two devices whose flows have the same state:
    no rule on their way asks for more."""

    __slots__ = ("verdict",)

    def __init__(self, hits: Sequence[Rule | Chain], verdict: int) -> None:
        super().__init__(hits)
        self.verdict = verdict


class Line(Count):
    """Rules that all count the same packets.

    Parameters
    ----------
    rules : tuple of Rule
        The last of them decides.
    verdict : int
        What becomes of a packet that is meant.
    asking : bool
        Whether the last rule asks anything that is not sure already: ``header`` (addresses and protocol), ``states``
        (of which the flow must have one), or what only a function can tell (``ask``).
    """

    __slots__ = ("ask", "header", "rules", "states", "steady", "verdict")

    def __init__(self, rules: tuple[Rule, ...], verdict: int, asking: bool = False) -> None:
        super().__init__(rules)
        last = rules[-1]
        self.rules, self.verdict = rules, verdict
        self.steady = not asking or last.steady  # a flow's packets all get the same answer
        self.header = last.meant if asking and last.header else None
        self.states = last.states if asking else 0
        self.ask = last.ask() if asking else None

    def means(self, packet: IPv4, *devices: Device | None) -> bool:
        """Whether what it asks beside the state is so."""
        return (self.header is None or self.header(packet)) and (self.ask is None or self.ask(packet, *devices))

    @property
    def asks(self) -> bool:
        """Whether there is a question."""
        return self.ask is not None or self.header is not None or self.states != 0


class Lines:
    """The lines of chains, made when they are first needed; any change of the tables begins with new ones."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: dict[tuple[Chain, str, str], list[Line]] = {}

    def answer(
        self, chain: Chain, inname: str, outname: str, state: int, packet: tuple[Any, ...] = ()
    ) -> Answer | None:
        """What a built-in chain says to packets between two devices, without counting any; None when that cannot be
        told.

        Parameters
        ----------
        chain : Chain
            Where they begin.
        inname, outname : str
            The devices' names.
        state : int
            What tracking says of their flows: one bit of STATE_NAMES, and what NAT did.
        packet : tuple, optional
            A packet and its devices, as tests are given them: the answer is for its flow then. Without it, no rule on
            the way may ask for anything else.
        """
        hits: list[Rule | Chain] = []
        lines = iter(self.of(chain, inname, outname))
        callers: list[Iterator[Line]] = []
        while True:
            line = next(lines, None)
            if line is None:
                if not callers:
                    return Answer([*hits, chain], chain.policy)
                lines = callers.pop()
                continue
            if line.states and not line.states & state:
                continue
            if line.header is not None or line.ask is not None or line.verdict == CALL:
                if not packet or not line.steady:
                    return None
                if not line.means(*packet):
                    continue
            hits += line.rules
            if line.verdict in (ACCEPT, DROP):
                return Answer(hits, line.verdict)
            if line.verdict == JUMP:
                callers.append(lines)
            if line.verdict in (JUMP, GOTO):
                jump = line.rules[-1].jump
                assert jump is not None
                lines = iter(self.of(jump, inname, outname))
            elif line.verdict == RETURN:
                lines = callers.pop() if callers else iter(())

    def of(self, chain: Chain, inname: str, outname: str) -> list[Line]:
        """A chain's lines for packets between devices of these names (``""``: none)."""
        key = (chain, inname, outname)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._made(chain, inname, outname)
        return found

    def _made(self, chain: Chain, inname: str, outname: str) -> list[Line]:
        lines: list[Line] = []
        for rule in chain.rules:
            if not rule.fits(inname, outname):
                continue
            line = Line((rule,), rule.verdict, asking=True)
            certain = not line.asks
            there = self.of(rule.jump, inname, outname) if rule.jump is not None else []
            if certain and rule.verdict == JUMP and _comes_back(there):
                _join(lines, (rule, *(each for line in there for each in line.rules)))
            elif certain and rule.verdict == CONTINUE and rule.steady:
                _join(lines, (rule,))
            else:
                lines.append(line)
            if certain and rule.verdict == RETURN:
                break
        return lines


def _comes_back(lines: list[Line]) -> bool:
    """Whether every packet comes back from a chain by the same way: nothing is asked there."""
    return all(not line.asks and line.steady and line.verdict in (CONTINUE, RETURN) for line in lines)


def _join(lines: list[Line], rules: tuple[Rule, ...]) -> None:
    """Rules that count every packet make one line."""
    if lines and not lines[-1].asks and lines[-1].verdict == CONTINUE and lines[-1].steady:
        rules = (*lines.pop().rules, *rules)
    lines.append(Line(rules, CONTINUE))


class CompiledWalk(Walk):
    """A table's chain, compiled; unlike its base it has no slots, so that it can be combined with :class:`Translate`.

    Mostly the answer hangs on no more than the devices and the state of the flow: such answers are looked up
    (``known``), the others are found line after line.
    """

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook, chain)
        self.asked = 0
        self.lines = Lines()
        self.known: dict[tuple[Device | None, Device | None, int], Answer | None] = {}

    def run(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """The packet, or None when the chain drops it, with the drop recorded."""
        if self.asked < PLAIN:
            return super().run(packet, indev, outdev, physin, physout)
        direction = packet.ct
        state = INVALID if direction is None else direction.state | direction.flow.nat
        try:
            answer = self.known[indev, outdev, state]
        except KeyError:
            answer = self.known[indev, outdev, state] = self._answer(indev, outdev, state)
        if answer is None:
            return super().run(packet, indev, outdev, physin, physout)
        if not answer.packets:
            self.nf.ns.host.pending.append(answer)
        answer.packets += 1
        answer.bytes += packet.length
        if self.nf.trace.on:
            self.record(answer.hits[-1], answer.verdict, packet, indev, outdev, physin, physout)
        return packet if answer.verdict == ACCEPT else None

    def foretell(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> Answer | None:
        """What becomes of all packets of a flow, without counting this one; None when that cannot be told."""
        direction = packet.ct
        state = INVALID if direction is None else direction.state | direction.flow.nat
        return self._answer(indev, outdev, state, (packet, indev, outdev, physin, physout))

    def _answer(
        self, indev: Device | None, outdev: Device | None, state: int, packet: tuple[Any, ...] = ()
    ) -> Answer | None:
        inname, outname = indev.name if indev is not None else "", outdev.name if outdev is not None else ""
        return self.lines.answer(self.chain, inname, outname, state, packet)

    def ipt_do_table(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> int:
        """ACCEPT, or DROP with the drop recorded: line after line."""
        if self.asked < PLAIN:
            self.asked += 1
            return super().ipt_do_table(packet, indev, outdev, physin, physout)
        size, direction, chain = packet.length, packet.ct, self.chain
        inname = indev.name if indev is not None else ""
        outname = outdev.name if outdev is not None else ""
        lines: Iterator[Line] = iter(self.lines.of(chain, inname, outname))
        callers: list[Iterator[Line]] = []
        while True:
            for line in lines:
                if line.states and not line.states & (
                    INVALID if direction is None else direction.state | direction.flow.nat
                ):
                    continue
                if line.header is not None and not line.header(packet):
                    continue
                if line.ask is not None and not line.ask(packet, indev, outdev, physin, physout):
                    continue
                if not line.packets:
                    self.nf.ns.host.pending.append(line)
                line.packets += 1
                line.bytes += size
                verdict, rule = line.verdict, line.rules[-1]
                if verdict == CALL:
                    assert rule.target is not None
                    verdict = rule.target.apply(rule, self.hook, packet, indev, outdev, physin, physout)
                    if verdict == DROP:
                        return DROP  # the target recorded why
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
                if self.nf.trace.on:
                    self.record(rule, verdict, packet, indev, outdev, physin, physout)
                return verdict
            else:
                if callers:
                    lines = callers.pop()
                    continue
                chain.packets += 1
                chain.bytes += size
                if self.nf.trace.on:
                    self.record(chain, chain.policy, packet, indev, outdev, physin, physout)
                return chain.policy


class CompiledTranslate(Translate, CompiledWalk):
    """The chain of the nat table, compiled: flows are decided line after line."""
