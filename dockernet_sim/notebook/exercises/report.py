"""The outcome of a check: goal by goal what was found, what it earned, and the hints that are due."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockernet_sim.notebook import markup
from dockernet_sim.notebook.exercises.bench import Finding
from dockernet_sim.notebook.exercises.both import spoken
from dockernet_sim.notebook.exercises.goal import Goal
from dockernet_sim.notebook.exercises.slips import Slip
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.printable import escape

CODE = re.compile(r"`([^`]+)`")
INDENT = "style='margin-left:1.5em'"
WORDS = {
    "en": {
        "head": "{}: {:g} of {:g} points",
        "mark": " ({:g} of {:g})",
        "hint": "hint: ",
        "slips": "Refused on the way:",
    },
    "zh": {
        "head": "{}：{:g} 分（满分 {:g} 分）",
        "mark": "（{:g} / {:g}）",
        "hint": "提示：",
        "slips": "途中被拒绝的命令：",
    },
}


@dataclass(frozen=True)
class Mark:
    """One goal, what was found, what it earned, and the hints that are due."""

    goal: Goal
    finding: Finding
    points: float
    hints: tuple[str, ...] = ()


class UnknownGoal(DockernetError, LookupError):
    """An exercise has no such goal."""


@dataclass(frozen=True)
class Report:
    """The outcome of a check: true when every goal is met.

    Attributes
    ----------
    name : str
        Of the exercise.
    marks : tuple of Mark
        One for each goal.
    language : str
        In which it shows itself.
    slips : tuple of Slip
        Lines that were refused and not put right; shown while a goal is missed.
    ending : str
        What it was about; shown when every goal is met.

    Examples
    --------
    >>> from dockernet_sim.notebook.exercises import Exercise, reaches
    >>> report = Exercise("one", "Start web.", [reaches("vm", "web", 80)]).check("")
    >>> report.score
    0.0
    """

    name: str
    marks: tuple[Mark, ...]
    language: str = "en"
    slips: tuple[Slip, ...] = ()
    ending: str = ""

    @property
    def points(self) -> float:
        """What was earned so far."""
        return sum(mark.points for mark in self.marks)

    @property
    def possible(self) -> float:
        """What could be earned."""
        return sum(mark.goal.points for mark in self.marks)

    @property
    def score(self) -> float:
        """Earned by possible, from 0 to 1."""
        return self.points / self.possible

    def __bool__(self) -> bool:
        return all(mark.finding for mark in self.marks)

    @property
    def missed(self) -> list[str]:
        """The goals that are not met."""
        return [mark.goal.text for mark in self.marks if not mark.finding]

    def earned(self, text: str) -> bool:
        """Whether the goal of this text is met and brought its points: what a grader asks that counts goal by goal.

        Raises
        ------
        UnknownGoal
            When no goal says so.
        """
        for mark in self.marks:
            if mark.goal.text == text:
                return bool(mark.finding) and mark.points == mark.goal.points
        raise UnknownGoal(f"no goal of {self.name} is {text!r}")

    @property
    def _slips(self) -> tuple[Slip, ...]:
        return () if self else self.slips

    def _head(self) -> str:
        return WORDS[self.language]["head"].format(self.name, self.points, self.possible)

    def _words(self, mark: Mark) -> tuple[str, str, str, list[str]]:
        """Of one goal: its text, its points, what was seen, and the hints."""
        language, words = self.language, WORDS[self.language]
        hints = [words["hint"] + spoken(hint, language) for hint in mark.hints]
        points = words["mark"].format(mark.points, mark.goal.points)
        return spoken(mark.goal.text, language), points, spoken(mark.finding.seen, language), hints

    def __repr__(self) -> str:
        lines = [self._head()]
        for mark in self.marks:
            text, points, seen, hints = self._words(mark)
            lines.append(f"  {'✓' if mark.finding else '✗'} {text}{points}")
            if not mark.finding:
                lines += [f"      {each}" for each in (seen, *hints)]
        if self._slips:
            lines += [
                f"  {WORDS[self.language]['slips']}",
                *(f"      {each.line}: {each.error}" for each in self._slips),
            ]
        return "\n".join([*lines, *([f"  {self._ending}"] if self._ending else [])])

    @property
    def _ending(self) -> str:
        return spoken(self.ending, self.language) if self else ""

    def _repr_html_(self) -> str:
        rows = "".join(f"<li style='list-style:none'>{self._html(mark)}</li>" for mark in self.marks)
        slips = "".join(
            f"<div {INDENT}><code>{escape(each.line)}</code>: {escape(each.error)}</div>" for each in self._slips
        )
        told = f"<p>{escape(WORDS[self.language]['slips'])}{slips}</p>" if slips else ""
        told += f"<p>{_code(self._ending)}</p>" if self._ending else ""
        return f"<div><b>{escape(self._head())}</b><ul style='padding-left:.5em'>{rows}</ul>{told}</div>"

    def _html(self, mark: Mark) -> str:
        text, points, seen, hints = self._words(mark)
        shown = f"{markup.mark(mark.finding.ok)} {escape(text)}{markup.span(points, markup.PALE)}"
        if mark.finding:
            return shown
        found = f"<span style='color:{markup.BAD}'>{_code(seen)}</span>"
        return shown + "".join(
            f"<div {INDENT}>{each}</div>" for each in (found, *(f"<i>{_code(hint)}</i>" for hint in hints))
        )


def _code(text: str) -> str:
    """A hint or finding as HTML; what stands in backticks is code."""
    return CODE.sub(r"<code>\1</code>", escape(text))
