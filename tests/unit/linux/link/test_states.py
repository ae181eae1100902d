"""Carriers, and when the kernel sees them; what bridges take from their ports; devices that move and go."""

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import veth_pair
from tests.unit.linux.machines import bridge, drops, echo, host, plug


def test_a_bridge_left_alone_says_nothing_and_one_with_a_mac_has_no_carrier() -> None:
    vm = host()
    for name, own in (("br0", False), ("br1", True)):
        device = vm.root.add_device(Bridge(name, 0x0242AABBCCDD, own_mac=own))
        device.set_up()
    states = [(vm.root.device(name).operstate, "NO-CARRIER" in vm.root.device(name).flags) for name in ("br0", "br1")]
    assert states == [("UNKNOWN", False), ("DOWN", True)]


def test_losses_that_are_not_urgent_are_seen_once_in_a_second() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    plug(vm, br, "a", "10.0.0.2/24")
    vm.clock.run(until=5.0)
    vm.root.device("va").set_down()
    assert (br.carrier, br.operstate) == (False, "UP"), "the veth's own loss was looked at just now"
    vm.clock.run(until=6.1)
    assert br.operstate == "DOWN"
    vm.root.device("va").set_up()
    assert br.operstate == "UP", "a gain is urgent"


def test_request_for_one_device_brings_its_state_up_to_date() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    plug(vm, br, "a", "10.0.0.2/24")
    vm.root.device("va").set_down()
    br.settle()
    assert br.operstate == "DOWN"


def test_the_state_of_a_veth_whose_end_is_elsewhere() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    ns = plug(vm, br, "a", "10.0.0.2/24")
    ns.device("eth0").set_down()
    assert vm.root.device("va").operstate == "DOWN"
    a, _ = veth_pair(vm.root, "x", vm.root, "y")
    a.set_up()
    assert a.operstate == "LOWERLAYERDOWN"


def test_a_bridge_takes_mac_and_mtu_from_its_ports_unless_told() -> None:
    vm = host()
    free = vm.root.add_device(Bridge("br0", 0x02FFFFFFFFFF, own_mac=False))
    told = vm.root.add_device(Bridge("br1", 0x02FFFFFFFFFF))
    told.set_mtu(1500)
    for br, one in ((free, "a"), (told, "b")):
        port, _ = veth_pair(vm.root, one, vm.root, f"{one}p")
        port.set_mtu(1400)
        br.add_port(port)
    assert (free.mac, free.mtu) == (vm.root.device("a").mac, 1400)
    assert (told.mac, told.mtu) == (0x02FFFFFFFFFF, 1500)
    vm.root.delete_device("a")
    assert (free.mac, free.mtu) == (0, 1500)


def test_a_frame_too_long_for_the_other_end_is_lost() -> None:
    vm = host()
    ns = plug(vm, bridge(vm, "br0", "10.0.0.1/24"), "a", "10.0.0.2/24")
    vm.root.device("va").set_mtu(1000)
    assert echo(ns, "10.0.0.1", size=1200) == [] and drops(vm)[-1] == "mtu-exceeded"


def test_a_namespace_goes_with_both_ends_of_a_pair() -> None:
    vm = host()
    ns = vm.new_netns("blue")
    veth_pair(ns, "a", ns, "b")
    vm.delete_netns(ns)
    assert [d.name for d in ns.links()] == ["lo"]


def test_bridges_and_lo_stay_where_they_are() -> None:
    vm = host()
    bridge(vm, "br0", "10.0.0.1/24")
    for name in ("br0", "lo"):
        with pytest.raises(NetError, match="immutable"):
            vm.root.move_device(name, vm.new_netns(name))


def test_a_new_name_takes_settings_and_labels_along() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    vm.root.ip.add_address(br, "10.1.0.1/24")
    vm.root.sysctl["net.ipv4.conf.br0.rp_filter"] = "1"
    vm.root.rename_device("br0", "br9")
    assert vm.root.sysctl["net.ipv4.conf.br9.rp_filter"] == "1"
    assert [a.label for a in vm.root.ip.addresses if a.dev is br] == ["br9", "br9:2"]
