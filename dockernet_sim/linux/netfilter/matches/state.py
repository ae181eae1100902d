"""What connection tracking says of a packet: ``-m conntrack`` and ``-m state``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.flow import INVALID
from dockernet_sim.linux.netfilter.xtables import Devices, Match

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.flow import Direction
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

ENDS = {
    "ctorigsrc": (False, 0), "ctorigdst": (False, 1), "ctreplsrc": (True, 0), "ctrepldst": (True, 1),
    "ctorigsrcport": (False, 3), "ctorigdstport": (False, 4), "ctreplsrcport": (True, 3), "ctrepldstport": (True, 4),
}  # fmt: skip


class StatesMatch(Match):
    """What both have in common: a list of states."""

    needs_conntrack = True
    states = 0
    negated = False

    @property
    def only_states(self) -> int:
        """The states, where one of them is all that it asks for."""
        return 0 if self.negated else self.states

    def test(self, packet: Packet, devices: Devices) -> bool:
        direction = packet.ct
        state = INVALID if direction is None else direction.state | direction.flow.nat
        return bool(state & self.states) is not self.negated


class ConntrackMatch(StatesMatch):
    """``-m conntrack``: the flow's state, its addresses and ports before and after NAT, its direction."""

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.asked: dict[str, tuple[str, bool, tuple[int, int]]] = {}

    @property
    def only_states(self) -> int:
        return 0 if self.asked else super().only_states

    def test(self, packet: Packet, devices: Devices) -> bool:
        if self.states and not super().test(packet, devices):
            return False
        if not self.asked:
            return True
        direction = packet.ct
        if direction is None or direction.flow.table is None:
            return False
        return all(_answer(direction, name, value) is not negated for name, (_, negated, value) in self.asked.items())


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


class StateMatch(StatesMatch):
    """``-m state --state LIST``: the older form."""
