"""What a student may type and answer, written with the labels of the variant's values: ``docker rm -f {web}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

TOO_OPEN, TOO_CLOSED, GAMES = "too open", "too closed", "games the names"

Values = Mapping[str, Any]
Answers = dict[str, Any]


class Work(NamedTuple):
    """Lines and answers as templates; `answers` may also be made from the values."""

    text: str
    answers: Answers | Callable[[Values], Answers] = {}

    def lines(self, values: Values) -> list[str]:
        """The lines of one variant."""
        return [line.strip() for line in self.text.format_map(values).strip().splitlines()]

    def said(self, values: Values) -> Answers:
        """The answers in one variant."""
        if callable(self.answers):
            return self.answers(values)
        return {key: each.format_map(values) if isinstance(each, str) else each for key, each in self.answers.items()}


class Wrong(NamedTuple):
    """A wrong answer, a goal that it misses, and a part of the hint that is then shown."""

    work: Work
    misses: str
    hint: str


def typed(text: str, make: Callable[[Values], Answers] | None = None, **answers: Any) -> Work:
    """Lines, and answers by key or made from the values."""
    return Work(text, make or answers)
