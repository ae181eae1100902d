"""Where a packet is from or going: ``-m addrtype``, ``-m iprange``, ``-m physdev``, ``-m mac``, ``-m pkttype``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option, no
from dockernet_sim.iptables.matches.base import Match, Single, match
from dockernet_sim.linux.netfilter.matches import place as kernel
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import (
    ip_int,
    ip_text,
    mac_int,
    mac_text,
)

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

TYPES = (
    "UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE", "PROHIBIT",
    "THROW", "NAT", "XRESOLVE",
)  # fmt: skip
LOCAL = frozenset(("LOCAL",))


@match("addrtype")
class AddrtypeMatch(Match, kernel.AddrtypeMatch):
    """``-m addrtype --src-type LIST --dst-type LIST``: what the local routing table says of an address."""

    options: ClassVar[dict[str, Option]] = {
        "--src-type": Option(negatable=True),
        "--dst-type": Option(negatable=True),
        "--limit-iface-in": Option(0),
        "--limit-iface-out": Option(0),
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a list of types."""
        if option == "--src-type":
            self.source, self.source_not = _types(words[0]), negated
        elif option == "--dst-type":
            self.destination, self.destination_not = _types(words[0]), negated
        else:
            raise NotModelled(f"addrtype option {option} is not modelled")

    def finish(self, rule: Rule) -> None:
        """One side must be asked about."""
        if not self.source and not self.destination:
            raise misused("addrtype: you must specify --src-type or --dst-type")

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = []
        if self.source:
            words.append(f"{no(self.source_not)}--src-type {_names(self.source)}")
        if self.destination:
            words.append(f"{no(self.destination_not)}--dst-type {_names(self.destination)}")
        return " ".join(words)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        words = ["ADDRTYPE match"]
        if self.source:
            words.append(f"src-type {'!' if self.source_not else ''}{_names(self.source)}")
        if self.destination:
            words.append(f"dst-type {'!' if self.destination_not else ''}{_names(self.destination)}")
        return " ".join(words)


def _types(text: str) -> frozenset[str]:
    names = text.upper().split(",")
    if names == ["LOCAL"]:
        return LOCAL
    for name, written in zip(names, text.split(","), strict=True):
        if name not in TYPES:
            raise misused(f'addrtype: bad type "{written}"')
    return frozenset(names)


def _names(types: frozenset[str]) -> str:
    return ",".join(name for name in TYPES if name in types)


@match("iprange")
class IprangeMatch(Match, kernel.IprangeMatch):
    """``-m iprange --src-range A-B --dst-range A-B``."""

    options: ClassVar[dict[str, Option]] = {
        "--src-range": Option(negatable=True),
        "--dst-range": Option(negatable=True),
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take first and last address."""
        low, dash, high = words[0].partition("-")
        try:
            first = ip_int(low)
            last = ip_int(high) if dash else first
        except ValueError:
            raise misused(f'iprange: Bad value for "{option}" option: "{words[0]}"') from None
        self.asked[option] = (first, last, negated)

    def finish(self, rule: Rule) -> None:
        """One side must be asked about."""
        if not self.asked:
            raise misused("iprange match: You must specify `--src-range' or `--dst-range'")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return " ".join(
            f"{no(self.asked[option][2])}{option} {_range_text(self.asked[option])}"
            for option in self.options
            if option in self.asked
        )

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        sides = {"--src-range": "source", "--dst-range": "destination"}
        return " ".join(
            f"{side} IP range {no(self.asked[option][2])}{_range_text(self.asked[option])}"
            for option, side in sides.items()
            if option in self.asked
        )


def _range_text(asked: tuple[int, int, bool]) -> str:
    return f"{ip_text(asked[0])}-{ip_text(asked[1])}"


@match("physdev")
class PhysdevMatch(Match, kernel.PhysdevMatch):
    """``-m physdev``: the ports of the bridge that a packet is switched through."""

    options: ClassVar[dict[str, Option]] = {
        name: Option(negatable=True) for name in ("--physdev-in", "--physdev-out")
    } | {name: Option(0, negatable=True) for name in ("--physdev-is-in", "--physdev-is-out", "--physdev-is-bridged")}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a port's name, or the question whether there is one."""
        self.asked[option] = (words[0] if words else "", negated)

    def finish(self, rule: Rule) -> None:
        """Something must be asked."""
        if not self.asked:
            raise misused("PHYSDEV: no physdev option specified")

    def save(self) -> str:
        """As ``-S`` prints it, in iptables' own order."""
        order = ("--physdev-is-in", "--physdev-in", "--physdev-is-out", "--physdev-out", "--physdev-is-bridged")
        given = [(option, *self.asked[option]) for option in order if option in self.asked]
        return " ".join(f"{no(negated)}{option} {name}".rstrip() for option, name, negated in given)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"PHYSDEV match {self.save()}"


@match("mac")
class MacMatch(Single, kernel.MacMatch):
    """``-m mac --mac-source MAC``."""

    options: ClassVar[dict[str, Option]] = {"--mac-source": Option(negatable=True)}

    def read(self, option: str, text: str) -> int:
        """A MAC."""
        try:
            return mac_int(text)
        except ValueError:
            raise misused("Invalid MAC address specified.") from None

    def text(self) -> str:
        """As MACs are written."""
        return mac_text(self.value)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"MAC {no(self.negated)}{self.text()}"


@match("pkttype")
class PkttypeMatch(Single, kernel.PkttypeMatch):
    """``-m pkttype --pkt-type unicast|broadcast|multicast``: whom the frame was for."""

    options: ClassVar[dict[str, Option]] = {"--pkt-type": Option(negatable=True)}

    def read(self, option: str, text: str) -> str:
        """One of three words."""
        if text not in ("unicast", "broadcast", "multicast"):
            raise misused(f"Bad packet type '{text}'")
        return text

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"PKTTYPE {'!=' if self.negated else '='} {self.value}"
