"""Answers to what-breaks-at-29."""

from dockernet_sim.notebook.exercises import Exercise

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Answers, Wrong, typed

BREAKS = (0, 2, 4, 6)
ORDER = (1, 0, 2, 7, 4, 3, 5, 6)


def truth(task: Exercise) -> Answers:
    """As the lesson tells."""
    asked = [ORDER[(task.values["first"] + n) % 8] for n in range(8)]
    return {str(n): "breaks" if line in BREAKS else "works" for n, line in enumerate(asked, 1)}


def turned(task: Exercise) -> Answers:
    """The other way round."""
    return {key: "works" if said == "breaks" else "breaks" for key, said in truth(task).items()}


SOLUTIONS = [typed("", truth)]

WRONG = {
    TOO_OPEN: Wrong(
        typed("", lambda task: dict.fromkeys(truth(task), "works")), "own address", "Type it on 20.10 here"
    ),
    TOO_CLOSED: Wrong(
        typed("", lambda task: dict.fromkeys(truth(task), "breaks")), "published port", "Type it on 20.10 here"
    ),
    GAMES: Wrong(typed("", turned), "resolves that name", "the lesson *What changed"),
}
