"""For every exercise: solutions that pass, and wrong answers, each with the goal that it misses and the hint that it
gets.

Kept apart from what students get: neither the wheel nor the notebooks hold this file.
"""

from __future__ import annotations

from typing import Any, NamedTuple

TOO_OPEN, TOO_CLOSED, GAMES = "too open", "too closed", "games the names"


class Work(NamedTuple):
    """What a student typed, and answered."""

    lines: tuple[str, ...]
    answers: dict[str, Any] = {}


class Wrong(NamedTuple):
    """A wrong answer, a goal that it misses, and a word out of the hint that is then shown."""

    work: Work
    misses: str
    hint: str


def typed(text: str, **answers: Any) -> Work:
    return Work(tuple(line.strip() for line in text.strip().splitlines()), answers)


SOLUTIONS: dict[str, list[Work]] = {
    "two-rooms": [
        typed(
            """docker network create room
            docker network connect room alice
            docker network connect room bob
            docker network disconnect bridge alice
            docker network disconnect bridge bob"""
        ),
        typed(
            """docker rm -f alice bob
            docker network create a
            docker run -d --name alice --net a busybox
            docker run -d --name bob --net a busybox"""
        ),
    ],
    "three-tiers": [
        typed(
            """docker network create front
            docker network create --internal back
            docker run -d --name db --net back shop-db
            docker run -d --name api --net front shop-api
            docker network connect back api
            docker run -d --name web --net front -p 80:8080 shop-web"""
        )
    ],
    "private-port": [
        typed(
            """docker run -d --name shop -p 80:8080 shop-web
            docker run -d --name admin -p 127.0.0.1:9000:9000 shop-admin"""
        )
    ],
    "lost-name": [
        typed(
            """docker network create app
            docker network connect app db
            docker network connect app web"""
        ),
        typed(
            """docker network create app
            docker rm -f db web
            docker run -d --name db --net app shop-db
            docker run -d --name web --net app -p 80:8080 shop-web"""
        ),
    ],
    "refused-port": [
        typed(
            """docker rm -f web
            docker run -d --name web -p 8000:8080 shop-web"""
        )
    ],
    "shut-in": [
        typed("docker network connect bridge web"),
        typed(
            """docker network create front
            docker network connect front web"""
        ),
    ],
    "lost-lan": [
        typed(
            """docker network create better
            docker network connect better db
            docker network connect better web
            docker network disconnect shop db
            docker network disconnect shop web
            docker network rm shop"""
        )
    ],
    "who-reaches-whom": [typed("", web=["db"], cache=["backup"], db=["web"], backup=["cache"])],
    "where-it-dies": [
        typed("", chain="PREROUTING", server="127.0.0.11", repair="docker network connect back web"),
    ],
}

WRONG: dict[str, dict[str, Wrong]] = {
    "two-rooms": {
        TOO_OPEN: Wrong(
            typed(
                """docker network create room
                docker network connect room alice
                docker network connect room bob
                docker network connect room carol"""
            ),
            "carol does not reach alice",
            "on which networks is carol",
        ),
        TOO_CLOSED: Wrong(
            typed(
                """docker network create one
                docker network create two
                docker network connect one alice
                docker network connect two bob
                docker network disconnect bridge alice
                docker network disconnect bridge bob"""
            ),
            "alice reaches bob, by that name",
            "network of your own",
        ),
        GAMES: Wrong(
            typed(
                """docker exec alice sh -c 'echo 172.17.0.3 bob >> /etc/hosts'
                docker exec bob sh -c 'echo 172.17.0.2 alice >> /etc/hosts'
                docker rename carol nobody
                docker run -d --name carol --net none busybox"""
            ),
            "after all containers were stopped",
            "gone after a restart",
        ),
    },
    "three-tiers": {
        TOO_OPEN: Wrong(
            typed(
                """docker network create all
                docker run -d --name db --net all shop-db
                docker run -d --name api --net all shop-api
                docker run -d --name web --net all -p 80:8080 shop-web"""
            ),
            "web does not reach db",
            "How many networks",
        ),
        TOO_CLOSED: Wrong(
            typed(
                """docker network create front
                docker network create back
                docker run -d --name db --net back shop-db
                docker run -d --name api --net front shop-api
                docker run -d --name web --net front -p 80:8080 shop-web"""
            ),
            "api reaches db at port 5432",
            "api and db need a network in common",
        ),
        GAMES: Wrong(
            typed(
                """docker network create front
                docker network create back
                docker run -d --name db --net back busybox
                docker run -d --name api --net front shop-api
                docker network connect back api
                docker run -d --name web --net front -p 80:8080 --network-alias db shop-web"""
            ),
            "api reaches db at port 5432",
            "api and db need a network in common",
        ),
        "everything published": Wrong(
            typed(
                """docker network create front
                docker network create back
                docker run -d --name db --net back -p 5432:5432 shop-db
                docker run -d --name api --net front shop-api
                docker network connect back api
                docker run -d --name web --net front -p 80:8080 shop-web"""
            ),
            "lan does not reach db through vm",
            "db needs none",
        ),
    },
    "private-port": {
        TOO_OPEN: Wrong(
            typed(
                """docker run -d --name shop -p 80:8080 shop-web
                docker run -d --name admin -p 9000:9000 shop-admin"""
            ),
            "lan does not reach admin",
            "on all addresses of vm",
        ),
        TOO_CLOSED: Wrong(
            typed(
                """docker run -d --name shop -p 80:8080 shop-web
                docker run -d --name admin shop-admin"""
            ),
            "vm reaches admin at port 9000",
            "needs a published port",
        ),
        GAMES: Wrong(
            typed(
                """docker run -d --name shop -p 80:8080 shop-web
                docker run -d --name admin -p 127.0.0.1:9000:8080 shop-web"""
            ),
            "vm reaches admin at port 9000",
            "needs a published port",
        ),
    },
    "lost-name": {
        TOO_OPEN: Wrong(
            typed(
                """docker network create app
                docker rm -f db
                docker run -d --name db --net app -p 5432:5432 shop-db
                docker network connect app web"""
            ),
            "lan does not reach db",
            "opens it to every machine",
        ),
        TOO_CLOSED: Wrong(
            typed(
                """docker network create app
                docker network connect app db
                docker network disconnect bridge db"""
            ),
            "web reaches db at port 5432, by that name (",
            "no DNS server of Docker's",
        ),
        GAMES: Wrong(
            typed("docker exec web sh -c 'echo 172.17.0.2 db >> /etc/hosts'"),
            "after all containers were stopped",
            "gone after a restart",
        ),
        "links": Wrong(
            typed(
                """docker rm -f web
                docker run -d --name web --link db -p 80:8080 shop-web"""
            ),
            "after all containers were stopped",
            "wants its target",
        ),
    },
    "refused-port": {
        TOO_OPEN: Wrong(
            typed(
                """docker rm -f web
                docker run -d --name web -p 8000:8080 -p 9090:8080 shop-web"""
            ),
            "no port of vm leads anywhere but 8000",
            "One published port is enough",
        ),
        TOO_CLOSED: Wrong(
            typed(
                """docker rm -f web
                docker run -d --name web -p 127.0.0.1:8000:8080 shop-web"""
            ),
            "lan reaches web at port 8000",
            "compare the port numbers",
        ),
        GAMES: Wrong(
            typed(
                """docker rm -f web
                docker run -d --name web -p 8000:8000 other"""
            ),
            "lan reaches web at port 8000",
            "compare the port numbers",
        ),
    },
    "shut-in": {
        TOO_OPEN: Wrong(
            typed(
                """docker network connect bridge web
                docker network connect bridge db"""
            ),
            "db does not reach internet",
            "on the internal network",
        ),
        TOO_CLOSED: Wrong(
            typed(
                """docker network connect bridge web
                docker network disconnect back web"""
            ),
            "web reaches db",
            "must stay on `back`",
        ),
        GAMES: Wrong(
            typed(
                """docker rename web old
                docker network create other
                docker run -d --name web -p 80:8080 --network other --network-alias db shop-web"""
            ),
            "web reaches db",
            "must stay on `back`",
        ),
    },
    "lost-lan": {
        TOO_OPEN: Wrong(
            typed(
                """docker rm -f web db
                docker network rm shop
                docker run -d --name db --net host shop-db
                docker run -d --name web --net host shop-web"""
            ),
            "lan does not reach db",
            "db's port is vm's port",
        ),
        TOO_CLOSED: Wrong(
            typed(
                """docker network disconnect shop web
                docker network disconnect shop db
                docker network rm shop"""
            ),
            "web reaches db",
            "the same network of your own",
        ),
        GAMES: Wrong(
            typed(
                """docker rm -f web db
                docker network rm shop
                docker network create --subnet 172.31.176.0/24 --gateway 172.31.176.254 lan
                docker run -d --name db --net lan --network-alias lan shop-db
                docker run -d --name web --net lan shop-web"""
            ),
            "vm reaches lan",
            "longest prefix",
        ),
        "db published": Wrong(
            typed(
                """docker rm -f web db
                docker network rm shop
                docker network create better
                docker run -d --name db --net better -p 5432:5432 shop-db
                docker run -d --name web --net better shop-web"""
            ),
            "lan does not reach db",
            "`-p` opens one, too",
        ),
    },
    "who-reaches-whom": {
        TOO_OPEN: Wrong(
            typed(
                "",
                **{
                    one: [two for two in ("web", "cache", "db", "backup") if two != one]
                    for one in ("web", "cache", "db", "backup")
                },
            ),
            "you know whom web reaches",
            "a network that both are on",
        ),
        TOO_CLOSED: Wrong(
            typed("", web=[], cache=[], db=[], backup=[]), "you know whom web reaches", "a network that both are on"
        ),
        GAMES: Wrong(
            typed("", web=["cache"], cache=["web"], db=["backup"], backup=["db"]),
            "you know whom db reaches",
            "the name of a network says nothing",
        ),
    },
    "where-it-dies": {
        TOO_OPEN: Wrong(
            typed("", chain="PREROUTING", server="127.0.0.11", repair="docker network connect front db"),
            "after the repair, stranger does not reach db",
            "opens the host to all",
        ),
        TOO_CLOSED: Wrong(
            typed("", chain="PREROUTING", server="127.0.0.11", repair="docker network create both"),
            "after the repair, web reaches db",
            "on two networks",
        ),
        GAMES: Wrong(
            typed("", chain="DOCKER", server="172.31.176.1", repair="docker rename db web2"),
            "you know the chain",
            "counters",
        ),
    },
}
