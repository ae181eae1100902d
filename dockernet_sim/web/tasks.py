"""Exercises on the site: begin, check, hand in; and what a teacher does with the file."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

from dockernet_sim.lab import Lab
from dockernet_sim.notebook import exercise_bank
from dockernet_sim.notebook.exercise_bank import UnknownExercise
from dockernet_sim.notebook.exercises.about import KINDS, LEVELS
from dockernet_sim.notebook.exercises.both import spoken
from dockernet_sim.notebook.exercises.variant import normal
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.web.links import loaded, saved

if TYPE_CHECKING:
    from dockernet_sim.notebook.exercises import Report
    from dockernet_sim.notebook.session import Session

FORMAT = "dockernet-sim hand-in"
ASKED = re.compile(r"answers = (\{.*\})")


class BadAnswers(DockernetError, ValueError):
    """What was written as answers is no dictionary."""


class BadFile(DockernetError, ValueError):
    """A file that was not handed in from the site."""


def listed(language: str) -> list[dict[str, Any]]:
    """All exercises in their order: name, title, and for the list kind, level and minutes.

    >>> listed("zh")[0]
    {'name': 'patch-cable', 'title': '一根网线', 'kind': '搭建', 'level': '入门', 'minutes': 10}
    """
    found = []
    for name in exercise_bank.names():
        made = exercise_bank.exercise(name)
        about = made.about
        told = (
            {
                "kind": spoken(KINDS[about.kind], language),
                "level": spoken(LEVELS[about.level], language),
                "minutes": about.minutes,
            }
            if about is not None
            else {}
        )
        found.append({"name": name, "title": made.title(language), **told})
    return found


def begin(session: Session, name: str, seed: str = "") -> str:
    """Put the lab of an exercise's variant into the session; its task, as Markdown."""
    session.names.pop("answers", None)
    return session.start(name, seed)


def following(session: Session) -> dict[str, str] | None:
    """The exercise after the one that was begun: name and title; None after the last one, and before the first."""
    names = exercise_bank.names()
    at = names.index(session.exercise.name) + 1 if session.exercise is not None else len(names)
    if at == len(names):
        return None
    return {"name": names[at], "title": exercise_bank.exercise(names[at]).title(session.language)}


def asked(task: str) -> str:
    """The answers that a task asks for, as it writes them; empty when it asks for none.

    >>> asked('Write\\n\\n    answers = {"chain": "..."}\\n\\nThen check.')
    '{"chain": "..."}'
    """
    found = ASKED.search(task)
    return found[1] if found else ""


def read_answers(text: str) -> dict[str, Any]:
    """What a student wrote: a dictionary in Python's or JSON's notation.

    Raises
    ------
    BadAnswers
        When it is none.
    """
    text = text.strip().removeprefix("answers").strip().removeprefix("=").strip()
    if not text:
        return {}
    try:
        found = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadAnswers('write the answers as {"name": "answer", ...}: quotes around each text, commas between')
    return found


def check(session: Session, answers: str) -> Report:
    """Grade the session's lab."""
    if answers.strip():
        session.names["answers"] = read_answers(answers)
    return session.check()


def hand_in(session: Session, answers: str, report: Report | None, predictions: dict[str, Any]) -> str:
    """The text of the file that a student hands in: the exercise, the answers, the lab with all that was done in it."""
    data = {
        "format": FORMAT,
        "exercise": session.exercise.name if session.exercise is not None else "",
        "seed": session.exercise.seed if session.exercise is not None else "",
        "answers": answers,
        "points": [report.points, report.possible] if report is not None else None,
        "predictions": predictions,
        "lab": json.loads(saved(session.lab)),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def grade(text: str, lang: str = "en", seed: str | None = None) -> Report:
    """Grade a file that was handed in: its lab is made again and asked; what the file says of points does not count.

    Parameters
    ----------
    text : str
        The file's text; it need not be trusted.
    lang : str
        Of the report: ``en`` or ``zh``.
    seed : str, optional
        The student's name or number: a file of another variant is refused.

    Returns
    -------
    Report

    Raises
    ------
    BadFile
        When the text is no such file, not one of an exercise, or of another student's variant.
    BadSave
        When its lab was changed.
    """
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFile(f"no file that was handed in: {error}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("exercise"), str):
        raise BadFile("no file that was handed in: make one with the site's button")
    if not data["exercise"]:
        raise BadFile("this file is a lab without an exercise: there is nothing to grade")
    handed = str(data.get("seed", ""))
    if seed is not None and normal(seed) != handed:
        raise BadFile(f"this file is of the variant {handed!r}, not of {normal(seed)!r}")
    try:
        exercise = exercise_bank.exercise(data["exercise"], handed)
    except UnknownExercise as error:
        raise BadFile(str(error)) from error
    lab: Lab = loaded(json.dumps(data.get("lab")))
    return exercise.check(lab, read_answers(str(data.get("answers", ""))), lang)
