"""The tables of a namespace are the same whether somebody looks at them after each step or only at the end."""

from collections.abc import Callable
from random import Random

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.fib import FEW, Fib, Route
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int
from tests.unit.linux.machines import host

CIDRS = ("10.0.0.1/24", "10.0.0.2/24", "10.0.1.1/24", "10.0.0.1/16", "192.168.7.1/30")
TARGETS = [ip_int(ip) for ip in ("10.0.0.1", "10.0.0.255", "10.0.1.9", "127.0.0.9", "255.255.255.255", "8.8.8.8")]


def machine() -> NetNs:
    ns = host("vm").new_netns("box")
    ns.lo.set_up()
    for name in ("a", "b"):
        ns.add_device(Bridge(name, 0x020000000000))
    return ns


def step(random: Random) -> Callable[[NetNs], object]:
    """Something that happens to a namespace."""
    name, cidr = random.choice(("a", "b", "lo")), random.choice(CIDRS)
    gateway = ip_int(random.choice(("10.0.0.9", "10.0.1.9")))
    return random.choice(
        (
            lambda ns: ns.ip.add_address(ns.device(name), cidr),
            lambda ns: ns.ip.add_address(ns.device(name), cidr),
            lambda ns: ns.ip.del_address(ns.device(name), cidr),
            lambda ns: ns.device(name).set_up(),
            lambda ns: ns.device(name).set_down(),
            lambda ns: ns.ip.fib.add(Route(0, 0, None, gateway)),
        )
    )


def seen(ns: NetNs) -> list[object]:
    fib = ns.ip.fib
    tables = [[(ip, str(route)) for ip, route in table.items()] for table in (fib.local, fib.broadcasts)]
    return [*tables, [str(route) for route in fib.routes()], [str(fib.lookup(target)) for target in TARGETS]]


@pytest.mark.parametrize("seed", range(60))
def test_looking_changes_nothing(seed: int) -> None:
    random = Random(seed)
    steps = [step(random) for _ in range(random.randrange(1, 12))]
    watched, left_alone = machine(), machine()
    for do in steps:
        outcomes = []
        for ns in (watched, left_alone):
            try:
                do(ns)
                outcomes.append("")
            except NetError as error:
                outcomes.append(error.text)
        assert outcomes[0] == outcomes[1]
        found = [str(watched.ip.fib.find(target)) for target in TARGETS]
        seen(watched)
        assert [str(left_alone.ip.fib.find(target)) for target in TARGETS if target >> 24 == 8] == found[-1:]
    assert seen(watched) == seen(left_alone)


def test_a_long_table_finds_what_a_short_one_finds() -> None:
    ns = machine()
    ns.device("a").set_up()
    fib, device = Fib(), ns.device("a")
    routes = [Route(ip_int(f"10.{n}.0.0"), 16, device, scope="link") for n in range(FEW + 3)]
    routes += [
        Route(ip_int("10.3.7.0"), 24, device, scope="link"),
        Route(0, 0, device, scope="link"),
        Route(ip_int("10.4.0.0"), 16, device, metric=9, scope="link"),
    ]
    for route in routes:
        fib.add(route)
    wanted = {"10.3.7.1": "10.3.7.0/24 dev a scope link linkdown", "10.3.8.1": "10.3.0.0/16 dev a scope link linkdown"}
    wanted |= {"10.4.1.1": "10.4.0.0/16 dev a scope link linkdown", "11.0.0.1": "default dev a scope link linkdown"}
    assert {ip: str(fib.lookup(ip_int(ip))) for ip in wanted} == wanted
