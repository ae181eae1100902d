"""A bridge learns, ages, floods, and never sends a frame back out of the port it came from."""

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.veth import Veth, veth_pair
from dockernet_sim.sim.errors import BroadcastLoop
from tests.unit.linux.machines import bridge, drops, echo, host, plug


def test_echo_crosses_the_bridge_with_its_ttl_untouched() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    a, _b = plug(vm, br, "a", "10.0.0.2/24"), plug(vm, br, "b", "10.0.0.3/24")
    assert echo(a, "10.0.0.3") == ["10.0.0.3 0 0"]
    assert {r.packet.payload.ttl for r in vm.trace if r.event == "rx" and r.packet.ethertype == 0x800} == {64}


def test_known_stations_are_not_flooded() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    a, _b, _c = (plug(vm, br, n, f"10.0.0.{i}/24") for i, n in enumerate("abc", 2))
    echo(a, "10.0.0.3")
    vm.trace.clear()
    echo(a, "10.0.0.3")
    assert not [r for r in vm.trace if r.netns == "c"]


def test_what_was_learnt_ages_out() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    a, b = plug(vm, br, "a", "10.0.0.2/24"), plug(vm, br, "b", "10.0.0.3/24")
    echo(a, "10.0.0.3")
    mac = b.devices["eth0"].mac
    assert br.fdb.lookup(mac, vm.clock.now) is not None
    vm.clock.run(until=vm.clock.now + 400)
    assert br.fdb.lookup(mac, vm.clock.now) is None


def test_a_frame_never_goes_back_out_of_its_port() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    a = plug(vm, br, "a", "10.0.0.2/24")
    echo(a, "10.0.0.9")
    port = next(iter(br.ports)).name
    assert not [r for r in vm.trace if r.device == port and r.event == "tx"]


def test_a_bridge_that_is_down_switches_nothing() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    a, _b = plug(vm, br, "a", "10.0.0.2/24"), plug(vm, br, "b", "10.0.0.3/24")
    br.set_down()
    assert echo(a, "10.0.0.3", wait=0.5) == []
    assert set(drops(vm)) == {"link-down"}
    br.set_up()
    vm.clock.run(until=vm.clock.now + 5)
    assert echo(a, "10.0.0.3") == ["10.0.0.3 0 0"]


def test_without_its_master_a_port_is_cut_off() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    a, _b = plug(vm, br, "a", "10.0.0.2/24"), plug(vm, br, "b", "10.0.0.3/24")
    br.remove_port(vm.root.devices["va"])
    assert echo(a, "10.0.0.3", wait=0.5) == []


def test_the_carrier_follows_the_ports() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    assert (br.operstate, "NO-CARRIER" in br.flags) == ("DOWN", True)
    plug(vm, br, "a", "10.0.0.2/24")
    assert (br.operstate, "LOWER_UP" in br.flags) == ("UP", True)
    vm.root.delete_device("va")
    assert (br.operstate, "LOWER_UP" in br.flags) == ("UP", False), "the kernel looks at such losses once in a second"
    vm.clock.run(until=2.0)
    assert (br.operstate, "NO-CARRIER" in br.flags) == ("DOWN", True)


def test_the_1024th_port_is_refused() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    for i in range(1023):
        br.add_port(vm.root.add_device(Veth(f"d{i}", i)))
    with pytest.raises(NetError, match="Exchange full"):
        br.add_port(vm.root.add_device(Veth("d1023", 9999)))


def test_two_ways_between_two_bridges_end_in_a_named_error() -> None:
    vm = host()
    one, two = bridge(vm, "br1", "10.0.0.1/24"), bridge(vm, "br2", "10.0.1.1/24")
    for i in range(2):
        for device, master in zip(veth_pair(vm.root, f"x{i}", vm.root, f"y{i}"), (one, two), strict=True):
            master.add_port(device)
            device.set_up()
    a = plug(vm, one, "a", "10.0.0.2/24")
    with pytest.raises(BroadcastLoop, match="circling"):
        echo(a, "10.0.0.9")
