"""``-m hashlimit``: a token bucket for each address or port,
shared by all rules that name the same table (xt_hashlimit.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option
from dockernet_sim.iptables.matches.base import Match, match
from dockernet_sim.iptables.matches.packet import LimitMatch
from dockernet_sim.linux.netfilter.matches import hashlimit as kernel
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import WIDTH

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

RATES = ("--hashlimit", "--hashlimit-upto", "--hashlimit-above")
MODES = ("srcip", "srcport", "dstip", "dstport")
MASKS = {"--hashlimit-srcmask": "srcip", "--hashlimit-dstmask": "dstip"}
ACCEPTED = (
    "--hashlimit-htable-size",
    "--hashlimit-htable-max",
    "--hashlimit-htable-expire",
    "--hashlimit-htable-gcinterval",
)


@match("hashlimit")
class HashlimitMatch(Match, kernel.HashlimitMatch):
    """``-m hashlimit --hashlimit-upto|--hashlimit-above N/PERIOD --hashlimit-mode LIST --hashlimit-name NAME``."""

    options: ClassVar[dict[str, Option]] = {
        **{name: Option() for name in (*RATES, *MASKS, *ACCEPTED)},
        "--hashlimit-burst": Option(), "--hashlimit-mode": Option(), "--hashlimit-name": Option(),
        "--hashlimit-rate-match": Option(0), "--hashlimit-rate-interval": Option(),
    }  # fmt: skip

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take rate, burst, what makes the key, or the table."""
        text = words[0] if words else ""
        if option in RATES:
            self._rate(text)
            self.above = option == "--hashlimit-above"
        elif option == "--hashlimit-burst":
            self.burst = self.number(option, text, 1, 1000000)
        elif option == "--hashlimit-mode":
            self.modes = text.split(",")
            if any(mode not in MODES for mode in self.modes):
                raise self.bad(f'Bad value for "--hashlimit-mode" option: "{text}"')
        elif option == "--hashlimit-name":
            self.table = text
        elif option in MASKS:
            self.plens[MASKS[option]] = self.number(option, text, 0, WIDTH)
        elif option in ACCEPTED:
            self.sizes[option] = self.number(option, text)
        else:
            raise NotModelled(f"hashlimit option {option} is not modelled")

    def _rate(self, text: str) -> None:
        count, slash, period = text.partition("/")
        if count[-1:] == "b":
            raise NotModelled("a hashlimit in bytes is not modelled")
        unit = LimitMatch.unit(period) if slash else "sec"
        if not count.isdigit() or not int(count) or not unit:
            raise self.bad(f'Bad value for "--hashlimit-upto" option: "{text}"')
        self.count, self.period = int(count), unit

    def finish(self, rule: Rule) -> None:
        """A rate and a table must be given."""
        if not self.count:
            raise misused("You have to specify --hashlimit")
        self.require("--hashlimit-name", self.table)

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [f"--hashlimit-{'above' if self.above else 'upto'} {self.count}/{self.period}"]
        words.append(f"--hashlimit-burst {self.burst}")
        if self.modes:
            words.append(f"--hashlimit-mode {','.join(mode for mode in kernel.SHOWN if mode in self.modes)}")
        words.append(f"--hashlimit-name {self.table}")
        words += [f"{option} {value}" for option, value in self.sizes.items()]
        words += [f"{option} {self.plens[side]}" for option, side in MASKS.items() if self.plens[side] != WIDTH]
        return " ".join(words)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        words = [f"limit: {'above' if self.above else 'up to'} {self.count}/{self.period} burst {self.burst}"]
        if self.modes:
            words.append(f"mode {'-'.join(mode for mode in kernel.SHOWN if mode in self.modes)}")
        words += [f"{option[12:]} {value}" for option, value in self.sizes.items()]
        words += [f"{option[12:]} {self.plens[side]}" for option, side in MASKS.items() if self.plens[side] != WIDTH]
        return " ".join(words)
