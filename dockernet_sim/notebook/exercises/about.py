"""What a teacher wants to know of an exercise before a class does it."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.notebook.exercises.both import Both

LEVELS = {
    "beginner": Both("Beginner", "入门"),
    "practice": Both("Practice", "练习"),
    "clinic": Both("Clinic", "诊断"),
}
KINDS = {
    "build": Both("Build it", "搭建"),
    "explain": Both("Explain it", "解释"),
    "fix": Both("Fix it", "修复"),
    "firewall": Both("Close it", "防护"),
    "clinic": Both("Clinic", "诊断"),
}


@dataclass(frozen=True)
class About:
    """Of one exercise.

    Attributes
    ----------
    kind : str
        The notebook that holds it, a key of :data:`KINDS`.
    level : str
        A key of :data:`LEVELS`.
    minutes : int
        How long it takes after its lesson.
    learns : Both
        What is learnt, in a few words.
    lesson : str
        The lesson that it belongs to, as its file is called without the number.
    """

    kind: str
    level: str
    minutes: int
    learns: Both
    lesson: str
