"""What matches and targets have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs


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
