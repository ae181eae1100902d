"""How matches and targets are read and printed: their options, a text for ``-S`` and one for ``-L``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from dockernet_sim.iptables.errors import IptablesError, misused
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.numbers import U32

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule


class Option(NamedTuple):
    """An option: how many words it takes, whether ``!`` may stand before it, and how many more words it may take.

    Examples
    --------
    >>> Option(negatable=True)
    Option(words=1, negatable=True, more=0)
    """

    words: int = 1
    negatable: bool = False
    more: int = 0


class Extension:
    """The half of a match or target that reads and prints it."""

    name: ClassVar[str]
    options: ClassVar[dict[str, Option]] = {}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take one of its options."""
        raise NotModelled(f"{self.name} option {option} is not modelled")

    def finish(self, rule: Rule) -> None:
        """All options are there: complain about what is missing or does not go together."""

    def save(self) -> str:
        """Its options as ``iptables -S`` prints them."""
        return ""

    def listing(self, numeric: bool) -> str:
        """Its words in the last column of ``iptables -L``."""
        return ""

    def require(self, option: str, value: object) -> None:
        """Complain unless the option was given."""
        if value is None:
            raise misused(f'{self.name}: option "{option}" must be specified\n')

    def number(self, option: str, text: str, low: int = 0, high: int = U32) -> int:
        """A number, decimal, octal or hexadecimal, within bounds."""
        try:
            value = int(text, 8) if len(text) > 1 and text.isdigit() and text[0] == "0" else int(text, 0)
        except ValueError:
            value = -1
        if not low <= value <= high:
            raise self.bad(f'bad value for option "{option}", or out of range ({low}-{high}).')
        return value

    def bad(self, problem: str) -> IptablesError:
        """A complaint that starts with the extension's name."""
        return misused(f"{self.name}: {problem}\n")


def no(negated: bool) -> str:
    """``! `` before a negated option."""
    return "! " if negated else ""


Kind = TypeVar("Kind", bound=type[Extension])


def registered(known: dict[str, Any], name: str) -> Callable[[Kind], Kind]:
    """Enter a class among those that are known, by its name."""

    def enter(kind: Kind) -> Kind:
        kind.name = name
        known[name] = kind
        return kind

    return enter
