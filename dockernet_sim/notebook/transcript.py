"""Lines that were typed and what came back, shown as a terminal shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from dockernet_sim.notebook import markup
from dockernet_sim.sim.printable import escape, printable
from dockernet_sim.world.result import Result

WIDTH = 80  # columns of a terminal
LOSS = re.compile(r"\b(\d+(?:\.\d+)?)% packet loss")


@dataclass(frozen=True)
class Typed:
    """One line, where it was typed, and its result; a comment has none."""

    line: str
    where: str
    result: Result | None = None

    @property
    def prompt(self) -> str:
        """As root's shell writes it."""
        return f"[root@{self.where} ~]# "

    def __str__(self) -> str:
        shown = shown_text(self.result) if self.result is not None else ""
        return printable(f"{self.prompt}{self.line}") + (f"\n{shown}" if shown else "")


class Transcript(Sequence[Typed]):
    """What one cell typed, in order; true when the last line succeeded.

    Examples
    --------
    >>> Transcript([Typed("hostname", "vm", Result(0, "vm\\n", "", "vm\\n"))])
    [root@vm ~]# hostname
    vm
    """

    def __init__(self, typed: Sequence[Typed], note: str = "") -> None:
        self._typed = tuple(typed)
        self.note = note  # of ours, below what was typed

    @overload
    def __getitem__(self, index: int) -> Typed: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Typed]: ...
    def __getitem__(self, index: int | slice) -> Typed | Sequence[Typed]:
        return self._typed[index]

    def __len__(self) -> int:
        return len(self._typed)

    @property
    def results(self) -> list[Result]:
        """The results alone."""
        return [each.result for each in self._typed if each.result is not None]

    def __bool__(self) -> bool:
        return bool(self.results) and bool(self.results[-1])

    def __repr__(self) -> str:
        return "\n".join([*map(str, self._typed), *([self.note] if self.note else [])])

    def _repr_html_(self) -> str:
        below = f"<p>{escape(self.note)}</p>" if self.note else ""
        return markup.terminal("\n".join(map(_line, self._typed))) + below


def _line(typed: Typed) -> str:
    first = markup.span(typed.prompt, markup.PROMPT) + markup.span(typed.line, markup.TYPED)
    shown = shown_html(typed.result) if typed.result is not None else ""
    return f"{first}\n{shown}" if shown else first


def shown_text(result: Result) -> str:
    """A result as a terminal shows it, with the refusals below that its output does not show."""
    return "\n".join(filter(None, [str(result), *(footer(text) for text in result.unseen)]))


def footer(refusal: str) -> str:
    """The line below a cell's output for what a program does not model and whose refusal was not shown."""
    return f"[not modelled, and not shown: {refusal}]"


def paint(text: str) -> str:
    """A command's output as HTML; what a ping lost is green or red."""

    def colour(found: re.Match[str]) -> str:
        return f'<b style="color:{"#5fd38d" if float(found[1]) == 0 else "#ff8a80"}">{found[0]}</b>'

    return "\n".join(_wrapping(line, LOSS.sub(colour, escape(line))) for line in printable(text).split("\n"))


def _wrapping(line: str, html: str) -> str:
    """Long lines wrap, but for those of tables: these are read by their columns."""
    long = len(line) > WIDTH and "  " not in line.strip() and "\t" not in line
    return f'<span style="{markup.WRAPS}">{html}</span>' if long else html


def shown_html(result: Result) -> str:
    """Output as HTML; of what fails without a word, the exit code."""
    below = [markup.span(footer(text), markup.PALE) for text in result.unseen]
    if result.exit and not str(result):
        return "\n".join([markup.span(f"(exit {result.exit})", markup.PALE), *below])
    return "\n".join(filter(None, [paint(str(result)), *below]))


def result_html(result: Result) -> str:
    """One result, as a terminal shows it."""
    shown = shown_html(result)
    return markup.terminal(shown) if shown else ""
