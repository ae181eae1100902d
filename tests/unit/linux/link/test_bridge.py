"""A bridge learns, ages, floods, and never sends a frame back out of the port it came from."""

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.host import Host
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import Veth, veth_pair
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.sim.errors import BroadcastLoop
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
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


def filtered(drop: str = "") -> tuple[Host, Bridge, NetNs, NetNs]:
    """Two stations on a bridge with netfilter, and an address that PREROUTING drops."""
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    a, b = plug(vm, br, "a", "10.0.0.2/24"), plug(vm, br, "b", "10.0.0.3/24")
    if drop:
        Editor(vm.root.nf).append("raw", "PREROUTING", f"-s {drop} -j DROP")
    echo(a, "10.0.0.3")
    return vm, br, a, b


def sends(a: NetNs, b: NetNs, src: str, size: int, df: bool, mac: int = 0) -> list[tuple[int, bool]]:
    """Lengths and more-fragments flags of what arrives at b of a packet of so many bytes."""
    device, seen = a.devices["eth0"], []
    b.devices["eth0"].add_tap(lambda frame, way, _time: seen.append(frame.payload) if way == "in" else None)
    packet = IPv4(ip_int(src), ip_int("10.0.0.3"), PROTO_ICMP, Icmp(ECHO, ident=1, seq=1, size=size - 28), df=df)
    a.clock.sync()
    device.transmit(Frame(b.devices["eth0"].mac, mac or device.mac, ETHERTYPE_IP, packet))
    a.clock.run(until=a.clock.now + 0.01)
    return [(packet.length, packet.mf) for packet in seen]


def test_what_prerouting_drops_teaches_the_bridge_nothing() -> None:
    """br_handle_frame_finish learns behind the hook, to avoid spoofing."""
    _, br, a, b = filtered("10.0.0.77")
    sends(a, b, "10.0.0.77", 84, True, mac=0x0200_0000_0077)
    sends(a, b, "10.0.0.78", 84, True, mac=0x0200_0000_0078)
    known = {entry.mac for entry in br.stations()}
    assert 0x0200_0000_0077 not in known and 0x0200_0000_0078 in known


@pytest.mark.parametrize(
    ("nf", "size", "df", "arrives"),
    [
        (0, 1500, True, [(1500, False)]),
        (0, 1504, True, [(1504, False)]),
        (0, 1505, False, []),
        (1, 1500, True, [(1500, False)]),
        (1, 1504, True, []),
        (1, 1504, False, [(1500, True), (24, False)]),
        (1, 1600, False, [(1500, True), (120, False)]),
    ],
)
def test_what_is_too_long_for_a_port_ends_there_or_is_cut(
    nf: int, size: int, df: bool, arrives: list[tuple[int, bool]]
) -> None:
    """As Linux 6.18 does, with net.bridge.bridge-nf-call-iptables 0 and 1: four bytes are for a VLAN's tag."""
    vm, _, a, b = filtered()
    vm.root.sysctl["net.bridge.bridge-nf-call-iptables"] = str(nf)
    for device in (a.devices["eth0"], vm.root.devices["va"]):
        device.set_mtu(3000)
    assert sends(a, b, "10.0.0.2", size, df) == arrives


def test_a_new_port_gets_the_lowest_number_that_is_free() -> None:
    """find_portno, however many ports there are."""
    vm = host()
    br = Bridge("br0", 0x0200_0000_0001)
    vm.root.add_device(br)
    ends = [veth_pair(vm.root, f"a{number}", vm.root, f"b{number}")[0] for number in range(80)]
    for end in ends[:75]:
        br.add_port(end)
    br.remove_port(ends[4])
    br.remove_port(ends[9])
    for end in ends[75:]:
        br.add_port(end)
    assert [br.ports[end].number for end in ends[75:]] == [5, 10, 76, 77, 78]
