"""An exercise as a test file that otter-grader reads. Otter itself is not needed for that."""

from __future__ import annotations

from pprint import pformat
from typing import Any

from dockernet_sim.notebook.exercises.both import spoken
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal


def otter_file(exercise: Exercise, call: str = "", lang: str = "en") -> str:
    """What to write into ``tests/NAME.py`` beside a notebook: one case for each goal, with its points and its first
    hint.

    Parameters
    ----------
    exercise : Exercise
        What is graded.
    call : str
        The expression that grades it in the student's notebook; ``NAME.check(lab)``, unless given, with underscores in
        the name. Exercises that ask for answers need ``NAME.check(lab, answers)``.
    lang : str
        Of names of cases and of hints: ``en`` or ``zh``.

    Returns
    -------
    str
        The text of the file, in otter's OK format.

    Examples
    --------
    >>> from dockernet_sim.notebook.exercises import reaches
    >>> text = otter_file(Exercise("pair", "", [reaches("vm", "web", 80)]))
    >>> ">>> pair.check(lab).earned('vm reaches web at port 80')" in text
    True
    """
    name = exercise.name.replace("-", "_")
    cases = [_case(goal, call or f"{name}.check(lab)", lang) for goal in exercise.goals]
    suite = {"cases": cases, "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    test = {"name": name, "points": None, "suites": [suite]}
    return f"OK_FORMAT = True\n\ntest = {pformat(test, width=120, sort_dicts=False)}\n"


def _case(goal: Goal, call: str, lang: str) -> dict[str, Any]:
    hint = {"failure_message": spoken(goal.hints[0], lang)} if goal.hints else {}
    code = f">>> {call}.earned({str(goal.text)!r})\nTrue"
    return {
        "name": spoken(goal.text, lang),
        "code": code,
        "hidden": False,
        "locked": False,
        "points": goal.points,
        **hint,
    }
