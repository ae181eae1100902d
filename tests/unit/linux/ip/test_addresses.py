"""Addresses, the routes that come with them, and sources that cannot be."""

from dockernet_sim.wire.address import ip_int
from tests.unit.linux.machines import bridge, drops, echo, host, plug


def routes(ns: object) -> list[str]:
    return [str(route) for route in ns.ip.fib.routes()]  # type: ignore[attr-defined]


def test_a_link_that_is_down_keeps_its_addresses_local() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    br.set_down()
    assert routes(vm.root) == [] and echo(vm.root, "10.0.0.1") == ["10.0.0.1 0 0"]


def test_connected_routes_come_back_and_others_do_not() -> None:
    vm = host()
    ns = plug(vm, bridge(vm, "br0", "10.0.0.1/24"), "a", "10.0.0.2/24", "10.0.0.1")
    eth0 = ns.device("eth0")
    eth0.set_down()
    assert routes(ns) == []
    eth0.set_up()
    assert routes(ns) == ["10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2"]


def test_a_primary_address_takes_the_secondary_ones_along() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    for cidr in ("10.0.0.2/24", "10.0.0.3/24", "10.1.0.1/24"):
        vm.root.ip.add_address(br, cidr)
    assert [a.secondary for a in vm.root.ip.addresses if a.dev is br] == [False, False, True, True]
    vm.root.ip.del_address(br, "10.0.0.1/24")
    assert [str(a) for a in vm.root.ip.addresses if a.dev is br] == ["10.1.0.1/24"]
    assert not vm.root.ip.is_local(ip_int("10.0.0.2"))


def test_the_last_address_takes_all_routes_along() -> None:
    vm = host()
    ns = plug(vm, bridge(vm, "br0", "10.0.0.1/24"), "a", "10.0.0.2/24", "10.0.0.1")
    eth0 = ns.device("eth0")
    ns.ip.add_address(eth0, "10.1.0.1/24")
    ns.ip.del_address(eth0, "10.0.0.2/24")
    assert routes(ns) == ["default via 10.0.0.1 dev eth0", "10.1.0.0/24 dev eth0 proto kernel scope link src 10.1.0.1"]
    ns.ip.del_address(eth0, "10.1.0.1/24")
    assert routes(ns) == []


def test_our_own_address_cannot_come_in_from_outside() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    ns = plug(vm, br, "a", "10.0.0.2/24")
    ns.ip.add_address(ns.device("eth0"), "10.9.0.1/32")
    vm.root.ip.add_address(br, "10.9.0.1/32")
    ns.ip.fib.routes()[0].src = ip_int("10.9.0.1")
    ns.ip.neigh.add(ns.device("eth0"), ip_int("10.0.0.1"), br.mac)  # a question from such an address is not answered
    assert echo(ns, "10.0.0.1") == [] and drops(vm)[-1] == "martian"


def test_rp_filter_wants_the_way_back_through_the_same_device() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    ns = plug(vm, br, "a", "10.7.0.2/24")
    ns.ip.add_address(ns.device("eth0"), "10.0.0.2/24")
    vm.root.ip.add_address(br, "10.0.0.5/24")
    ns.ip.fib.routes()[0].src = ip_int("10.7.0.2")
    vm.root.sysctl["net.ipv4.conf.all.rp_filter"] = "1"
    ns.ip.neigh.add(ns.device("eth0"), ip_int("10.0.0.1"), br.mac)
    assert echo(ns, "10.0.0.1") == [] and drops(vm)[-1] == "martian"
    vm.root.sysctl["net.ipv4.conf.all.rp_filter"] = "0"
    ns.clock.run(until=ns.clock.now + 1)
    assert drops(vm).count("martian") == 1


def test_forwarding_can_be_switched_off_on_one_device() -> None:
    vm = host()
    vm.root.sysctl["net.ipv4.ip_forward"] = "1"
    a = plug(vm, bridge(vm, "br0", "10.0.0.1/24"), "a", "10.0.0.2/24", "10.0.0.1")
    plug(vm, bridge(vm, "br1", "10.1.0.1/24"), "b", "10.1.0.2/24", "10.1.0.1")
    assert echo(a, "10.1.0.2") == ["10.1.0.2 0 0"]
    vm.root.sysctl["net.ipv4.conf.br0.forwarding"] = "0"
    assert echo(a, "10.1.0.2") == [] and drops(vm)[-1] == "not-for-us"
    vm.root.sysctl["net.ipv4.conf.all.forwarding"] = "1"
    assert echo(a, "10.1.0.2") == ["10.1.0.2 0 0"]


def test_a_link_without_arp_addresses_itself() -> None:
    vm = host()
    ns = plug(vm, bridge(vm, "br0", "10.0.0.1/24"), "a", "10.0.0.2/24")
    ns.device("eth0").set_mode("NOARP", True)
    assert echo(ns, "10.0.0.1") == [] and not ns.ip.neigh.entries
