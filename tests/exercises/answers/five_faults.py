"""Answers to five-faults."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

REPAIRS = """
    {outside[1]}
    docker exec {web} ip route del blackhole {net}.12/32
    docker exec {api} ip link set eth0 mtu 1500
    docker network connect lab {db}
    nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {db}) -n iptables -F INPUT
"""

SOLUTIONS = [
    typed(REPAIRS),
    typed("""
        {outside[1]}
        docker rm -f {web} {api} {db}
        docker run -d --name {db} --network lab shop-db
        docker run -d --name {api} --network lab shop-api
        docker run -d --name {web} --network lab -p {http}:8080 shop-web
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            {outside[1]}
            docker rm -f {web} {api} {db}
            docker run -d --name {db} --network lab -p 5432:5432 shop-db
            docker run -d --name {api} --network lab shop-api
            docker run -d --name {web} --network lab -p {http}:8080 shop-web
        """),
        "lan does not reach {db} through vm",
        "{db} needs no port of vm",
    ),
    TOO_CLOSED: Wrong(
        typed("docker network connect lab {db}\ndocker network disconnect bridge {db}"),
        "{api} reaches {db} at port 5432",
        "rules inside {db}'s own namespace",
    ),
    GAMES: Wrong(
        typed("""
            docker exec {api} sh -c 'echo {net}.13 {db} >> /etc/hosts'
            iptables -P FORWARD ACCEPT
        """),
        "{api} reaches {db}, by that name (",
        "On which networks is {db}?",
    ),
    "the other end's MTU": Wrong(
        typed("""
            docker exec {web} ip route del blackhole {net}.12/32
            docker exec {web} ip link set eth0 mtu {mtu}
        """),
        "{web} reaches {api} with packets of 1028 bytes",
        "compare the MTUs at both ends",
    ),
    "no published port": Wrong(
        typed("docker restart -t 0 {web}"), "lan reaches {web} at port {http}", "names the rule or setting"
    ),
}
