"""Matches as iptables reads and prints them, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from dockernet_sim.iptables.extension import Extension, no, registered
from dockernet_sim.linux.netfilter import xtables as kernel

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule


class Match(Extension, kernel.Match):
    """A match that can be read and printed."""


class Single(Match, kernel.Single):
    """A match with one option, its value; ``!`` turns the answer round."""

    title: ClassVar[str]  # what stands before the value in the last column of ``-L``

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the value."""
        self.value, self.negated = self.read(option, words[0]), negated

    def read(self, option: str, text: str) -> Any:
        """The value that a text stands for."""
        raise NotImplementedError

    def finish(self, rule: Rule) -> None:
        """The value must be given."""
        self.require(next(iter(self.options)), self.value)

    def text(self) -> str:
        """The value as it is printed."""
        return str(self.value)

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}{next(iter(self.options))} {self.text()}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"{self.title}{'!' if self.negated else ''}{self.text()}"


Kind = TypeVar("Kind", bound=type[Match])
MATCHES: dict[str, type[Match]] = {}


def match(name: str) -> Callable[[Kind], Kind]:
    """Register a class as ``-m NAME``."""
    return registered(MATCHES, name)
