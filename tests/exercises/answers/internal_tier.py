"""Answers to internal-tier."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network create --internal tier
        docker network connect tier {api}
        docker network connect tier {db}
        docker network disconnect {flat} {db}
    """),
    typed("""
        docker network create --internal tier
        docker rm -f {api} {db}
        docker run -d --name {db} --network tier shop-db
        docker run -d --name {api} --network {flat} --network tier shop-api
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker network create tier
            docker network connect tier {api}
            docker network connect tier {db}
            docker network disconnect {flat} {db}
        """),
        "{db} does not reach the internet",
        "is one of them not internal",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker network create --internal tier
            docker network connect tier {api}
            docker network connect tier {db}
            docker network disconnect {flat} {db}
            docker network disconnect {flat} {api}
        """),
        "{api} reaches the internet",
        "needs a network that leads outside",
    ),
    GAMES: Wrong(
        typed("nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {db}) -n ip route del default"),
        "after all containers were stopped",
        "gone after a restart",
    ),
    "all three inside": Wrong(
        typed("""
            docker network create --internal tier
            docker network connect tier {api}
            docker network connect tier {db}
            docker network connect tier {web}
            docker network disconnect {flat} {db}
        """),
        "{web} does not reach {db}",
        "only {api} belongs on both",
    ),
}
