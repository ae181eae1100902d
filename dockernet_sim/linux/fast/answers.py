"""What chains say to packets between two devices: mostly it hangs on their flows' state alone, and is looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.flow import INVALID
from dockernet_sim.linux.netfilter.walk import Walk
from dockernet_sim.linux.netfilter.xtables import ACCEPT, CALL, CONTINUE, JUMP, RETURN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netfilter.xtables import Devices
    from dockernet_sim.wire.packet import Packet


class Unsure(Exception):
    """A rule asks what only the packet itself can tell."""


class Answer:
    """What becomes of packets, and the rules, and perhaps a policy, that count them; added up by :meth:`Host.flush`."""

    __slots__ = ("bytes", "hits", "packets", "verdict")

    def __init__(self, hits: list[Rule | Chain], verdict: int) -> None:
        self.hits, self.verdict = hits, verdict
        self.packets = self.bytes = 0

    def flush(self) -> None:
        """Apply the deferred counts."""
        packets, size = self.packets, self.bytes
        for hit in self.hits:
            hit.packets += packets
            hit.bytes += size
        self.packets = self.bytes = 0


def follow(chain: Chain, inname: str, outname: str, means: Callable[[Rule], bool]) -> Answer:
    """Follow packets from a built-in chain on, without counting any; with ``CALL``, the last rule's target decides.

    Parameters
    ----------
    chain : Chain
        Where they begin.
    inname, outname : str
        The names of the devices, as :meth:`Chain.between` takes them.
    means : callable
        Whether a rule means such packets; it may raise :class:`Unsure`.
    """
    hits: list[Rule | Chain] = []
    rules: Iterator[Rule] = iter(chain.between(inname, outname))
    callers: list[Iterator[Rule]] = []
    while True:
        rule = next(rules, None)
        if rule is None:
            if not callers:
                return Answer([*hits, chain], chain.policy)
            rules = callers.pop()
        elif means(rule):
            hits.append(rule)
            if rule.jump is not None:
                if rule.verdict == JUMP:
                    callers.append(rules)
                rules = iter(rule.jump.between(inname, outname))
            elif rule.verdict == RETURN:
                rules = iter(())
            elif rule.verdict != CONTINUE:
                return Answer(hits, rule.verdict)


class RememberedWalk(Walk):
    """A table's chain; answers that hang on nothing but the devices and the state of the flow are remembered."""

    __slots__ = ("known",)

    def __init__(self, nf: Netfilter, hook: int, chain: Chain) -> None:
        super().__init__(nf, hook, chain)
        self.known: dict[tuple[Device | None, Device | None, int], Answer | None] = {}

    def run(self, packet: Packet, devices: Devices) -> Packet | None:
        """The packet, or None when the chain drops it, with the drop recorded."""
        direction, (indev, outdev, _, _) = packet.ct, devices
        state = INVALID if direction is None else direction.state | direction.flow.nat
        try:
            answer = self.known[indev, outdev, state]
        except KeyError:
            answer = self.known[indev, outdev, state] = self._answer(state, indev, outdev)
        if answer is None:
            return super().run(packet, devices)
        if not answer.packets:
            self.nf.ns.host.pending.append(answer)
        answer.packets += 1
        answer.bytes += packet.length
        if self.nf.trace.on:
            self.record(answer.hits[-1], answer.verdict, packet, devices)
        return packet if answer.verdict == ACCEPT else None

    def foretell(self, packet: Packet, devices: Devices) -> Answer | None:
        """What becomes of all packets of a flow, without counting this one; None when that cannot be told."""
        direction = packet.ct
        state = INVALID if direction is None else direction.state | direction.flow.nat
        return self._answer(state, devices[0], devices[1], (packet, devices))

    def _answer(
        self, state: int, indev: Device | None, outdev: Device | None, flow: tuple[Packet, Devices] | None = None
    ) -> Answer | None:
        """The answer to the flow of a packet, or else to all flows of a state; None when it cannot be told."""
        inname, outname = indev.name if indev is not None else "", outdev.name if outdev is not None else ""

        def means(rule: Rule) -> bool:
            if rule.states and not rule.states & state:
                return False
            if rule.verdict == CALL or rule.header or rule.tests:
                if flow is None or not rule.steady:
                    raise Unsure
                return rule.meant(flow[0]) and rule.tested(*flow)
            return True

        try:
            return follow(self.chain, inname, outname, means)
        except Unsure:
            return None
