"""Chains made ready for the walk: for packets that come in and go out at two given devices, only what is left to ask."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.linux.netfilter.chain import Chain
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.targets.base import CONTINUE, JUMP, RETURN

Ask = Callable[..., bool]
Line = tuple[Ask | None, bool, tuple[Rule, ...], int]
"""(the question, None for none; whether a flow's packets all get the same answer; the rules that count a yes; the verdict)"""


class Lines:
    """The lines of chains, made when they are first needed; any change of the tables begins with new ones."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[Chain, str, str], list[Line]] = {}

    def of(self, chain: Chain, inname: str, outname: str) -> list[Line]:
        """A chain's lines for packets between devices of these names (``""``: none)."""
        key = (chain, inname, outname)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._made(chain, inname, outname)
        return found

    def _made(self, chain: Chain, inname: str, outname: str) -> list[Line]:
        lines: list[Line] = []
        for rule in chain.rules:
            if not rule.fits(inname, outname):
                continue
            ask = rule.ask()
            there = self.of(rule.jump, inname, outname) if rule.jump is not None else []
            if ask is None and rule.verdict == JUMP and _comes_back(there):
                _join(lines, (rule, *(each for line in there for each in line[2])))
            elif ask is None and rule.verdict == CONTINUE and rule.steady:
                _join(lines, (rule,))
            else:
                lines.append((ask, rule.steady, (rule,), rule.verdict))
            if ask is None and rule.verdict == RETURN:
                break
        return lines


def _comes_back(lines: list[Line]) -> bool:
    """Whether every packet comes back from a chain by the same way: nothing is asked there."""
    return all(ask is None and steady and verdict in (CONTINUE, RETURN) for ask, steady, _, verdict in lines)


def _join(lines: list[Line], counted: tuple[Rule, ...]) -> None:
    """Rules that count every packet make one line."""
    if lines and lines[-1][0] is None and lines[-1][3] == CONTINUE and lines[-1][1]:
        counted = (*lines.pop()[2], *counted)
    lines.append((None, True, counted, CONTINUE))
