"""``-m set --match-set NAME dst``: whether a packet's address or port is in a set."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.netfilter.errors import misused
from dockernet_sim.linux.netfilter.extension import Option, no
from dockernet_sim.linux.netfilter.matches.base import Match, match

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet


@match("set")
class SetMatch(Match):
    """One set, and for each of its parts whether the source or the destination is meant."""

    options: ClassVar[dict[str, Option]] = {"--match-set": Option(2, negatable=True)}
    __slots__ = ("directions", "negated", "set")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.set = ""
        self.directions: tuple[str, ...] = ()
        self.negated = False

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

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Whether it is in the set."""
        found = self.ns.nf.sets.get(self.set)
        if found is None:
            return self.negated
        values = []
        for kind, direction in zip(found.parts, self.directions, strict=False):
            source = direction == "src"
            if kind == "port":
                payload = packet.payload
                values.append((packet.proto, getattr(payload, "sport" if source else "dport", -1)))
            else:
                values.append((packet.src if source else packet.dst, 0))
        return found.holds(tuple(values)) is not self.negated

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--match-set {self.set} {','.join(self.directions)}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"{'! ' if self.negated else ''}match-set {self.set} {','.join(self.directions)}"
