"""Answers to two-gateways."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network disconnect {nets[1]} {api}
        docker network connect --gw-priority 1 {nets[1]} {api}
    """),
    typed("""
        docker rm -f {api}
        docker run -d --name {api} --network {nets[0]} --network name={nets[1]},gw-priority=10 shop-api
    """),
]

WRONG = {
    TOO_OPEN: Wrong(typed("iptables -F DOCKER-USER"), "vm's rule is in place", "not yours to delete"),
    TOO_CLOSED: Wrong(
        typed("docker network disconnect {nets[0]} {api}"),
        "{api} reaches {db}",
        "must stay on {nets[0]}",
    ),
    GAMES: Wrong(
        typed(
            "nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {api}) -n ip route replace default via {out}.1 dev eth1"
        ),
        "after all containers were stopped",
        "gone after a restart",
    ),
    "connected again without a priority": Wrong(
        typed("""
            docker network disconnect {nets[1]} {api}
            docker network connect {nets[1]} {api}
        """),
        "{api} reaches the internet (",
        "has one default route",
    ),
}
