"""``dockernet-sim exercise``: list exercises, show a task, write its lab, grade what students handed in."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dockernet_sim.explain.said import LANGUAGES
from dockernet_sim.lab import Lab
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.printable import printable

if TYPE_CHECKING:
    from dockernet_sim.notebook.exercises import Report


class NoExercise(DockernetError, ValueError):
    """A lab or lines to check, and no exercise named."""


def add_parsers(add: Any) -> None:
    """The command."""
    one = add.add_parser("exercise", help="list exercises, show a task, write its lab, check what was done in it")
    one.add_argument("name", metavar="NAME", nargs="?", default="", help="an exercise; without one, all are listed")
    one.add_argument("--seed", default=None, help="a student's name or number: names, ports and addresses of their own")
    one.add_argument("--lab", metavar="FILE", help="write the prepared lab, for shell --load FILE --save FILE")
    one.add_argument(
        "--check",
        metavar="FILE",
        nargs="+",
        default=[],
        help="grade saved labs, files of lines, or files handed in from the site; exit 0 when all goals are met",
    )
    one.add_argument("--answers", default="", help='for tasks that ask for some: {"veth": "...", ...}')
    one.add_argument("--lang", default="en", choices=tuple(LANGUAGES), help="language (default %(default)s)")
    one.set_defaults(run=run_exercise)


def run_exercise(options: argparse.Namespace) -> int:
    """List, show, write or grade."""
    from dockernet_sim.notebook import exercise_bank

    if options.check:
        return _check(options)
    if not options.name:
        _say(_listed(options.lang))
        return 0
    task = exercise_bank.exercise(options.name, options.seed or "")
    if options.lab:
        task.lab().save(options.lab)
    _say(f"{task.text(options.lang)}\n")
    return 0


def _listed(lang: str) -> str:
    from dockernet_sim.web.tasks import listed

    rows = [(each["name"], each["kind"], each["minutes"], each["title"]) for each in listed(lang)]
    width = max(len(row[0]) for row in rows)
    unit, colon = ("分钟", "：") if lang == "zh" else ("min", ": ")
    return "".join(f"{name:{width}}  {minutes:2} {unit}  {kind}{colon}{title}\n" for name, kind, minutes, title in rows)


def _check(options: argparse.Namespace) -> int:
    """Grade each file; several in a line each, one with its goals and hints."""
    reports = {path: _graded(path, options) for path in options.check}
    for path, report in reports.items():
        if len(reports) == 1:
            _say(f"{report!r}\n")
        else:
            _say(f"{path}: {repr(report).splitlines()[0]}\n")
    return 0 if all(reports.values()) else 1


def _graded(path: str, options: argparse.Namespace) -> Report:
    from dockernet_sim.notebook.exercise_bank import exercise
    from dockernet_sim.web import tasks

    text = Path(path).read_text(encoding="utf-8")
    data = _json(text)
    if isinstance(data, dict) and data.get("format") == tasks.FORMAT:
        return tasks.grade(text, options.lang, options.seed)
    if not options.name:
        raise NoExercise(f"{path}: name the exercise, as in: dockernet-sim exercise two-rooms --check {path}")
    work = Lab.load(path) if data is not None else text
    return exercise(options.name, options.seed or "").check(work, tasks.read_answers(options.answers), options.lang)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _say(text: str) -> None:
    sys.stdout.write(printable(text))
