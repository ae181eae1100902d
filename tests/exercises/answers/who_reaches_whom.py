"""Answers to who-reaches-whom."""

from dockernet_sim.notebook.exercises import Exercise

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Answers, Wrong, typed

ROLES = ("web", "cache", "db", "backup")


def truth(task: Exercise) -> Answers:
    """Containers that share a network."""
    nets = {task.values[role]: set(task.values["layout"][n]) for n, role in enumerate(ROLES)}
    return {one: [two for two in nets if two != one and nets[one] & nets[two]] for one in nets}


def everyone(task: Exercise) -> Answers:
    """As if there were one network."""
    return {task.values[one]: [task.values[two] for two in ROLES if two != one] for one in ROLES}


def turned(task: Exercise) -> Answers:
    """Each answered with the list of another."""
    right = truth(task)
    return {one: [two for two in right if two != one and two not in right[one]] for one in right}


SOLUTIONS = [typed("", truth)]

WRONG = {
    TOO_OPEN: Wrong(typed("", everyone), "you know whom {web} reaches", "a network that both are on"),
    TOO_CLOSED: Wrong(
        typed("", lambda task: {task.values[role]: [] for role in ROLES}),
        "you know whom {db} reaches",
        "a network that both are on",
    ),
    GAMES: Wrong(typed("", turned), "you know whom {db} reaches", "the name of a network says nothing"),
}
