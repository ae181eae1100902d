"""Answers to where-it-dies."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("", chain="PREROUTING", server="127.0.0.11", repair="docker network connect {back} {web}"),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("", chain="PREROUTING", server="127.0.0.11", repair="docker network connect {front} {db}"),
        "after the repair, {stranger} does not reach {db}",
        "opens the host to all",
    ),
    TOO_CLOSED: Wrong(
        typed("", chain="PREROUTING", server="127.0.0.11", repair="docker network create both"),
        "after the repair, {web} reaches {db}",
        "on two networks",
    ),
    GAMES: Wrong(
        typed("", chain="DOCKER", server="172.31.176.1", repair="docker rename {db} web2"),
        "you know the chain",
        "counters",
    ),
}
