"""``-m recent``: lists of addresses that packets were seen with,
shared by all rules that name the same list (xt_recent.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.iptables.errors import misused
from dockernet_sim.iptables.extension import Option
from dockernet_sim.iptables.matches.base import Match, match
from dockernet_sim.linux.netfilter.matches import recent as kernel
from dockernet_sim.wire.address import ip_int, ip_text

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule

WORDS = {"--set": "SET", "--rcheck": "CHECK", "--update": "UPDATE", "--remove": "REMOVE"}


@match("recent")
class RecentMatch(Match, kernel.RecentMatch):
    """``-m recent --name LIST --set|--rcheck|--update|--remove [--seconds S] [--hitcount N] [--rttl]
    [--rsource|--rdest]``."""

    options: ClassVar[dict[str, Option]] = {
        **{name: Option(0, negatable=True) for name in WORDS},
        "--seconds": Option(), "--hitcount": Option(), "--name": Option(), "--mask": Option(),
        "--rttl": Option(0), "--reap": Option(0), "--rsource": Option(0), "--rdest": Option(0),
    }  # fmt: skip

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take what to do, or one of its conditions."""
        if option in WORDS:
            if self.do:
                raise self.bad(f'option "{option}" cannot be used together with "{self.do}".')
            self.do, self.negated = option, negated
        elif option == "--seconds":
            self.seconds = self.number(option, words[0], 1)
        elif option == "--hitcount":
            self.hitcount = self.number(option, words[0])
        elif option == "--name":
            self.listname = words[0]
        elif option == "--mask":
            try:
                self.mask = ip_int(words[0])
            except ValueError:
                raise misused(f'recent: Bad value for "--mask" option: "{words[0]}"') from None
        elif option in ("--rsource", "--rdest"):
            self.rdest = option == "--rdest"
        else:
            setattr(self, option[2:], True)

    def finish(self, rule: Rule) -> None:
        """Something must be done."""
        if not self.do:
            raise misused("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'")

    def _conditions(self, seconds: str, hitcount: str, rttl: str, reap: str) -> list[str]:
        return [
            *([f"{seconds} {self.seconds}"] if self.seconds else []),
            *([reap] if self.reap else []),
            *([f"{hitcount} {self.hitcount}"] if self.hitcount else []),
            *([rttl] if self.rttl else []),
        ]

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [f"{'! ' if self.negated else ''}{self.do}"]
        words += self._conditions("--seconds", "--hitcount", "--rttl", "--reap")
        words += [f"--name {self.listname}", f"--mask {ip_text(self.mask)}", "--rdest" if self.rdest else "--rsource"]
        return " ".join(words)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        words = [f"{'! ' if self.negated else ''}recent: {WORDS[self.do]}"]
        words += self._conditions("seconds:", "hit_count:", "TTL-Match", "reap")
        side = "dest" if self.rdest else "source"
        return " ".join([*words, f"name: {self.listname} side: {side} mask: {ip_text(self.mask)}"])
