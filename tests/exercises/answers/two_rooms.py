"""Answers to two-rooms."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network create room
        docker network connect room {alice}
        docker network connect room {bob}
        docker network disconnect bridge {alice}
        docker network disconnect bridge {bob}
    """),
    typed("""
        docker rm -f {alice} {bob}
        docker network create a
        docker run -d --name {alice} --net a busybox
        docker run -d --name {bob} --net a busybox
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker network create room
            docker network connect room {alice}
            docker network connect room {bob}
            docker network connect room {carol}
        """),
        "{carol} does not reach {alice}",
        "on which networks is {carol}",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker network create one
            docker network create two
            docker network connect one {alice}
            docker network connect two {bob}
            docker network disconnect bridge {alice}
            docker network disconnect bridge {bob}
        """),
        "{alice} reaches {bob}, by that name",
        "network of your own",
    ),
    GAMES: Wrong(
        typed("""
            docker exec {alice} sh -c 'echo 172.17.0.3 {bob} >> /etc/hosts'
            docker exec {bob} sh -c 'echo 172.17.0.2 {alice} >> /etc/hosts'
            docker rename {carol} nobody
            docker run -d --name {carol} --net none busybox
        """),
        "after all containers were stopped",
        "gone after a restart",
    ),
}
