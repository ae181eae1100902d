"""Answers to what-breaks-at-29."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Answers, Values, Wrong, typed

BREAKS = (0, 2, 4, 6)
ORDER = (1, 0, 2, 7, 4, 3, 5, 6)


def truth(values: Values) -> Answers:
    """As the lesson tells."""
    asked = [ORDER[(values["first"] + n) % 8] for n in range(8)]
    return {str(n): "breaks" if line in BREAKS else "works" for n, line in enumerate(asked, 1)}


def turned(values: Values) -> Answers:
    """The other way round."""
    return {key: "works" if said == "breaks" else "breaks" for key, said in truth(values).items()}


SOLUTIONS = [typed("", truth)]

WRONG = {
    TOO_OPEN: Wrong(
        typed("", lambda values: dict.fromkeys(truth(values), "works")), "own address", "Type it on 20.10 here"
    ),
    TOO_CLOSED: Wrong(
        typed("", lambda values: dict.fromkeys(truth(values), "breaks")), "published port", "Type it on 20.10 here"
    ),
    GAMES: Wrong(typed("", turned), "resolves that name", "the lesson *What changed"),
}
