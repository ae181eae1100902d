"""What connection tracking says of a packet: ``-m conntrack`` and ``-m state``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option, no
from dockernet_sim.iptables.matches.base import Match, match
from dockernet_sim.iptables.matches.ports import port_range, range_text
from dockernet_sim.iptables.names import protocol_number
from dockernet_sim.linux.netfilter.flow import DNAT, ESTABLISHED, INVALID, NEW, RELATED, SNAT, UNTRACKED
from dockernet_sim.linux.netfilter.matches import state as kernel
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import mask, net_text, network, parse_cidr

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

STATES = {
    "INVALID": INVALID, "NEW": NEW, "RELATED": RELATED, "ESTABLISHED": ESTABLISHED, "UNTRACKED": UNTRACKED,
    "SNAT": SNAT, "DNAT": DNAT,
}  # fmt: skip


class StatesMatch(Match, kernel.StatesMatch):
    """What both have in common: a list of states."""

    title: ClassVar[str]

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a list of states."""
        self.negated = negated
        for name in words[0].split(","):
            self.states |= self._state(name)

    def _state(self, name: str) -> int:
        bit = STATES.get(name.upper())
        if bit is None:
            raise misused(f'Bad {self.title} "{name}"')
        return bit

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--{self.title} {_names(STATES, self.states)}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"{no(self.negated)}{self.title} {_names(STATES, self.states)}"


def _names(known: dict[str, int], bits: int) -> str:
    return ",".join(name for name, bit in known.items() if bits & bit)


@match("conntrack")
class ConntrackMatch(StatesMatch, kernel.ConntrackMatch):
    """``-m conntrack``: the flow's state, its addresses and ports before and after NAT, its direction."""

    options: ClassVar[dict[str, Option]] = {
        f"--{name}": Option(negatable=True)
        for name in (*kernel.ENDS, "ctstate", "ctproto", "ctstatus", "ctdir", "ctexpire")
    }  # fmt: skip
    title = "ctstate"

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take one question."""
        name = option[2:]
        if name == "ctstate":
            super().parse(option, words, negated)
            return
        if name in ("ctstatus", "ctexpire"):
            raise NotModelled(f"conntrack option {option} is not modelled")
        self.asked[name] = self._question(name, words[0], negated)

    def _question(self, name: str, text: str, negated: bool) -> tuple[str, bool, tuple[int, int]]:
        if name == "ctdir":
            if text.upper() not in ("ORIGINAL", "REPLY"):
                raise misused(f'conntrack: Bad value for "--ctdir" option: "{text}"')
            return text.upper(), negated, (int(text.upper() == "REPLY"), 0)
        if name == "ctproto":
            number = protocol_number(text)
            return str(number), negated, (number, 0)
        if name.endswith("port"):
            ports = port_range(text, 6)
            return range_text(ports), negated, ports
        try:
            address, plen = parse_cidr(text)
        except ValueError:
            raise misused(f'conntrack: Bad value for "--{name}" option: "{text}"') from None
        net = network(address, plen)
        return net_text(net, plen), negated, (net, mask(plen))

    def finish(self, rule: Rule) -> None:
        """Something must be asked."""
        if not self.states and not self.asked:
            raise misused("conntrack: At least one option is required")

    def _texts(self, dashes: str) -> list[str]:
        order = ("ctproto", *kernel.ENDS, "ctdir")
        given = [(name, *self.asked[name][:2]) for name in order if name in self.asked]
        return [f"{no(negated)}{dashes}{name} {text}" for name, text, negated in given]

    def save(self) -> str:
        """As ``-S`` prints it."""
        return " ".join(([super().save()] if self.states else []) + self._texts("--"))

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return " ".join(([super().listing(numeric)] if self.states else []) + self._texts(""))


@match("state")
class StateMatch(StatesMatch, kernel.StateMatch):
    """``-m state --state LIST``: the older form."""

    options: ClassVar[dict[str, Option]] = {"--state": Option(negatable=True)}
    title = "state"

    def _state(self, name: str) -> int:
        if name.upper() in ("SNAT", "DNAT"):
            raise misused(f'Bad state "{name}"')
        return super()._state(name)

    def finish(self, rule: Rule) -> None:
        """Some state must be given."""
        if not self.states:
            self.require("--state", None)
