"""``-m set --match-set NAME dst``: whether a packet's address or port is in a set."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option, no
from dockernet_sim.iptables.matches.base import Match, match
from dockernet_sim.linux.netfilter.matches import ipset as kernel

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule


@match("set")
class SetMatch(Match, kernel.SetMatch):
    """One set, and for each of its parts whether the source or the destination is meant."""

    options: ClassVar[dict[str, Option]] = {"--match-set": Option(2, negatable=True)}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the set's name and directions; the set must exist."""
        name, directions = words
        if name not in self.ns.nf.sets:
            raise misused(f"Set {name} doesn't exist.\n")
        if any(word not in ("src", "dst") for word in directions.split(",")):
            raise misused("You must spefify (the comma separated list of) 'src' or 'dst'.")
        self.set, self.directions, self.negated = name, tuple(directions.split(",")), negated

    def finish(self, rule: Rule) -> None:
        """The set must be named."""
        if not self.set:
            raise misused("You must specify `--match-set' with proper arguments")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--match-set {self.set} {','.join(self.directions)}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"{'! ' if self.negated else ''}match-set {self.set} {','.join(self.directions)}"
