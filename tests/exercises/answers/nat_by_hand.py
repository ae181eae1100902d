"""Answers to nat-by-hand."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

OUT = """
    iptables -A FORWARD -i veth0 -j ACCEPT
    iptables -A FORWARD -o veth0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    iptables -t nat -A POSTROUTING -s {net}.0/24 ! -o veth0 -j MASQUERADE
"""
DNAT = "iptables -t nat -A PREROUTING -p tcp --dport {http} -j DNAT --to-destination {net}.2:80"
IN = f"{DNAT}\niptables -A FORWARD -d {{net}}.2 -o veth0 -p tcp --dport 80 -j ACCEPT"
SOLUTIONS = [
    typed(OUT + IN),
    typed(f"""
        iptables -I DOCKER-USER -i veth0 -j ACCEPT
        iptables -I DOCKER-USER -o veth0 -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT
        iptables -t nat -A POSTROUTING -s {{net}}.2 -o eth0 -j SNAT --to-source 172.31.179.120
        {DNAT}
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed(f"iptables -P FORWARD ACCEPT\niptables -t nat -A POSTROUTING -s {{net}}.0/24 -j MASQUERADE\n{DNAT}"),
        "lan does not reach the secret page",
        "leave the policy at DROP",
    ),
    TOO_CLOSED: Wrong(
        typed(OUT + DNAT), "lan gets the page at port {http} of vm", "that FORWARD judges by its new port, 80"
    ),
    GAMES: Wrong(typed("busybox httpd -f -h /srv/secret -p {http} &"), "lan gets the page at port {http}", "DNAT rule"),
    "no masquerade": Wrong(
        typed("""
            iptables -A FORWARD -i veth0 -j ACCEPT
            iptables -A FORWARD -o veth0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        """),
        "{box} reaches the internet",
        "no machine knows the box's address",
    ),
}
