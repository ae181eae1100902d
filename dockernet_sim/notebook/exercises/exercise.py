"""An exercise: a task, a lab to begin with, and goals that say at once what is right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.lab import Lab
from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both, filled, spoken
from dockernet_sim.notebook.exercises.goal import Goal
from dockernet_sim.notebook.exercises.report import Mark, Report
from dockernet_sim.notebook.exercises.slips import slips
from dockernet_sim.notebook.exercises.variant import lab_seed
from dockernet_sim.world.result import Result

TITLE = re.compile(r"\*\*(.+?)[.。]?\*\*")


PLACED = re.compile(r"(lan)\$ (.*)")


def line_at(line: str) -> tuple[str, str]:
    """Where a line is typed, and the line.

    >>> line_at("lan$ ip addr"), line_at("ip addr")
    (('lan', 'ip addr'), ('vm', 'ip addr'))
    """
    found = PLACED.match(line)
    return (found[1], found[2]) if found else ("vm", line)


@dataclass
class Exercise:
    """A task whose goals check themselves.

    Parameters
    ----------
    name : str
        A short name, as ``three-tiers``.
    task : str
        What the student reads.
    goals : sequence of Goal
        What must hold at the end.
    start : sequence of str
        Lines typed before the student begins: on vm, or on lan after ``lan$``.
    images : mapping
        Images of its own: name to ports and what they answer.
    prepare : callable, optional
        Given the fresh lab, does what lines cannot.
    engine : str
        The release of Docker that the exercise is about.
    about : About, optional
        For teachers: topic, level, minutes, what is learnt.
    seed : str
        From which the variant was made; empty for the plain one.
    values : mapping
        What the seed chose, by label.
    ending : str
        What it was about, in a sentence or two; told when every goal is met.

    Examples
    --------
    >>> from dockernet_sim.notebook.exercises import reaches
    >>> pair = Exercise("pair", "Start web, an nginx.", [reaches("vm", "web", 80)])
    >>> pair.check("docker run -d --name web nginx")
    pair: 1 of 1 points
      ✓ vm reaches web at port 80 (1 of 1)
    >>> pair.check("").score
    0.0
    """

    name: str
    task: str
    goals: Sequence[Goal]
    start: Sequence[str] = ()
    images: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    prepare: Callable[[Lab], object] | None = None
    engine: str = DEFAULT
    about: About | None = None
    seed: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    ending: str = ""
    _misses: dict[int, int] = field(default_factory=dict, init=False, repr=False)  # how often each goal was missed
    _held: list[bool] | None = field(default=None, init=False, repr=False)  # which goals hold before anything is done

    def title(self, lang: str = "en") -> str:
        """What the task begins with in bold, or the name."""
        found = TITLE.match(spoken(self.task, lang))
        return found[1] if found else self.name

    def text(self, lang: str = "en") -> str:
        """The task, followed by engine, time and variant."""
        minutes = filled(", about {n} minutes", "，约 {n} 分钟", n=self.about.minutes) if self.about else Both("")
        variant = filled(", variant {seed}", "，变体：{seed}", seed=self.seed) if self.seed else Both("")
        head = filled(
            "*Docker {engine}{minutes}{variant}*", "*Docker {engine}{minutes}{variant}*",
            engine=self.engine, minutes=minutes, variant=variant,
        )  # fmt: skip
        return f"{spoken(self.task, lang)}\n\n{spoken(head, lang)}"

    def lab(self) -> Lab:
        """A fresh lab, as the student finds it."""
        lab = Lab(engine=self.engine, seed=lab_seed(self.seed))
        for name, ports in self.images.items():
            lab.image(name, dict(ports))
        if self.prepare is not None:
            self.prepare(lab)
        for line in self.start:
            where, text = line_at(line)
            lab.sh(text, on=where)
        return lab

    def check(
        self, work: Lab | str | Sequence[str], answers: Mapping[str, Any] | None = None, lang: str = "en"
    ) -> Report:
        """Grade a student's work by what packets do in it.

        Parameters
        ----------
        work : Lab, str or sequence of str
            The lab that was built, or the lines that build it on a fresh one. It is left as it is.
        answers : mapping, optional
            Answers in words, for exercises that ask for some.
        lang : str
            In which the report shows itself: ``en`` or ``zh``.

        Returns
        -------
        Report
            True when all goals are met; ``points`` and ``score`` for partial credit. Points are given as soon as a goal
            is met that asks for something and was not met at the start. Each goal that is missed again shows one hint
            more; a goal about what is not there yet shows none.
        """
        lab = work if isinstance(work, Lab) else self._built(work)
        if self._held is None:
            self._held = [found.ok for found in self._findings(self.lab())]
        findings = self._findings(lab, answers)
        something = any(
            found and not held and not goal.forbids for goal, found, held in zip(self.goals, findings, self._held)
        )
        marks = tuple(self._mark(n, found, something) for n, found in enumerate(findings))
        called = f"{self.name} ({self.seed})" if self.seed else self.name
        return Report(called, marks, lang, slips(self._typed(lab), lang), self.ending)

    def _typed(self, lab: Lab) -> list[tuple[str, Result]]:
        """The student's lines: those after the ones that the exercise began with."""
        typed = list(lab.world.typed)
        begun = [line_at(line)[1] for line in self.start]
        return typed[len(begun) :] if [line for line, _ in typed[: len(begun)]] == begun else typed

    def _findings(self, lab: Lab, answers: Mapping[str, Any] | None = None) -> list[Finding]:
        bench = Bench(lab, answers)
        return [goal.find(bench) for goal in self.goals]

    def _built(self, work: str | Sequence[str]) -> Lab:
        lab = self.lab()
        for line in work.splitlines() if isinstance(work, str) else work:
            if line.strip():
                where, text = line_at(line.strip())
                lab.sh(text, on=where)
        return lab

    def _mark(self, number: int, found: Finding, something: bool) -> Mark:
        goal = self.goals[number]
        if found:
            return Mark(goal, found, goal.points if something else 0.0)
        if found.absent:
            return Mark(goal, found, 0.0)
        self._misses[number] = self._misses.get(number, 0) + 1
        return Mark(goal, found, 0.0, goal.hints[: self._misses[number]])
