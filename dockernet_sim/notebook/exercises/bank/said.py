"""Goals about answers in words, compared with what a run shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both, filled
from dockernet_sim.notebook.exercises.goal import Goal


def says(
    key: str, text: Both, truth: Callable[[Bench], Iterable[str]], hints: Sequence[str] = (), points: float = 1.0
) -> Goal:
    """The answer is one of those that a run gives; case and blanks around it do not matter.

    Parameters
    ----------
    key : str
        Of the student's ``answers``.
    text : Both
        The goal as a sentence.
    truth : callable
        Given the bench, the right answers.
    hints, points
        See :class:`~dockernet_sim.notebook.exercises.Goal`.
    """

    def test(bench: Bench) -> Finding:
        said = str(bench.answers.get(key, "")).strip()
        if not said or said == "...":
            return Finding(False, given(key), absent=True)
        return Finding(said.casefold() in {each.casefold() for each in truth(bench)}, given(key, said))

    return Goal(text, test, tuple(hints), points)


def given(key: str, said: str = "") -> Both:
    """What was answered."""
    return filled("{key}: {said}", "{key}：{said}", key=key, said=said or Both("no answer", "没有回答"))


def repaired(goal: Goal, hints: Sequence[str]) -> Goal:
    """The goal holds after the line in ``answers["repair"]`` was typed, on a copy."""

    def test(bench: Bench) -> Finding:
        later = Bench(bench.original)
        command: Any = bench.answers.get("repair")
        if not command or command == "docker ..." or later.lab is bench.original:
            return Finding(False, given("repair"), absent=True)
        done = later.lab.sh(str(command))
        return goal.find(later) if done else Finding(False, given("repair", str(done).partition("\n")[0]))

    text = filled("after the repair, {goal}", "修复之后，{goal}", goal=goal.text)
    return Goal(text, test, tuple(hints), forbids=goal.forbids)
