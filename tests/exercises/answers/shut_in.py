"""Answers to shut-in."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network connect bridge {web}
    """),
    typed("""
        docker network create front
        docker network connect front {web}
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker network connect bridge {web}
            docker network connect bridge {db}
        """),
        "{db} does not reach the internet",
        "on the internal network",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker network connect bridge {web}
            docker network disconnect {back} {web}
        """),
        "{web} reaches {db}",
        "must stay on `{back}`",
    ),
    GAMES: Wrong(
        typed("""
            docker rename {web} old
            docker network create other
            docker run -d --name {web} -p {http}:8080 --network other --network-alias {db} shop-web
        """),
        "{web} reaches {db}",
        "must stay on `{back}`",
    ),
}
