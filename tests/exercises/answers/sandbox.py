"""Answers to sandbox."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network create --internal -o com.docker.network.bridge.gateway_mode_ipv4=isolated sealed
        docker network connect sealed {proxy}
        docker network connect sealed {agent}
        docker network disconnect jail {agent}
    """),
    typed("""
        docker rm -f {agent}
        docker network disconnect jail {proxy}
        docker network rm jail
        docker network create --internal --subnet 10.200.1.0/24 jail
        docker network connect jail {proxy}
        docker run -d --name {agent} --network jail busybox
        iptables -I INPUT -s 10.200.1.0/24 -j DROP
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker network create --internal sealed
            docker network connect sealed {proxy}
            docker network connect sealed {agent}
            docker network disconnect jail {agent}
        """),
        "no address of vm answers {agent}",
        "Internal is not enough",
    ),
    TOO_CLOSED: Wrong(
        typed("docker network disconnect jail {agent}"),
        "{agent} reaches {proxy} at port 9000",
        "need a network in common",
    ),
    GAMES: Wrong(
        typed("""
            iptables -I INPUT -s {net}.0/24 -j DROP
            iptables -I DOCKER-USER -s {net}.0/24 -d 172.31.176.0/20 -j DROP
        """),
        "{agent} does not reach the internet",
        "no default route",
    ),
    "the proxy sealed, too": Wrong(
        typed("""
            docker network create --internal -o com.docker.network.bridge.gateway_mode_ipv4=isolated sealed
            docker network connect sealed {proxy}
            docker network connect sealed {agent}
            docker network disconnect jail {agent}
            docker network disconnect jail {proxy}
            docker network disconnect out {proxy}
        """),
        "{proxy} reaches the internet",
        "second network that leads outside",
    ),
}
