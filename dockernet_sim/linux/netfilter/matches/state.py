"""What connection tracking says of a packet: ``-m conntrack`` and ``-m state``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.netfilter.errors import misused
from dockernet_sim.linux.netfilter.extension import Option, no
from dockernet_sim.linux.netfilter.flow import DNAT, ESTABLISHED, INVALID, NEW, RELATED, SNAT, UNTRACKED
from dockernet_sim.linux.netfilter.matches.base import Match, match

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.ipv4 import IPv4

STATES = {
    "INVALID": INVALID, "NEW": NEW, "RELATED": RELATED, "ESTABLISHED": ESTABLISHED, "UNTRACKED": UNTRACKED,
    "SNAT": SNAT, "DNAT": DNAT,
}  # fmt: skip


@match("conntrack")
class ConntrackMatch(Match):
    """``-m conntrack --ctstate LIST``."""

    options: ClassVar[dict[str, Option]] = {"--ctstate": Option(negatable=True)} | {
        name: Option(negatable=True)
        for name in (
            "--ctproto", "--ctorigsrc", "--ctorigdst", "--ctreplsrc", "--ctrepldst", "--ctorigsrcport",
            "--ctorigdstport", "--ctreplsrcport", "--ctrepldstport", "--ctstatus", "--ctexpire", "--ctdir",
        )
    }  # fmt: skip
    needs_conntrack = True
    title = "ctstate"
    __slots__ = ("negated", "states")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.states = 0
        self.negated = False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a list of states."""
        if option not in ("--ctstate", "--state"):
            super().parse(option, words, negated)
        self.negated = negated
        for name in words[0].split(","):
            self.states |= self._state(name)

    def _state(self, name: str) -> int:
        bit = STATES.get(name.upper())
        if bit is None:
            raise misused(f'Bad ctstate "{name}"')
        return bit

    def finish(self, rule: Rule) -> None:
        """Some state must be given."""
        if not self.states:
            raise misused("conntrack: At least one option is required")

    def test(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """One of the states is the packet's."""
        way = packet.ct
        state = INVALID if way is None else way.state | way.entry.nat
        return bool(state & self.states) is not self.negated

    def _names(self) -> str:
        return ",".join(name for name, bit in STATES.items() if self.states & bit)

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--ctstate {self._names()}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"{no(self.negated)}ctstate {self._names()}"


@match("state")
class StateMatch(ConntrackMatch):
    """``-m state --state LIST``: the older form."""

    options: ClassVar[dict[str, Option]] = {"--state": Option(negatable=True)}
    __slots__ = ()

    def _state(self, name: str) -> int:
        if name.upper() not in ("INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED"):
            raise misused(f'Bad state "{name}"')
        return STATES[name.upper()]

    def finish(self, rule: Rule) -> None:
        """Some state must be given."""
        if not self.states:
            raise misused("You must specify `--state'")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--state {self._names()}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"{no(self.negated)}state {self._names()}"
