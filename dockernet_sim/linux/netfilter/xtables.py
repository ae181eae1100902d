"""Matches and targets: what a rule asks of a packet, and what it does with it (x_tables.h)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

ACCEPT, DROP, RETURN, CONTINUE, JUMP, GOTO, CALL = range(7)
VERDICTS = {"ACCEPT": ACCEPT, "DROP": DROP, "RETURN": RETURN}
Devices = tuple["Device | None", "Device | None", "Device | None", "Device | None"]
"""By which a packet came in and goes out, and the ports of the bridge that it crosses (struct nf_hook_state)."""
NO_DEVICES: Devices = (None, None, None, None)


class Part:
    """A match or a target of one rule; what it was not given stands in the class."""

    needs_conntrack: ClassVar[bool] = False
    hooks: ClassVar[tuple[int, ...]] = (0, 1, 2, 3, 4)  # where it may stand

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns

    def check(self, rule: Rule) -> None:
        """The rule is whole: Unfit where it may not have this part (checkentry)."""

    def at(self, hooks: set[int]) -> None:
        """Packets come to the rule from these hooks: Unfit where it may not stand there."""


class Match(Part):
    """A match. ``per_flow`` when its answer is the same for all packets of a flow that take the same way."""

    per_flow: ClassVar[bool] = True
    always: ClassVar[bool] = False  # whether it means every packet, as a comment does
    needs_frame: ClassVar[bool] = False

    @property
    def only_states(self) -> int:
        """States of a flow, if it asks for one of these and for nothing else; else 0."""
        return 0

    def fellows(self) -> Iterator[Self]:
        """The matches of its kind in all rules of the namespace."""
        for table in self.ns.nf.tables.values():
            for chain in table.chains.values():
                yield from (each for rule in chain.rules for each in rule.matches if isinstance(each, type(self)))

    def test(self, packet: Packet, devices: Devices) -> bool:
        """Whether the packet is meant."""
        raise NotImplementedError


class Single(Match):
    """A match of one value, which is compared with one thing of a packet; ``negated`` turns the answer round."""

    per_flow: ClassVar[bool] = False
    value: Any = None
    negated = False

    def hit(self, packet: Packet, indev: Device | None) -> bool | None:
        """Whether the packet has the value; None where there is nothing to compare: then the answer is always no."""
        raise NotImplementedError

    def test(self, packet: Packet, devices: Devices) -> bool:
        """Whether the packet has the value, or has another one where it is negated."""
        hit = self.hit(packet, devices[0])
        return hit is not None and hit is not self.negated


class Target(Part):
    """A target with a mind of its own. ``tables`` and ``hooks`` say where it may stand."""

    tables: ClassVar[tuple[str, ...]] = ("raw", "mangle", "nat", "filter", "security")
    needs_bridged: ClassVar[bool] = False  # whether it wants to know how packets came to a bridge

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        """Do it; ACCEPT, DROP or CONTINUE."""
        raise NotImplementedError
