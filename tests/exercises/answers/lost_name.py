"""Answers to lost-name."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network create app
        docker network connect app {db}
        docker network connect app {web}
    """),
    typed("""
        docker network create app
        docker rm -f {db} {web}
        docker run -d --name {db} --net app shop-db
        docker run -d --name {web} --net app -p {http}:8080 shop-web
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker network create app
            docker rm -f {db}
            docker run -d --name {db} --net app -p 5432:5432 shop-db
            docker network connect app {web}
        """),
        "lan does not reach {db}",
        "opens it to every machine",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker network create app
            docker network connect app {db}
            docker network disconnect bridge {db}
        """),
        "{web} reaches {db} at port 5432, by that name (",
        "no DNS server of Docker's",
    ),
    GAMES: Wrong(
        typed("""
            docker exec {web} sh -c 'echo 172.17.0.2 {db} >> /etc/hosts'
        """),
        "after all containers were stopped",
        "gone after a restart",
    ),
    "links": Wrong(
        typed("""
            docker rm -f {web}
            docker run -d --name {web} --link {db} -p {http}:8080 shop-web
        """),
        "after all containers were stopped",
        "wants its target",
    ),
}
