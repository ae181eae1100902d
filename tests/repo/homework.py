"""The exercise notebooks, built from the exercises themselves, with nbgrader's metadata."""

from __future__ import annotations

from typing import Any

from dockernet_sim.notebook.exercise_bank import exercise
from dockernet_sim.notebook.exercises import Exercise

TITLES = {
    "build": "# Build it\n\nPlans in words, to be made with docker commands.",
    "fix": "# Fix it\n\nLabs that are broken in ways that people meet. `%why`, `%draw` and `%step` help to find out how.",
    "explain": "# Explain it\n\nThink first, then let packets judge.",
}
NAMES = {
    "build": ("two-rooms", "three-tiers", "private-port"),
    "fix": ("lost-name", "refused-port", "shut-in", "lost-lan"),
    "explain": ("who-reaches-whom", "where-it-dies"),
}
HOW = (
    "Run the cells from top to bottom. Type your commands into the empty cells (and as many more as you like), then run the check: "
    "it sends packets in a copy of your lab, says what works, and gives one hint more each time."
)
EMPTY = {"build": "%%docker\n# your commands", "fix": "%%docker\n# your repair", "explain": "answers = {}"}
CHECK = "report = %check\nprint(report)\nreport.points"

Cell = dict[str, Any]


def cells(kind: str) -> list[Cell]:
    """The cells of one kind's notebook, without outputs."""
    made = [markdown(f"{TITLES[kind]}\n\n{HOW}"), code("%load_ext dockernet_sim")]
    for name in NAMES[kind]:
        task = exercise(name)
        made += [
            markdown(f"## {name}"),
            code(f"%exercise {name}"),
            code(EMPTY[kind], grader(name, solution=True)),
            code(CHECK, grader(f"{name}-check", points=points(task))),
        ]
    return made


def points(task: Exercise) -> float:
    """What an exercise is worth."""
    return sum(goal.points for goal in task.goals)


def grader(name: str, solution: bool = False, points: float = 0) -> dict[str, Any]:
    """nbgrader's metadata for a student's cell, or for one that gives points."""
    found = {"grade_id": name, "schema_version": 3, "solution": solution, "grade": not solution, "locked": not solution}
    return {"nbgrader": {**found, "task": False, **({} if solution else {"points": points})}}


def markdown(text: str) -> Cell:
    """A cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def code(text: str, metadata: dict[str, Any] | None = None) -> Cell:
    """A cell of code, without outputs."""
    source = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": metadata or {}, "outputs": [], "source": source}
