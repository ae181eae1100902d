"""Which projects files and folders hold, and the comments in them that silence findings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dockernet_sim.lint.rule import LintError
from dockernet_sim.plans.errors import Mark, PlanError, Problem
from dockernet_sim.plans.load import DEFAULTS, load
from dockernet_sim.plans.plan import Plan

COMMENT = re.compile(r"#\s*dockernet:\s*ignore\[(?P<codes>[^\]]*)\]\s*(?:--|:|-)?\s*(?P<reason>.*)")
SKIPPED = ("node_modules", "vendor")


@dataclass
class Silence:
    """A comment that silences rules on a line."""

    line: int  # of the comment
    codes: tuple[str, ...]
    reason: str
    target: int  # of what it is about
    used: bool = False


@dataclass
class Project:
    """A project that was read, or why it was not.

    Attributes
    ----------
    path : str
        The file or folder, as given.
    plan : Plan or None
        None where Compose refuses it.
    problems : list of Problem
        Why Compose refuses it.
    """

    path: str
    plan: Plan | None = None
    problems: list[Problem] = field(default_factory=list)
    silences: dict[str, list[Silence]] = field(default_factory=dict)

    def file(self, mark: Mark) -> str:
        """A mark's file as a path from here."""
        place = Path(self.path)
        root = place if place.is_dir() else place.parent
        found = os.path.normpath(root / mark.file) if mark.file else self.path
        here = os.getcwd() + os.sep
        return found.removeprefix(here).replace("\\", "/")

    def silence(self, file: str) -> list[Silence]:
        """The comments of one of its files."""
        if file not in self.silences:
            try:
                text = Path(file).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                text = ""
            self.silences[file] = list(silences(text))
        return self.silences[file]


def silences(text: str) -> Iterator[Silence]:
    """The comments that silence: at the end of a line, or on a line of its own before it.

    >>> text = "a: 1\\n# dockernet: ignore[NET201] kept for later\\nb: 2"
    >>> [(each.codes, each.reason, each.target) for each in silences(text)]
    [(('NET201',), 'kept for later', 3)]
    """
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        found = COMMENT.search(line)
        if found is None:
            continue
        target = number
        if line.lstrip().startswith("#"):
            rest = (
                (n, each)
                for n, each in enumerate(lines[number:], number + 1)
                if each.strip() and not each.lstrip().startswith("#")
            )
            target = next((n for n, _ in rest), number)
        codes = tuple(word.strip() for word in found["codes"].split(",") if word.strip())
        yield Silence(number, codes, found["reason"].strip(), target)


def read_projects(paths: Iterable[str], environment: Mapping[str, str] | None = None) -> list[Project]:
    """Read projects.

    Parameters
    ----------
    paths : iterable of str
        Compose files and folders; a folder without a compose file stands for the projects below it.
    environment : mapping, optional
        Variables of the shell.

    Returns
    -------
    list of Project

    Raises
    ------
    LintError
        When a path holds no project.
    """
    return [_read(each, environment) for path in paths for each in places(path)]


def places(path: str) -> list[str]:
    """The projects at a path."""
    place = Path(path)
    if not place.exists():
        raise LintError(f"{path}: no such file or folder")
    if not place.is_dir() or any((place / name).exists() for name in DEFAULTS):
        return [path]
    found = {
        each.parent
        for name in DEFAULTS
        for each in place.rglob(name)
        if not any(part in SKIPPED or part.startswith(".") for part in each.relative_to(place).parts)
    }
    if not found:
        raise LintError(f"{path}: no compose file in it ({', '.join(DEFAULTS)})")
    return sorted(map(str, found))


def _read(path: str, environment: Mapping[str, str] | None) -> Project:
    try:
        return Project(path, load(path, environment=environment))
    except PlanError as error:
        return Project(path, problems=error.problems)
