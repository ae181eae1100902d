"""The TOS byte of a packet: ``-m dscp``, ``-m tos``; and the MSS that a SYN offers: ``-m tcpmss``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.netfilter.errors import misused
from dockernet_sim.linux.netfilter.extension import Extension, Option, no
from dockernet_sim.linux.netfilter.matches.base import Match, match
from dockernet_sim.wire.packet import PROTO_TCP
from dockernet_sim.wire.tcp import option_of

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

CLASSES = {
    "BE": 0, "EF": 46, **{f"CS{n}": 8 * n for n in range(8)},
    **{f"AF{n}{drop}": 8 * n + 2 * drop for n in range(1, 5) for drop in range(1, 4)},
}  # fmt: skip
NAMES = {
    "minimize-delay": 16, "maximize-throughput": 8, "maximize-reliability": 4, "minimize-cost": 2, "normal-service": 0,
}  # fmt: skip
NAMED = 0x3F  # the bits that a name is about


def dscp_of(who: Extension, option: str, text: str) -> int:
    """A code point, as a number or (with an option that ends in ``class``) by its name."""
    if not option.endswith("class"):
        return who.number(option, text, 0, 63)
    if text.upper() not in CLASSES:
        raise misused(f"Invalid DSCP value `{text}'")
    return CLASSES[text.upper()]


def tos_of(text: str) -> tuple[int, int]:
    """``VALUE[/MASK]``, or a name."""
    if text.lower() in NAMES:
        return NAMES[text.lower()], NAMED
    value, slash, mask = text.partition("/")
    try:
        numbers = int(value, 0), int(mask, 0) if slash else 0xFF
    except ValueError:
        numbers = -1, -1
    if not all(0 <= number <= 0xFF for number in numbers):
        raise misused(f'Symbolic name "{text}" is unknown')
    return numbers


@match("dscp")
class DscpMatch(Match):
    """``-m dscp --dscp N`` or ``--dscp-class CLASS``."""

    options: ClassVar[dict[str, Option]] = {
        "--dscp": Option(negatable=True),
        "--dscp-class": Option(negatable=True),
    }
    per_flow = False
    __slots__ = ("negated", "value")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.value: int | None = None
        self.negated = False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a number or a class."""
        self.value, self.negated = dscp_of(self, option, words[0]), negated

    def finish(self, rule: Rule) -> None:
        """A value must be given."""
        if self.value is None:
            raise misused("DSCP match: Parameter --dscp is required")

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """The code point is the value."""
        return (packet.tos >> 2 == self.value) is not self.negated

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--dscp 0x{self.value or 0:02x}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"DSCP match {'!' if self.negated else ''}0x{self.value or 0:02x}"


@match("tos")
class TosMatch(Match):
    """``-m tos --tos VALUE[/MASK]``."""

    options: ClassVar[dict[str, Option]] = {"--tos": Option(negatable=True)}
    per_flow = False
    __slots__ = ("mask", "negated", "value")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.value: int | None = None
        self.mask, self.negated = 0xFF, False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a value and a mask, or a name."""
        (self.value, self.mask), self.negated = tos_of(words[0]), negated

    def finish(self, rule: Rule) -> None:
        """A value must be given."""
        self.require("--tos", self.value)

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """The masked TOS is the value."""
        return (packet.tos & self.mask == self.value) is not self.negated

    def _text(self) -> str:
        return f"0x{self.value or 0:02x}/0x{self.mask:02x}"

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--tos {self._text()}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it; a name if there is one and numbers were not asked for."""
        name = next((n for n, value in NAMES.items() if value == self.value and self.mask == NAMED), "")
        shown = self._text() if numeric or not name else " " + "-".join(part.capitalize() for part in name.split("-"))
        return f"tos match{'!' if self.negated else ''}{shown}"


@match("tcpmss")
class TcpmssMatch(Match):
    """``-m tcpmss --mss MIN[:MAX]``: the MSS option of a segment that has one."""

    options: ClassVar[dict[str, Option]] = {"--mss": Option(negatable=True)}
    per_flow = False
    __slots__ = ("bounds", "negated")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.bounds: tuple[int, int] | None = None
        self.negated = False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take one number or two."""
        low, colon, high = words[0].partition(":")
        first = self.number(option, low, 0, 65535)
        self.bounds = (first, self.number(option, high, 0, 65535) if colon else first)
        self.negated = negated

    def finish(self, rule: Rule) -> None:
        """A size must be given."""
        self.require("--mss", self.bounds)

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """The offered size lies between the bounds; without the option, the answer is no, inverted or not."""
        offered = option_of(packet.payload.options, "mss") if packet.proto == PROTO_TCP and not packet.offset else 0
        if not offered or self.bounds is None:
            return False
        return (self.bounds[0] <= offered <= self.bounds[1]) is not self.negated

    def _text(self) -> str:
        low, high = self.bounds or (0, 0)
        return str(low) if low == high else f"{low}:{high}"

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--mss {self._text()}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"tcpmss match {'!' if self.negated else ''}{self._text()}"
