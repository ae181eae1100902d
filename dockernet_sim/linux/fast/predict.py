"""Predicts NAT for new flows whose result does not depend on the source port."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockernet_sim.linux.fast.answers import Unsure, follow
from dockernet_sim.linux.netfilter.matches.ports import ALL, PortMatch
from dockernet_sim.linux.netfilter.targets.base import ACCEPT, CALL
from dockernet_sim.linux.netfilter.targets.nat import DnatTarget

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.nat import Range
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.wire.packet import Packet


class Predicted(NamedTuple):
    """What counts the first packet of such a flow, and where its destination is led to, if anywhere else."""

    hits: list[Rule | Chain]
    destination: Range | None = None


def predict(chain: Chain, packet: Packet, outname: str) -> Predicted | None:
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
    try:
        answer = follow(chain, "", outname, lambda rule: rule.meant(packet) and _is_meant(rule, packet))
    except Unsure:
        return None
    if answer.verdict == ACCEPT:
        return Predicted(answer.hits)
    target = answer.hits[-1].target if answer.verdict == CALL else None  # type: ignore[union-attr]  # only a rule calls
    return Predicted(answer.hits, target.range) if isinstance(target, DnatTarget) and _is_plain(target) else None


def _is_meant(rule: Rule, packet: Packet) -> bool:
    """Whether a rule means all such packets, or none of them; Unsure when it depends."""
    asked = [match for match in rule.matches if not match.always]
    if len(asked) != len(rule.tests):
        raise Unsure  # it asks for more than its matches do
    for match in asked:
        if not isinstance(match, PortMatch) or match.sport != ALL or match.sport_not:
            raise Unsure
    return all(match.test(packet, None, None, None, None) for match in asked)


def _is_plain(target: DnatTarget) -> bool:
    """Whether a target of NAT leads everything to one place."""
    if target.flags or not target.low or target.low != target.high:
        return False
    return target.ports is None or target.ports[0] == target.ports[1]
