"""Cached paths and the trace change no answer: what commands print is the same with each on or off."""

from itertools import product

from dockernet_sim.shell.session import open_world
from dockernet_sim.testing import strategies as these
from dockernet_sim.testing.recipe import Recipe
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .support import examples

ADDRESSES = ("172.17.0.2", "172.17.0.3", "172.18.0.2", "172.18.0.3", "172.31.179.120", "172.31.176.1", "203.0.113.10")
TARGETS = st.sampled_from((*these.CONTAINER_NAMES, *these.ALIASES, *ADDRESSES))
PLACES = st.sampled_from(("", "", *(f"docker exec {name} " for name in these.CONTAINER_NAMES)))
SENDING = st.sampled_from(
    (
        "ping -c 5 -i 0.05 -W 1 {}", "ping -c 2 -s 3000 -W 1 {}", "curl -sS -m 2 http://{}/", "curl -sS -m 2 http://{}:8080/",
        "dig +short {}", "getent hosts {}", "traceroute -n -q 1 -w 1 -m 4 {}", "arping -c 2 -w 3 {}", "nc -zv -w 1 {} 80",
    )
)  # fmt: skip
CHANGING = st.sampled_from(
    (
        "iptables -I FORWARD -p icmp -j DROP", "iptables -D FORWARD 1", "iptables -P FORWARD ACCEPT", "sleep 40",
        "iptables -t raw -I PREROUTING -p udp -j NOTRACK", "systemctl restart docker",
    )
)  # fmt: skip
SHOWING = (
    "ip -s link",
    "ip neigh",
    "bridge fdb",
    "conntrack -L",
    "iptables-save -c",
    "docker ps -a",
    "cat /proc/net/dev",
)


def lines() -> SearchStrategy[list[str]]:
    """Packets of all kinds, and now and then a change on their way."""
    sent = st.builds(lambda place, line, target: place + line.format(target), PLACES, SENDING, TARGETS)
    return st.lists(st.one_of(sent, sent, sent, CHANGING, these.commands()), min_size=3, max_size=10)


@examples(0.5)
@given(these.labs(history=True), lines())
def test_answers_are_the_same_with_cache_and_trace_on_and_off(recipe: Recipe, more: list[str]) -> None:
    found = []
    for cache, trace in product((True, False), repeat=2):
        world = open_world(engine=recipe.engine, daemon_flags=recipe.daemon, cache=cache, trace=trace)
        typed = [(line, world.run_line("vm", line)) for line in (*recipe.lines, *more, *SHOWING)]
        found.append([(line, result.exit, result.stdout, result.stderr, result.seconds) for line, result in typed])
    for other in found[1:]:
        assert other == found[0]
