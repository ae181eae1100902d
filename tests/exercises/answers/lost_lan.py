"""Answers to lost-lan."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network create better
        docker network connect better {db}
        docker network connect better {web}
        docker network disconnect {shop} {db}
        docker network disconnect {shop} {web}
        docker network rm {shop}
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker rm -f {web} {db}
            docker network rm {shop}
            docker run -d --name {db} --net host shop-db
            docker run -d --name {web} --net host shop-web
        """),
        "lan does not reach {db}",
        "its port is vm's port",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker network disconnect {shop} {web}
            docker network disconnect {shop} {db}
            docker network rm {shop}
        """),
        "{web} reaches {db}",
        "the same network of your own",
    ),
    GAMES: Wrong(
        typed("""
            docker rm -f {web} {db}
            docker network rm {shop}
            docker network create --subnet 172.31.176.0/24 --gateway 172.31.176.254 lan
            docker run -d --name {db} --net lan --network-alias lan shop-db
            docker run -d --name {web} --net lan shop-web
        """),
        "vm reaches lan",
        "longest prefix",
    ),
    "db published": Wrong(
        typed("""
            docker rm -f {web} {db}
            docker network rm {shop}
            docker network create better
            docker run -d --name {db} --net better -p 5432:5432 shop-db
            docker run -d --name {web} --net better shop-web
        """),
        "lan does not reach {db}",
        "`-p` opens one, too",
    ),
}
