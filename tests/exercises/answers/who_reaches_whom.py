"""Answers to who-reaches-whom."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Answers, Values, Wrong, typed

ROLES = ("web", "cache", "db", "backup")


def truth(values: Values) -> Answers:
    """Containers that share a network."""
    nets = {values[role]: set(values["layout"][n]) for n, role in enumerate(ROLES)}
    return {one: [two for two in nets if two != one and nets[one] & nets[two]] for one in nets}


def everyone(values: Values) -> Answers:
    """As if there were one network."""
    return {values[one]: [values[two] for two in ROLES if two != one] for one in ROLES}


def turned(values: Values) -> Answers:
    """Each answered with the list of another."""
    right = truth(values)
    return {one: [two for two in right if two != one and two not in right[one]] for one in right}


SOLUTIONS = [typed("", truth)]

WRONG = {
    TOO_OPEN: Wrong(typed("", everyone), "you know whom {web} reaches", "a network that both are on"),
    TOO_CLOSED: Wrong(
        typed("", lambda values: {values[role]: [] for role in ROLES}),
        "you know whom {db} reaches",
        "a network that both are on",
    ),
    GAMES: Wrong(typed("", turned), "you know whom {db} reaches", "the name of a network says nothing"),
}
