"""Answers to alias-twins."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network disconnect {shared} {projects[0]}-db
        docker network disconnect {shared} {projects[1]}-db
        docker network connect {shared} {projects[0]}-db
        docker network connect {shared} {projects[1]}-db
        docker network connect {projects[0]} {projects[0]}-web
        docker network connect {projects[1]} {projects[1]}-web
    """),
    typed("""
        docker network connect {projects[0]} report
        docker network connect {projects[1]} report
        docker network connect {projects[0]} {projects[0]}-web
        docker network connect {projects[1]} {projects[1]}-web
        docker network disconnect {shared} {projects[0]}-web
        docker network disconnect {shared} {projects[1]}-web
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker network disconnect {shared} {projects[1]}-db
            docker network connect {shared} {projects[1]}-db
        """),
        "in {projects[1]}-web, the name {alias} leads to {projects[1]}-db",
        "and how often?",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker network disconnect {shared} {projects[0]}-db
            docker network disconnect {shared} {projects[1]}-db
            docker network connect {projects[0]} {projects[0]}-web
            docker network connect {projects[1]} {projects[1]}-web
        """),
        "report reaches {projects[0]}-db",
        "works there without an alias",
    ),
    GAMES: Wrong(
        typed("""
            docker exec {projects[0]}-web sh -c 'echo $(getent hosts {projects[0]}-db | cut -d" " -f1) {alias} >> /etc/hosts'
        """),
        "after all containers were stopped",
        "gone after a restart",
    ),
}
