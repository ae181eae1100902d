"""``-m owner``: whose socket a packet made here comes from (xt_owner.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.hooks import OUTPUT, POSTROUTING
from dockernet_sim.linux.netfilter.errors import misused
from dockernet_sim.linux.netfilter.extension import Option, no
from dockernet_sim.linux.netfilter.flow import ICMP_QUESTIONS
from dockernet_sim.linux.netfilter.matches.base import Match, match
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

ROOT = 0
SIDES = {"--uid-owner": "UID", "--gid-owner": "GID"}
Bounds = tuple[int, int]


@match("owner")
class OwnerMatch(Match):
    """``-m owner --uid-owner USER[-USER] --gid-owner GROUP --socket-exists``;
    every program of the model runs as root."""

    options: ClassVar[dict[str, Option]] = {
        "--uid-owner": Option(negatable=True),
        "--gid-owner": Option(negatable=True),
        "--socket-exists": Option(0, negatable=True),
        "--suppl-groups": Option(0),
    }
    hooks = (OUTPUT, POSTROUTING)
    per_flow = False
    __slots__ = ("asked", "socket", "supplementary")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.asked: dict[str, tuple[Bounds, bool]] = {}
        self.socket: bool | None = None  # whether one must exist
        self.supplementary = False

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

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """The kernel's own answers and what is forwarded have no owner: only inverted questions mean these."""
        owned = indev is None and self._owned(packet)
        if self.socket is not None and owned is not self.socket:
            return False
        if not owned:
            return all(negated for _, negated in self.asked.values())
        return all((low <= ROOT <= high) is not negated for (low, high), negated in self.asked.values())

    def _owned(self, packet: Packet) -> bool:
        """Whether a program's socket sent it."""
        payload = packet.payload
        if packet.proto == PROTO_ICMP:
            return payload.type in ICMP_QUESTIONS
        if packet.proto == PROTO_UDP:
            return True
        if packet.proto != PROTO_TCP:
            return False
        end = (packet.src, payload.sport, packet.dst, payload.dport)
        direction = packet.ct
        if direction is not None and direction.flow.nat:  # the socket knows the ends as they are before NAT
            src, dst, _, sport, dport = direction.tuple
            end = (src, sport, dst, dport)
        return self.ns.inet.has_socket(end)

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
                name = "root" if bounds == (ROOT, ROOT) and not numeric else _text(bounds)
                words.append(f"{no(negated)}owner {side} match {name}")
        return " ".join(words + ["incl. suppl. groups"] * self.supplementary)


def _bounds(option: str, text: str) -> Bounds:
    low, dash, high = text.partition("-")
    if text == "root":
        return ROOT, ROOT
    if not low.isdigit() or (dash and not high.isdigit()):
        raise misused(f'owner: Bad value for "{option}" option: "{text}"')
    return int(low), int(high) if dash else int(low)


def _text(bounds: Bounds) -> str:
    return str(bounds[0]) if bounds[0] == bounds[1] else f"{bounds[0]}-{bounds[1]}"
