"""Every exercise: solutions pass, doing nothing fails, and wrong answers fail with the right hint."""

import pytest
from dockernet_sim.notebook.exercise_bank import exercise, names
from dockernet_sim.notebook.exercises import Report

from .answers import GAMES, SOLUTIONS, TOO_CLOSED, TOO_OPEN, WRONG, Work

CASES = [(name, kind) for name in WRONG for kind in WRONG[name]]


def graded(name: str, work: Work) -> Report:
    task = exercise(name)
    lab = task.lab()
    for line in work.lines:
        lab.sh(line)
    return task.check(lab, work.answers)


def test_every_exercise_has_solutions_and_the_three_kinds_of_wrong_answers() -> None:
    assert set(SOLUTIONS) == set(WRONG) == set(names())
    assert all({TOO_OPEN, TOO_CLOSED, GAMES} <= set(wrong) for wrong in WRONG.values())


@pytest.mark.parametrize(("name", "number"), [(n, i) for n in SOLUTIONS for i in range(len(SOLUTIONS[n]))])
def test_solutions_pass(name: str, number: int) -> None:
    report = graded(name, SOLUTIONS[name][number])
    assert report, report
    assert report.score == 1.0


@pytest.mark.parametrize("name", SOLUTIONS)
def test_doing_nothing_fails(name: str) -> None:
    report = graded(name, Work(()))
    assert not report
    assert report.points == 0, report


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_wrong_answers_fail_with_the_right_hint(name: str, kind: str) -> None:
    wrong = WRONG[name][kind]
    report = graded(name, wrong.work)
    assert not report
    missed = [mark for mark in report.marks if not mark.finding and wrong.misses in f"{mark.goal.text} ("]
    assert missed, report
    assert any(wrong.hint in hint for mark in missed for hint in mark.hints), report
    assert report.score < 1.0, report
