"""Answers to switch-by-hand."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

BRIDGE = """
    ip link add sw0 type bridge
    ip link set sw0 up
"""
PORTS = "".join(
    f"""
    ip link add p{n} type veth peer name eth0 netns {{rooms[{n}]}}
    ip link set p{n} master sw0
    ip link set p{n} up
    ip -n {{rooms[{n}]}} addr add {{net}}.{n + 1}/24 dev eth0
    ip -n {{rooms[{n}]}} link set eth0 up
"""
    for n in range(3)
)
NO_RULES = "sysctl -w net.bridge.bridge-nf-call-iptables=0"

SOLUTIONS = [
    typed(f"{BRIDGE}\n{PORTS}\n{NO_RULES}"),
    typed(f"{BRIDGE}\n{PORTS}\niptables -I FORWARD -i sw0 -o sw0 -j ACCEPT"),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed(f"{BRIDGE}\n{PORTS}\n{NO_RULES}\nip addr add {{net}}.254/24 dev sw0"),
        "vm does not reach any",
        "needs no address",
    ),
    TOO_CLOSED: Wrong(typed(f"{BRIDGE}\n{PORTS}"), "{rooms[0]} pings {rooms[1]}", "veth pair of its own"),
    GAMES: Wrong(
        typed("ip -n {rooms[0]} link set lo up\nip -n {rooms[0]} addr add {net}.2/24 dev lo"),
        "{rooms[0]} pings {rooms[1]}",
        "veth pair of its own",
    ),
    "a port left out": Wrong(
        typed(f"{BRIDGE}\n{PORTS}\n{NO_RULES}\nip link set p2 nomaster"),
        "{rooms[1]} pings {rooms[2]}",
        "`master`",
    ),
}
