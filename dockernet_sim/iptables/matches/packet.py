"""The packet itself and how many there are: ``-m mark``, ``-m connmark``, ``-m comment``, ``-m limit``, ``-m length``,
``-m ttl``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option, no
from dockernet_sim.iptables.matches.base import Match, Single, match
from dockernet_sim.iptables.matches.tos import bounds_text
from dockernet_sim.linux.netfilter.matches import packet as kernel
from dockernet_sim.wire.numbers import U32

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule


def value_and_mask(text: str, who: str, option: str) -> tuple[int, int]:
    """``VALUE[/MASK]``, decimal or hexadecimal."""
    value, slash, mask = text.partition("/")
    try:
        return int(value, 0) & U32, int(mask, 0) & U32 if slash else U32
    except ValueError:
        raise misused(f'{who}: bad integer value for option "{option}", or out of range.\n') from None


@match("mark")
class MarkMatch(Single, kernel.MarkMatch):
    """``-m mark --mark VALUE[/MASK]``."""

    options: ClassVar[dict[str, Option]] = {"--mark": Option(negatable=True)}
    title = "mark match "

    def read(self, option: str, text: str) -> tuple[int, int]:
        """A value and a mask."""
        return value_and_mask(text, self.name, option)

    def text(self) -> str:
        """Hexadecimal."""
        value, mask = self.value
        return f"0x{value:x}" + ("" if mask == U32 else f"/0x{mask:x}")

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"{self.title}{no(self.negated)}{self.text()}"


@match("connmark")
class ConnmarkMatch(MarkMatch, kernel.ConnmarkMatch):
    """``-m connmark --mark VALUE[/MASK]``."""

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"connmark match {'!' if self.negated else ''} {self.text()}"


@match("comment")
class CommentMatch(Match):
    """``-m comment --comment TEXT``: says something to people."""

    options: ClassVar[dict[str, Option]] = {"--comment": Option()}
    always = True
    text: str | None = None

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the text."""
        if len(words[0]) > 255:
            raise misused('comment: option "--comment" must be shorter than 256 characters')
        self.text = words[0]

    def finish(self, rule: Rule) -> None:
        """A text must be given."""
        self.require("--comment", self.text)

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"--comment {quoted(self.text or '')}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"/* {self.text} */"


def quoted(text: str) -> str:
    """A word in quotes if iptables would put it there."""
    if text and all(c.isalnum() or c in "_-" for c in text):
        return text
    escaped = "".join(f"\\{c}" if c in "\"\\'" else c for c in text)
    return f'"{escaped}"'


@match("limit")
class LimitMatch(Match, kernel.LimitMatch):
    """``-m limit --limit N/PERIOD --limit-burst N``: a token bucket on simulated time."""

    options: ClassVar[dict[str, Option]] = {"--limit": Option(), "--limit-burst": Option()}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the rate or the burst."""
        if option == "--limit-burst":
            if not words[0].isdigit() or int(words[0]) > 10000:
                raise self.bad('bad value for option "--limit-burst", or out of range (0-10000).')
            self.burst = int(words[0]) or 5
            return
        count, slash, period = words[0].partition("/")
        unit = self.unit(period) if slash else "sec"
        if not count.isdigit() or not int(count) or not unit:
            raise misused(f'bad rate "{words[0]}"\'')
        self.count, self.period = int(count), unit

    @staticmethod
    def unit(period: str) -> str:
        """``second``, ``minute``, ``hour`` or ``day``, or the beginning of one."""
        words = {"sec": "second", "min": "minute", "hour": "hour", "day": "day"}
        return next((short for short, word in words.items() if period and word.startswith(period.lower())), "")

    def save(self) -> str:
        """As ``-S`` prints it."""
        burst = "" if self.burst == 5 else f" --limit-burst {self.burst}"
        return f"--limit {self.count}/{self.period}{burst}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"limit: avg {self.count}/{self.period} burst {self.burst}"


@match("length")
class LengthMatch(Single, kernel.LengthMatch):
    """``-m length --length MIN[:MAX]``: bytes of the whole packet."""

    options: ClassVar[dict[str, Option]] = {"--length": Option(negatable=True)}
    title = "length "

    def read(self, option: str, text: str) -> tuple[int, int]:
        """One number or two."""
        low, colon, high = text.partition(":")
        if not (low or "0").isdigit() or not (high or "0").isdigit():
            raise self.bad(f'bad value for option "--length" near "{text}", or out of range (0-65535).')
        first = int(low or 0)
        return first, int(high or 65535) if colon else first

    def text(self) -> str:
        """One number or two."""
        return bounds_text(self.value)


@match("ttl")
class TtlMatch(Match, kernel.TtlMatch):
    """``-m ttl --ttl-eq|--ttl-lt|--ttl-gt N``."""

    options: ClassVar[dict[str, Option]] = {
        "--ttl-eq": Option(negatable=True),
        "--ttl-lt": Option(),
        "--ttl-gt": Option(),
        "--ttl": Option(),
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a number to compare with."""
        if not words[0].isdigit() or int(words[0]) > 255:
            raise self.bad(f'bad value for option "{option}", or out of range (0-255).')
        self.asked = "eq" if option == "--ttl" else option[-2:]
        self.value, self.negated = int(words[0]), negated

    def finish(self, rule: Rule) -> None:
        """A comparison must be given."""
        if self.asked is None:
            raise misused("TTL match: You must specify one of `--ttl-eq', `--ttl-lt', `--ttl-gt")

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--ttl-{self.asked} {self.value}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        sign = {"eq": "!=" if self.negated else "==", "lt": "<", "gt": ">"}[self.asked or "eq"]
        return f"TTL match TTL {sign} {self.value}"
