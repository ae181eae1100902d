"""Answers to ufw-is-on."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("iptables -I DOCKER-USER -i eth0 -p tcp --dport 5432 -j DROP"),
    typed("iptables -I DOCKER-USER -i eth0 -p tcp -m conntrack --ctorigdstport {own} --ctdir ORIGINAL -j DROP"),
    typed("""
        docker rm -f {db}
        docker run -d --name {db} --network shop -p 127.0.0.1:{own}:5432 shop-db
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("iptables -I INPUT -p tcp --dport 5432 -j DROP"), "lan does not reach {db}", "INPUT never sees the packet"
    ),
    TOO_CLOSED: Wrong(
        typed("iptables -I DOCKER-USER -i eth0 -j DROP"),
        "{web} reaches the internet",
        "let established flows return",
    ),
    GAMES: Wrong(
        typed("""
            docker rm -f {db}
            docker run -d --name {db} --network shop shop-db
        """),
        "vm reaches {db} at port {own} of 127.0.0.1",
        "do not take the port away",
    ),
    "the host's port": Wrong(
        typed("iptables -I DOCKER-USER -i eth0 -p tcp --dport {own} -j DROP"),
        "lan does not reach {db}",
        "Which chain of FORWARD is yours",
    ),
    "no device named": Wrong(
        typed("iptables -I DOCKER-USER -p tcp --dport 5432 -j DROP"),
        "{web} reaches {db}",
        "name the device that lan comes in by",
    ),
}
