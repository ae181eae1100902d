"""ICMP redirects: 172.17.0.2 reaches 192.168.77.1 behind 172.17.0.3, and its gateway says so."""

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int
from tests.unit.linux.machines import bridge, echo, host, plug

TARGET, VIA = "192.168.77.1", "172.17.0.3"
Three = tuple[NetNs, NetNs]


@pytest.fixture
def three() -> Three:
    """The gateway and the sender."""
    vm = host()
    docker0 = bridge(vm, "docker0", "172.17.0.1/16")
    vm.root.sysctl["net.ipv4.ip_forward"] = "1"
    sender = plug(vm, docker0, "a", "172.17.0.2/16", "172.17.0.1")
    other = plug(vm, docker0, "b", "172.17.0.3/16", "172.17.0.1")
    other.ip.add_address(other.lo, f"{TARGET}/32")
    vm.root.ip.fib.add(Route(ip_int("192.168.77.0"), 24, None, ip_int(VIA)))
    return vm.root, sender


def hop(ns: NetNs) -> int:
    route = ns.ip.fib.lookup(ip_int(TARGET))
    assert route is not None
    return route.gateway


def test_gateway_redirects_and_the_sender_learns_once_it_knows_the_new_hop(three: Three) -> None:
    _, sender = three
    assert echo(sender, TARGET) == ["172.17.0.1 5 1", f"{TARGET} 0 0"]
    assert hop(sender) == ip_int("172.17.0.1")  # the first one made it ask for the new hop's MAC
    assert echo(sender, TARGET) == ["172.17.0.1 5 1", f"{TARGET} 0 0"]
    assert hop(sender) == ip_int(VIA)
    assert echo(sender, TARGET) == [f"{TARGET} 0 0"]
    sender.clock.run(until=sender.clock.now + 301)
    assert hop(sender) == ip_int("172.17.0.1")


def test_change_of_routes_forgets_what_was_learnt(three: Three) -> None:
    _, sender = three
    for _ in range(2):
        echo(sender, TARGET)
    sender.ip.fib.add(Route(ip_int("10.1.0.0"), 16, None, ip_int("172.17.0.1")))
    assert hop(sender) == ip_int("172.17.0.1")


@pytest.mark.parametrize(
    ("who", "settings"),
    [
        (0, {"net.ipv4.conf.all.send_redirects": "0", "net.ipv4.conf.docker0.send_redirects": "0"}),
        (1, {"net.ipv4.conf.all.accept_redirects": "0", "net.ipv4.conf.eth0.accept_redirects": "0"}),
        (1, {"net.ipv4.conf.all.shared_media": "0", "net.ipv4.conf.eth0.shared_media": "0"}),
    ],
    ids=["not sent", "not accepted", "only default gateways are secure"],
)
def test_settings_forbid_it(three: Three, who: int, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        three[who].sysctl[name] = value
    for _ in range(3):
        heard = echo(three[1], TARGET)
    assert hop(three[1]) == ip_int("172.17.0.1")
    assert (heard == [f"{TARGET} 0 0"]) is (who == 0)


def test_packet_from_another_subnet_is_not_redirected(three: Three) -> None:
    gateway, sender = three
    sender.ip.add_address(sender.device("eth0"), "10.5.0.9/24")
    gateway.ip.fib.add(Route(ip_int("10.5.0.0"), 24, None, ip_int("172.17.0.2")))
    sender.ip.fib.add(Route(ip_int("192.168.77.0"), 24, None, ip_int("172.17.0.1"), src=ip_int("10.5.0.9")))
    assert [line for line in echo(sender, TARGET) if " 5 " in line] == []


def test_sender_that_ignores_redirects_gets_nine_and_no_more(three: Three) -> None:
    _, sender = three
    for name in ("all", "eth0"):
        sender.sysctl[f"net.ipv4.conf.{name}.accept_redirects"] = "0"
    told = sum(1 for _ in range(20) for line in echo(sender, TARGET, wait=11.0) if " 5 " in line)
    assert told == 9


def test_nat_drops_the_redirect_about_a_flows_first_packet(three: Three) -> None:
    gateway, sender = three
    Editor(gateway.nf).append("nat", "POSTROUTING", "-s 10.0.0.0/8 -j MASQUERADE")
    assert echo(sender, TARGET) == [f"{TARGET} 0 0"]
    drops = [record for record in gateway.trace if record.event == "drop"]
    assert ["NAT" in str(record.cause) for record in drops] == [True]
