"""Answers to refused-port."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker rm -f {web}
        docker run -d --name {web} -p {http}:8080 shop-web
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker rm -f {web}
            docker run -d --name {web} -p {http}:8080 -p 9091:8080 shop-web
        """),
        "no port of vm leads anywhere but {http}",
        "One published port is enough",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker rm -f {web}
            docker run -d --name {web} -p 127.0.0.1:{http}:8080 shop-web
        """),
        "lan reaches {web} at port {http}",
        "compare the port numbers",
    ),
    GAMES: Wrong(
        typed("""
            docker rm -f {web}
            docker run -d --name {web} -p {http}:8000 other
        """),
        "lan reaches {web} at port {http}",
        "compare the port numbers",
    ),
}
