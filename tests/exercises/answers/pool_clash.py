"""Answers to pool-clash."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

RUN = """
    docker run -d --name {db} --network reports shop-db
    docker run -d --name {web} --network reports shop-web
"""
SOLUTIONS = [
    typed(f"docker network create --subnet 10.{{range}}.192.0/24 reports\n{RUN}"),
    typed(f"docker network create --subnet 10.{{range}}.240.0/20 reports\n{RUN}"),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed(f"docker network create reports\n{RUN}"),
        "{web} has an address of the company's range only",
        "outside the company's range",
    ),
    TOO_CLOSED: Wrong(
        typed(f"docker network create --subnet 10.{{range}}.{{third}}.0/24 reports\n{RUN}"),
        "answers {web}",
        "the longest prefix wins",
    ),
    GAMES: Wrong(
        typed(
            f"docker network create --subnet 10.{{range}}.{{third}}.0/24 reports\n{RUN}\n"
            "docker run -d --name fake --network reports --ip 10.{range}.{third}.5 busybox"
        ),
        "answers vm",
        "the longest prefix wins",
    ),
    "two networks": Wrong(
        typed("""
            docker network create --subnet 10.{range}.192.0/24 reports
            docker network create --subnet 10.{range}.193.0/24 more
            docker run -d --name {db} --network more shop-db
            docker run -d --name {web} --network reports shop-web
        """),
        "{web} reaches {db}",
        "belong on one network",
    ),
}
