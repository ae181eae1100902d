"""Which packets and how many: ``-m statistic``, ``-m quota``, ``-m connlimit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option, no
from dockernet_sim.iptables.matches.base import Match, match
from dockernet_sim.linux.netfilter.matches import counted as kernel
from dockernet_sim.wire.address import WIDTH

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule


@match("statistic")
class StatisticMatch(Match, kernel.StatisticMatch):
    """``-m statistic --mode nth --every N --packet P`` or ``--mode random --probability P`` (seeded)."""

    options: ClassVar[dict[str, Option]] = {
        "--mode": Option(),
        "--probability": Option(negatable=True),
        "--every": Option(negatable=True),
        "--packet": Option(),
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the mode or one of its numbers."""
        if option == "--mode":
            if words[0] not in ("random", "nth"):
                raise misused(f'Bad mode "{words[0]}"')
            self.mode = words[0]
        elif option == "--probability":
            self.probability, self.negated = self._probability(words[0]), negated
        elif option == "--every":
            self.every, self.negated = self.number(option, words[0], 1), negated
        else:
            self.first = self.number(option, words[0])

    def _probability(self, text: str) -> int:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0.0 <= value <= 1.0:
            raise self.bad('bad value for option "--probability", or out of range (0-1).')
        return round(kernel.CERTAIN * value)

    def finish(self, rule: Rule) -> None:
        """The numbers of the mode must be there."""
        if self.mode == "random":
            if self.probability is None:
                raise misused("--probability must be specified when using random mode")
            return
        if self.every is None:
            raise misused("--every and --packet must be specified when using nth mode")
        if self.first is None:
            raise self.bad('option "--every" also requires "--packet".')
        if self.first >= self.every:
            raise misused("the --packet p must be 0 <= p <= n-1")

    def _number(self) -> str:
        return (
            f"probability {(self.probability or 0) / kernel.CERTAIN:.11f}"
            if self.mode == "random"
            else f"every {self.every}"
        )

    def save(self) -> str:
        """As ``-S`` prints it."""
        packet = f" --packet {self.first}" if self.mode == "nth" else ""
        return f"--mode {self.mode} {no(self.negated)}--{self._number()}{packet}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        packet = f" packet {self.first}" if self.mode == "nth" and self.first else ""
        return f"statistic mode {self.mode} {no(self.negated)}{self._number()}{packet}"


@match("quota")
class QuotaMatch(Match, kernel.QuotaMatch):
    """``-m quota --quota BYTES``: until so many bytes have passed."""

    options: ClassVar[dict[str, Option]] = {"--quota": Option(negatable=True)}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the number of bytes."""
        self.quota = self.left = self.number(option, words[0], high=0xFFFFFFFFFFFFFFFF)
        self.negated = negated

    def finish(self, rule: Rule) -> None:
        """A number must be given."""
        self.require("--quota", self.quota)

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--quota {self.quota}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"quota: {self.quota} bytes"


@match("connlimit")
class ConnlimitMatch(Match, kernel.ConnlimitMatch):
    """``-m connlimit --connlimit-above N --connlimit-mask BITS``: how many connections an address (or subnet) has."""

    options: ClassVar[dict[str, Option]] = {
        "--connlimit-upto": Option(negatable=True),
        "--connlimit-above": Option(negatable=True),
        "--connlimit-mask": Option(),
        "--connlimit-saddr": Option(0),
        "--connlimit-daddr": Option(0),
    }

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the limit, the length of the prefix, or the side."""
        if option == "--connlimit-mask":
            self.plen = min(WIDTH, self.number(option, words[0]))
        elif words:
            if self.limit is not None:
                raise self.bad('option "--connlimit-upto" cannot be used together with "--connlimit-above".')
            self.limit = self.number(option, words[0])
            self.above = (option == "--connlimit-above") is not negated
        else:
            self.daddr = option == "--connlimit-daddr"

    def finish(self, rule: Rule) -> None:
        """A limit must be given."""
        if self.limit is None:
            raise misused('You must specify "--connlimit-above" or "--connlimit-upto".')

    def save(self) -> str:
        """As ``-S`` prints it."""
        kind, side = "above" if self.above else "upto", "daddr" if self.daddr else "saddr"
        return f"--connlimit-{kind} {self.limit} --connlimit-mask {self.plen} --connlimit-{side}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"#conn {'dst' if self.daddr else 'src'}/{self.plen} {'>' if self.above else '<='} {self.limit}"
