"""What connection tracking says of a packet: ``-m conntrack`` and ``-m state``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.netfilter.errors import misused
from dockernet_sim.linux.netfilter.extension import Option, no
from dockernet_sim.linux.netfilter.flow import DNAT, ESTABLISHED, INVALID, NEW, RELATED, SNAT, UNTRACKED
from dockernet_sim.linux.netfilter.matches.base import Match, match
from dockernet_sim.linux.netfilter.matches.ports import port_range, range_text
from dockernet_sim.linux.netfilter.services import protocol_number
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import mask, net_text, network, parse_cidr

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.flow import Direction
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

STATES = {
    "INVALID": INVALID, "NEW": NEW, "RELATED": RELATED, "ESTABLISHED": ESTABLISHED, "UNTRACKED": UNTRACKED,
    "SNAT": SNAT, "DNAT": DNAT,
}  # fmt: skip
ENDS = {
    "ctorigsrc": (False, 0), "ctorigdst": (False, 1), "ctreplsrc": (True, 0), "ctrepldst": (True, 1),
    "ctorigsrcport": (False, 3), "ctorigdstport": (False, 4), "ctreplsrcport": (True, 3), "ctrepldstport": (True, 4),
}  # fmt: skip


class StatesMatch(Match):
    """What both have in common: a list of states."""

    needs_conntrack = True
    title: ClassVar[str]
    __slots__ = ("negated", "states")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.states = 0
        self.negated = False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a list of states."""
        self.negated = negated
        for name in words[0].split(","):
            self.states |= self._state(name)

    @property
    def only_states(self) -> int:
        """The states, where one of them is all that it asks for."""
        return 0 if self.negated else self.states

    def _state(self, name: str) -> int:
        bit = STATES.get(name.upper())
        if bit is None:
            raise misused(f'Bad {self.title} "{name}"')
        return bit

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """One of the states is the packet's."""
        direction = packet.ct
        state = INVALID if direction is None else direction.state | direction.flow.nat
        return bool(state & self.states) is not self.negated

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--{self.title} {_names(STATES, self.states)}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"{no(self.negated)}{self.title} {_names(STATES, self.states)}"


def _names(known: dict[str, int], bits: int) -> str:
    return ",".join(name for name, bit in known.items() if bits & bit)


@match("conntrack")
class ConntrackMatch(StatesMatch):
    """``-m conntrack``: the flow's state, its addresses and ports before and after NAT, its direction."""

    options: ClassVar[dict[str, Option]] = {
        f"--{name}": Option(negatable=True)
        for name in (*ENDS, "ctstate", "ctproto", "ctstatus", "ctdir", "ctexpire")
    }  # fmt: skip
    title = "ctstate"
    __slots__ = ("asked",)

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.asked: dict[str, tuple[str, bool, tuple[int, int]]] = {}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take one question."""
        name = option[2:]
        if name == "ctstate":
            super().parse(option, words, negated)
            return
        if name in ("ctstatus", "ctexpire"):
            raise NotModelled(f"conntrack option {option} is not modelled")
        self.asked[name] = self._question(name, words[0], negated)

    @property
    def only_states(self) -> int:
        """The states, where it asks for nothing else."""
        return 0 if self.asked else super().only_states

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

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """All questions answered with yes."""
        if self.states and not super().test(packet, indev, outdev, physin, physout):
            return False
        if not self.asked:
            return True
        direction = packet.ct
        if direction is None or direction.flow.table is None:
            return False
        return all(_answer(direction, name, value) is not negated for name, (_, negated, value) in self.asked.items())

    def _texts(self, dashes: str) -> list[str]:
        order = ("ctproto", *ENDS, "ctdir")
        given = [(name, *self.asked[name][:2]) for name in order if name in self.asked]
        return [f"{no(negated)}{dashes}{name} {text}" for name, text, negated in given]

    def save(self) -> str:
        """As ``-S`` prints it."""
        return " ".join(([super().save()] if self.states else []) + self._texts("--"))

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return " ".join(([super().listing(numeric)] if self.states else []) + self._texts(""))


def _answer(direction: Direction, name: str, value: tuple[int, int]) -> bool:
    if name == "ctdir":
        return direction.reply == bool(value[0])
    if name == "ctproto":
        return direction.flow.proto == value[0]
    reply, place = ENDS[name]
    found = (direction.flow.reply if reply else direction.flow.original).tuple[place]
    if place > 1:
        return value[0] <= found <= value[1]
    return found & value[1] == value[0]


@match("state")
class StateMatch(StatesMatch):
    """``-m state --state LIST``: the older form."""

    options: ClassVar[dict[str, Option]] = {"--state": Option(negatable=True)}
    title = "state"
    __slots__ = ()

    def _state(self, name: str) -> int:
        if name.upper() in ("SNAT", "DNAT"):
            raise misused(f'Bad state "{name}"')
        return super()._state(name)

    def finish(self, rule: Rule) -> None:
        """Some state must be given."""
        if not self.states:
            self.require("--state", None)
