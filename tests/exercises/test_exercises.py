"""Every exercise, for three seeds: solutions pass, doing nothing fails, wrong answers fail with the right hint."""

import re
from collections.abc import Iterator

import pytest
from dockernet_sim.notebook.exercise_bank import exercise, names
from dockernet_sim.notebook.exercises import Exercise, Report
from dockernet_sim.notebook.exercises.about import KINDS, LEVELS
from dockernet_sim.notebook.exercises.both import Both, spoken
from dockernet_sim.web.session import WebSession

from .answers import of
from .answers.work import Work

SEEDS = ("", "Anna", "4711")
NOTHING = Work("")
VARIANTS = [(name, seed) for name in names() for seed in SEEDS]
_tasks: dict[tuple[str, str], Exercise] = {}


def task_of(name: str, seed: str) -> Exercise:
    """The exercise with no hint given yet; what holds at its start is found once."""
    task = _tasks.setdefault((name, seed), exercise(name, seed))
    task._misses.clear()
    return task


def words_of(value: object) -> Iterator[str]:
    """Every text among a variant's values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from words_of(tuple(value.values()))
    elif isinstance(value, tuple):
        for each in value:
            yield from words_of(each)


def graded(name: str, seed: str, work: Work) -> Report:
    task = task_of(name, seed)
    return task.check(work.lines(task.values), work.said(task))


@pytest.mark.parametrize(("name", "seed"), VARIANTS)
def test_a_variant_ends_with_its_own_names(name: str, seed: str) -> None:
    plain, variant = set(words_of(exercise(name).values)), exercise(name, seed)
    foreign = plain - set(words_of(variant.values))
    for language in ("en", "zh"):
        told = spoken(variant.ending, language)
        assert told and not foreign & set(re.findall(r"[\w.-]+", told, re.ASCII)), told


@pytest.mark.parametrize("name", names())
def test_every_exercise_tells_teachers_what_it_is_about(name: str) -> None:
    about = exercise(name).about
    assert about is not None
    assert about.kind in KINDS and about.level in LEVELS and 5 <= about.minutes <= 15
    assert len(of(name).WRONG) >= 3


@pytest.mark.parametrize(("name", "seed"), VARIANTS)
def test_solutions_pass(name: str, seed: str) -> None:
    for work in of(name).SOLUTIONS:
        report = graded(name, seed, work)
        assert report, report
        assert report.score == 1.0


@pytest.mark.parametrize(("name", "seed"), VARIANTS)
def test_doing_nothing_fails(name: str, seed: str) -> None:
    report = graded(name, seed, NOTHING)
    assert not report
    assert report.points == 0, report


@pytest.mark.parametrize(("name", "seed"), VARIANTS)
def test_start_is_typed_without_errors(name: str, seed: str) -> None:
    lab = task_of(name, seed).lab()
    assert not [(line, result) for line, result in lab.world.typed if result.exit]


@pytest.mark.parametrize(("name", "seed", "kind"), [(n, s, kind) for n, s in VARIANTS for kind in of(n).WRONG])
def test_wrong_answers_fail_with_the_right_hint(name: str, seed: str, kind: str) -> None:
    wrong = of(name).WRONG[kind]
    report = graded(name, seed, wrong.work)
    values = task_of(name, seed).values
    misses, hint = wrong.misses.format_map(values), wrong.hint.format_map(values)
    assert not report
    missed = [mark for mark in report.marks if not mark.finding and misses in f"{mark.goal.text} ("]
    assert missed, report
    assert any(hint in each for mark in missed for each in mark.hints), report
    assert report.score < 1.0, report


@pytest.mark.parametrize(("name", "seed"), VARIANTS)
def test_the_site_grades_as_the_bank_does(name: str, seed: str) -> None:
    session, work, task = WebSession(), of(name).SOLUTIONS[0], exercise(name, seed)
    session.begin(name, seed=seed)
    assert session.check()["points"] == 0
    for line in work.lines(task.values):
        state = session.type(line)
        while state["busy"]:
            state = session.advance(skip=True)
    said = work.said(task)
    assert session.check(repr(said) if said else "")["done"]


@pytest.mark.parametrize("name", names())
def test_seeds_give_different_variants(name: str) -> None:
    made = [exercise(name, seed) for seed in ("", "Anna", "4711", "Bo", "chen", "17")]
    assert len({str(each.values) for each in made}) >= 3
    assert exercise(name, " ANNA ").values == made[1].values


@pytest.mark.parametrize("name", names())
def test_the_end_says_what_it_was_about_in_both_languages(name: str) -> None:
    told = exercise(name).ending
    assert isinstance(told, Both) and told.zh != str(told)
    report = graded(name, "", of(name).SOLUTIONS[0])
    assert str(told) in repr(report) and str(told) not in repr(graded(name, "", NOTHING))
