"""Answers to office-only."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

ANSWERS = "iptables -I DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN\n"
SOLUTIONS = [
    typed(f"{ANSWERS}iptables -I DOCKER-USER -i eth0 -p tcp -m conntrack --ctorigdstport {{http}} -j RETURN"),
    typed(f"""
        {ANSWERS}
        iptables -I DOCKER-USER -i eth0 -d $(docker inspect -f '{{{{{{{{.NetworkSettings.Networks.bridge.IPAddress}}}}}}}}' {{web}}) -p tcp --dport 8080 -j RETURN
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed(f"{ANSWERS}iptables -I DOCKER-USER -i eth0 -p tcp --dport 8080 -j RETURN"),
        "lan does not reach {admin}",
        "opens both",
    ),
    TOO_CLOSED: Wrong(
        typed("iptables -I DOCKER-USER -i eth0 -p tcp -m conntrack --ctorigdstport {http} -j RETURN"),
        "{web} reaches the internet",
        "let established flows return",
    ),
    GAMES: Wrong(
        typed("""
            iptables -F DOCKER-USER
            iptables -A DOCKER-USER -i eth0 -p tcp -m conntrack --ctorigdstport {own} --ctdir ORIGINAL -j DROP
        """),
        "a container that is published later",
        "Without a DROP at the end",
    ),
    "INPUT": Wrong(
        typed(f"{ANSWERS}iptables -I INPUT -i eth0 -p tcp --dport {{http}} -j ACCEPT"),
        "lan reaches {web}",
        "sees packets after DNAT",
    ),
}
