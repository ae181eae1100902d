"""Predicts NAT for new flows whose result does not depend on the source port."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockernet_sim.linux.netfilter.matches.ports import ALL, PortMatch
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, CALL, CONTINUE, GOTO, JUMP, RETURN
from dockernet_sim.linux.netfilter.targets.nat import DnatTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.nat import Range
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.wire.ipv4 import IPv4


class Predicted(NamedTuple):
    """What counts the first packet of such a flow, and where its destination is led to, if anywhere else."""

    hits: list[Rule | Chain]
    destination: Range | None = None


def predict(chain: Chain, packet: IPv4, outname: str) -> Predicted | None:
    """Follow a flow's first packet through a chain of the nat table; None when its source port, or more, decides.

    Parameters
    ----------
    chain : Chain
        Where it begins.
    packet : IPv4
        A packet of such a flow, made here.
    outname : str
        The device by which it leaves.
    """
    hits: list[Rule | Chain] = []
    rules: Iterator[Rule] = iter(chain.rules)
    callers: list[Iterator[Rule]] = []
    while True:
        rule = next(rules, None)
        if rule is None:
            if not callers:
                return Predicted([*hits, chain]) if chain.policy == ACCEPT else None
            rules = callers.pop()
            continue
        if not rule.fits("", outname) or not rule.meant(packet):
            continue
        meant = _is_meant(rule, packet)
        if meant is None:
            return None
        if not meant:
            continue
        hits.append(rule)
        if rule.verdict == JUMP:
            callers.append(rules)
        if rule.verdict in (JUMP, GOTO):
            assert rule.jump is not None
            rules = iter(rule.jump.rules)
        elif rule.verdict == RETURN:
            rules = iter(())
        elif rule.verdict == ACCEPT:
            return Predicted(hits)
        elif rule.verdict == CALL:
            return (
                Predicted(hits, rule.target.range) if _is_plain(rule) and isinstance(rule.target, DnatTarget) else None
            )
        elif rule.verdict != CONTINUE:
            return None


def _is_meant(rule: Rule, packet: IPv4) -> bool | None:
    """Whether a rule means all such packets, or none of them; None when it depends."""
    asked = [match for match in rule.matches if match.name != "comment"]
    if len(asked) != len(rule.tests):
        return None  # it asks for more than its matches do
    for match in asked:
        if not isinstance(match, PortMatch) or match.sport != ALL or match.sport_not:
            return None
    return all(match.test(packet, None, None, None, None) for match in asked)


def _is_plain(rule: Rule) -> bool:
    """Whether a target of NAT leads everything to one place."""
    target = rule.target
    if not isinstance(target, DnatTarget) or target.flags or not target.low or target.low != target.high:
        return False
    return target.ports is None or target.ports[0] == target.ports[1]
