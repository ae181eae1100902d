"""Chains made ready for the walk: for packets that come in and go out at two given devices, only what is left to ask."""

from __future__ import annotations

from dockernet_sim.linux.netfilter.chain import Chain
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.targets.base import CONTINUE, JUMP, RETURN


class Line:
    """Rules that all count the same packets.

    Parameters
    ----------
    rules : tuple of Rule
        The last of them decides.
    verdict : int
        What becomes of a packet that is meant.
    asking : bool
        Whether the last rule asks anything that is not sure already: ``header`` (addresses and protocol), ``states`` (of which
        the flow must have one), or what only a function can tell (``ask``).

    What a line counts is added to its rules when somebody reads (:meth:`Host.settle`).
    """

    __slots__ = ("ask", "bytes", "header", "packets", "rules", "states", "steady", "verdict")

    def __init__(self, rules: tuple[Rule, ...], verdict: int, asking: bool = False) -> None:
        last = rules[-1]
        self.rules, self.verdict = rules, verdict
        self.steady = not asking or last.steady  # a flow's packets all get the same answer
        self.header = last.meant if asking and last.header else None
        self.states = last.states if asking else 0
        self.ask = last.ask() if asking else None
        self.packets = self.bytes = 0

    @property
    def asks(self) -> bool:
        """Whether there is a question."""
        return self.ask is not None or self.header is not None or self.states != 0

    def settle(self) -> None:
        """Add up what was counted."""
        packets, size = self.packets, self.bytes
        for rule in self.rules:
            rule.packets += packets
            rule.bytes += size
        self.packets = self.bytes = 0


class Lines:
    """The lines of chains, made when they are first needed; any change of the tables begins with new ones."""

    __slots__ = ("known",)

    def __init__(self) -> None:
        self.known: dict[tuple[Chain, str, str], list[Line]] = {}

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
