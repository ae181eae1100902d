"""Answers to whose-address."""

from dockernet_sim.notebook.exercises import Exercise

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Answers, Wrong, typed


def truth(task: Exercise) -> Answers:
    """As tcpdump shows."""
    net, host = task.values["net"], task.values["host"]
    return {"in": "172.31.176.1", "out": "172.31.179.120", "beside": f"{net}.{host}", "host": f"{net}.1"}


def but(**wrong: str):
    """The truth with some answers changed."""
    return lambda task: truth(task) | wrong


SOLUTIONS = [typed("", truth)]

WRONG = {
    TOO_OPEN: Wrong(
        typed("", lambda task: truth(task) | {"in": f"{task.values['net']}.1"}), "sees when lan asks", "not the sender"
    ),
    TOO_CLOSED: Wrong(
        typed("", lambda task: truth(task) | {"out": f"{task.values['net']}.12"}),
        "whom the internet sees",
        "known to vm only",
    ),
    GAMES: Wrong(typed("", but(host="127.0.0.1")), "asks 127.0.0.1", "never leaves a machine"),
    "vm's address for a neighbour": Wrong(
        typed("", but(beside="172.31.179.120")), "sees when {api} asks", "nothing is rewritten"
    ),
}
