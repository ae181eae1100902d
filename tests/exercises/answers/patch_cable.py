"""Answers to patch-cable."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        ip link add cable0 type veth peer name cable1
        ip link set cable0 netns {rooms[0]}
        ip link set cable1 netns {rooms[1]}
        ip -n {rooms[0]} addr add {net}.1/24 dev cable0
        ip -n {rooms[1]} addr add {net}.2/24 dev cable1
        ip -n {rooms[0]} link set cable0 up
        ip -n {rooms[1]} link set cable1 up
    """),
    typed("""
        sysctl -w net.bridge.bridge-nf-call-iptables=0
        ip link add br7 type bridge
        ip link set br7 up
        ip link add p0 type veth peer name eth0 netns {rooms[0]}
        ip link add p1 type veth peer name eth0 netns {rooms[1]}
        ip link set p0 master br7
        ip link set p1 master br7
        ip link set p0 up
        ip link set p1 up
        ip -n {rooms[0]} addr add {net}.1/24 dev eth0
        ip -n {rooms[1]} addr add {net}.2/24 dev eth0
        ip -n {rooms[0]} link set eth0 up
        ip -n {rooms[1]} link set eth0 up
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            ip link add p0 type veth peer name eth0 netns {rooms[0]}
            ip link set p0 up
            ip addr add {net}.2/24 dev p0
            ip -n {rooms[0]} addr add {net}.1/24 dev eth0
            ip -n {rooms[0]} link set eth0 up
        """),
        "vm does not reach either",
        "needs none",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            ip link add cable0 type veth peer name cable1
            ip link set cable0 netns {rooms[0]}
            ip link set cable1 netns {rooms[1]}
            ip -n {rooms[0]} addr add {net}.1/24 dev cable0
            ip -n {rooms[1]} addr add {net}.2/24 dev cable1
            ip -n {rooms[0]} link set cable0 up
        """),
        "{rooms[0]} pings {rooms[1]}",
        "is it UP",
    ),
    GAMES: Wrong(
        typed("""
            ip -n {rooms[0]} link set lo up
            ip -n {rooms[0]} addr add {net}.2/24 dev lo
        """),
        "{rooms[0]} pings {rooms[1]}",
        "Look from inside",
    ),
    "one address for both": Wrong(
        typed("""
            ip link add cable0 type veth peer name cable1
            ip link set cable0 netns {rooms[0]}
            ip link set cable1 netns {rooms[1]}
            ip -n {rooms[0]} addr add {net}.1/32 dev cable0
            ip -n {rooms[1]} addr add {net}.2/32 dev cable1
            ip -n {rooms[0]} link set cable0 up
            ip -n {rooms[1]} link set cable1 up
        """),
        "{rooms[1]} pings {rooms[0]}",
        "with /24",
    ),
}
