"""Answers to three-tiers."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network create front
        docker network create --internal back
        docker run -d --name {db} --net back shop-db
        docker run -d --name {api} --net front shop-api
        docker network connect back {api}
        docker run -d --name {web} --net front -p {http}:8080 shop-web
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker network create all
            docker run -d --name {db} --net all shop-db
            docker run -d --name {api} --net all shop-api
            docker run -d --name {web} --net all -p {http}:8080 shop-web
        """),
        "{web} does not reach {db}",
        "How many networks",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker network create front
            docker network create back
            docker run -d --name {db} --net back shop-db
            docker run -d --name {api} --net front shop-api
            docker run -d --name {web} --net front -p {http}:8080 shop-web
        """),
        "{api} reaches {db} at port 5432",
        "{api} and {db} need a network in common",
    ),
    GAMES: Wrong(
        typed("""
            docker network create front
            docker network create back
            docker run -d --name {db} --net back busybox
            docker run -d --name {api} --net front shop-api
            docker network connect back {api}
            docker run -d --name {web} --net front -p {http}:8080 --network-alias {db} shop-web
        """),
        "{api} reaches {db} at port 5432",
        "{api} and {db} need a network in common",
    ),
    "everything published": Wrong(
        typed("""
            docker network create front
            docker network create back
            docker run -d --name {db} --net back -p 5432:5432 shop-db
            docker run -d --name {api} --net front shop-api
            docker network connect back {api}
            docker run -d --name {web} --net front -p {http}:8080 shop-web
        """),
        "lan does not reach {db} through vm",
        "{db} needs none",
    ),
}
