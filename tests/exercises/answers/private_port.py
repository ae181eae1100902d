"""Answers to private-port."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker run -d --name {shop} -p {http}:8080 shop-web
        docker run -d --name {admin} -p 127.0.0.1:{own}:9000 shop-admin
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker run -d --name {shop} -p {http}:8080 shop-web
            docker run -d --name {admin} -p {own}:9000 shop-admin
        """),
        "lan does not reach {admin}",
        "on all addresses of vm",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker run -d --name {shop} -p {http}:8080 shop-web
            docker run -d --name {admin} shop-admin
        """),
        "vm reaches {admin} at port {own}",
        "needs a published port",
    ),
    GAMES: Wrong(
        typed("""
            docker run -d --name {shop} -p {http}:8080 shop-web
            docker run -d --name {admin} -p 127.0.0.1:{own}:8080 shop-web
        """),
        "vm reaches {admin} at port {own}",
        "needs a published port",
    ),
}
