"""``-m owner``: whose socket a packet made here comes from (xt_owner.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option, no
from dockernet_sim.iptables.matches.base import Match, match
from dockernet_sim.linux.netfilter.matches import owner as kernel

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

SIDES = {"--uid-owner": "UID", "--gid-owner": "GID"}


@match("owner")
class OwnerMatch(Match, kernel.OwnerMatch):
    """``-m owner --uid-owner USER[-USER] --gid-owner GROUP --socket-exists``;
    every program of the model runs as root."""

    options: ClassVar[dict[str, Option]] = {
        "--uid-owner": Option(negatable=True),
        "--gid-owner": Option(negatable=True),
        "--socket-exists": Option(0, negatable=True),
        "--suppl-groups": Option(0),
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a user, a group, or a question about the socket."""
        if option == "--socket-exists":
            self.socket = not negated
        elif option == "--suppl-groups":
            self.supplementary = True
        else:
            self.asked[option] = (_bounds(option, words[0]), negated)

    def finish(self, rule: Rule) -> None:
        """Something must be asked."""
        if not self.asked and self.socket is None:
            raise misused("owner: At least one of --uid-owner, --gid-owner or --socket-exists is required")

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [] if self.socket is None else [f"{no(not self.socket)}--socket-exists"]
        for option in SIDES:
            if option in self.asked:
                bounds, negated = self.asked[option]
                words.append(f"{no(negated)}{option} {_text(bounds)}")
        return " ".join(words + ["--suppl-groups"] * self.supplementary)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        words = [] if self.socket is None else [f"{no(not self.socket)}owner socket exists"]
        for option, side in SIDES.items():
            if option in self.asked:
                bounds, negated = self.asked[option]
                name = "root" if bounds == (kernel.ROOT, kernel.ROOT) and not numeric else _text(bounds)
                words.append(f"{no(negated)}owner {side} match {name}")
        return " ".join(words + ["incl. suppl. groups"] * self.supplementary)


def _bounds(option: str, text: str) -> kernel.Bounds:
    low, dash, high = text.partition("-")
    if text == "root":
        return kernel.ROOT, kernel.ROOT
    if not low.isdigit() or (dash and not high.isdigit()):
        raise misused(f'owner: Bad value for "{option}" option: "{text}"')
    return int(low), int(high) if dash else int(low)


def _text(bounds: kernel.Bounds) -> str:
    return str(bounds[0]) if bounds[0] == bounds[1] else f"{bounds[0]}-{bounds[1]}"
