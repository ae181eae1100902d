"""The TOS byte of a packet: ``-m dscp``, ``-m tos``; and the MSS that a SYN offers: ``-m tcpmss``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Extension, Option
from dockernet_sim.iptables.matches.base import Single, match
from dockernet_sim.linux.netfilter.matches import tos as kernel

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

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


def bounds_text(bounds: tuple[int, int]) -> str:
    """``MIN:MAX``, or one number."""
    low, high = bounds
    return str(low) if low == high else f"{low}:{high}"


@match("dscp")
class DscpMatch(Single, kernel.DscpMatch):
    """``-m dscp --dscp N`` or ``--dscp-class CLASS``."""

    options: ClassVar[dict[str, Option]] = {
        "--dscp": Option(negatable=True),
        "--dscp-class": Option(negatable=True),
    }
    title = "DSCP match "

    def read(self, option: str, text: str) -> int:
        """A number or a class."""
        return dscp_of(self, option, text)

    def finish(self, rule: Rule) -> None:
        """A value must be given."""
        if self.value is None:
            raise misused("DSCP match: Parameter --dscp is required")

    def text(self) -> str:
        """Hexadecimal."""
        return f"0x{self.value:02x}"


@match("tos")
class TosMatch(Single, kernel.TosMatch):
    """``-m tos --tos VALUE[/MASK]``."""

    options: ClassVar[dict[str, Option]] = {"--tos": Option(negatable=True)}

    def read(self, option: str, text: str) -> tuple[int, int]:
        """A value and a mask, or a name."""
        return tos_of(text)

    def text(self) -> str:
        """Value and mask, hexadecimal."""
        value, mask = self.value
        return f"0x{value:02x}/0x{mask:02x}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it; a name if there is one and numbers were not asked for."""
        name = next((name for name, value in NAMES.items() if (value, NAMED) == self.value), "")
        shown = self.text() if numeric or not name else " " + "-".join(part.capitalize() for part in name.split("-"))
        return f"tos match{'!' if self.negated else ''}{shown}"


@match("tcpmss")
class TcpmssMatch(Single, kernel.TcpmssMatch):
    """``-m tcpmss --mss MIN[:MAX]``: the MSS option of a segment that has one."""

    options: ClassVar[dict[str, Option]] = {"--mss": Option(negatable=True)}
    title = "tcpmss match "

    def read(self, option: str, text: str) -> tuple[int, int]:
        """One number or two."""
        low, colon, high = text.partition(":")
        first = self.number(option, low, 0, 65535)
        return first, self.number(option, high, 0, 65535) if colon else first

    def text(self) -> str:
        """One number or two."""
        return bounds_text(self.value)
