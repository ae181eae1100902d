"""What a student may type and answer, written with the labels of the variant's values: ``docker rm -f {web}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from dockernet_sim.notebook.exercises import Exercise

TOO_OPEN, TOO_CLOSED, GAMES = "too open", "too closed", "games the names"

Values = Mapping[str, Any]
Answers = dict[str, Any]


class Work(NamedTuple):
    """Lines and answers as templates; `answers` may also be made from the exercise."""

    text: str
    answers: Answers | Callable[[Exercise], Answers] = {}

    def lines(self, values: Values) -> list[str]:
        """The lines of one variant."""
        return [line.strip() for line in self.text.format_map(values).strip().splitlines()]

    def said(self, task: Exercise) -> Answers:
        """The answers in one variant."""
        values = task.values
        if callable(self.answers):
            return self.answers(task)
        return {key: each.format_map(values) if isinstance(each, str) else each for key, each in self.answers.items()}


class Wrong(NamedTuple):
    """A wrong answer, a goal that it misses, and a part of the hint that is then shown."""

    work: Work
    misses: str
    hint: str


def typed(text: str, make: Callable[[Exercise], Answers] | None = None, **answers: Any) -> Work:
    """Lines, and answers by key or made from the exercise."""
    return Work(text, make or answers)
