"""Routes, neighbours, forwarding and ICMP of namespaces put together by hand."""

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.host import Host
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.ip.fragment import fragments
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import BROADCAST_MAC, ip_int, ip_text, parse_cidr
from dockernet_sim.wire.arp import REPLY, REQUEST, Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
from tests.unit.linux.machines import bridge, drops, echo, host, line, plug


def routes(ns) -> list[str]:  # type: ignore[no-untyped-def]
    return [str(route) for route in ns.ip.fib.routes()]


@pytest.fixture
def routed() -> tuple[Host, Host]:
    """A router with two bridges, and a machine behind a line."""
    vm = host()
    vm.root.sysctl["net.ipv4.ip_forward"] = "1"
    one, two = bridge(vm, "br1", "10.0.1.1/24"), bridge(vm, "br2", "10.0.2.1/24")
    plug(vm, one, "a", "10.0.1.2/24", "10.0.1.1")
    plug(vm, two, "b", "10.0.2.2/24", "10.0.2.1")
    lan = host("lan", vm)
    line(vm, "10.9.0.1/24", lan, "10.9.0.2/24")
    lan.root.ip.fib.add(Route(ip_int("10.0.0.0"), 16, None, ip_int("10.9.0.1")))
    return vm, lan


def test_routing_lowers_the_ttl_by_one(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    assert echo(vm.netns["a"], "10.0.2.2") == ["10.0.2.2 0 0"]
    seen = [
        r.packet.payload.ttl for r in vm.trace if r.netns == "b" and r.event == "rx" and r.packet.ethertype == 0x800
    ]
    assert seen == [63]


def test_a_ttl_of_one_ends_at_the_router(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    assert echo(vm.netns["a"], "10.0.2.2", ttl=1) == ["10.0.1.1 11 0"]
    assert drops(vm) == ["ttl-exceeded"]


def test_without_forwarding_a_host_is_no_router(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    vm.root.sysctl["net.ipv4.ip_forward"] = "0"
    assert echo(vm.netns["a"], "10.0.2.2", wait=0.5) == []
    assert drops(vm) == ["not-for-us"]
    assert echo(vm.netns["a"], "10.0.2.1") == ["10.0.2.1 0 0"]  # its own addresses still answer


def test_no_route_is_reported(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    assert echo(vm.netns["a"], "8.8.8.8") == ["10.0.1.1 3 0"]
    assert drops(vm) == ["no-route"]


def test_failed_neighbour_is_reported_after_three_questions(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    assert echo(vm.netns["a"], "10.0.2.99") == ["10.0.1.1 3 1"]
    questions = [r for r in vm.trace if r.device == "br2" and r.event == "tx"]
    assert [round(r.time) for r in questions] == [0, 1, 2]


def test_big_packets_are_cut_and_put_together(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    assert echo(vm.netns["a"], "10.0.2.2", size=4000) == ["10.0.2.2 0 0"]


def test_big_packets_that_may_not_be_cut_are_reported(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    vm.root.devices["br2"].set_mtu(1400)
    assert echo(vm.netns["a"], "10.0.2.2", size=1440, df=True) == ["10.0.1.1 3 4"]
    with pytest.raises(NetError, match="Message too long"):
        echo(vm.netns["a"], "10.0.2.2", size=1473, df=True)


def test_setting_a_device_down_takes_its_routes_for_good(routed: tuple[Host, Host]) -> None:
    _, lan = routed
    eth0 = lan.root.devices["eth0"]
    assert routes(lan.root) == [
        "10.0.0.0/16 via 10.9.0.1 dev eth0",
        "10.9.0.0/24 dev eth0 proto kernel scope link src 10.9.0.2",
    ]
    eth0.set_down()
    assert routes(lan.root) == []
    eth0.set_up()
    assert routes(lan.root) == ["10.9.0.0/24 dev eth0 proto kernel scope link src 10.9.0.2"]


def test_the_longest_prefix_wins_and_then_the_lowest_metric() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/8")
    fib = vm.root.ip.fib
    for cidr, metric in (("10.1.0.0/16", 0), ("10.1.2.0/24", 5), ("10.1.2.0/24", 2)):
        net, plen = parse_cidr(cidr)
        fib.add(Route(net, plen, br, metric=metric))
    found = fib.lookup(ip_int("10.1.2.3"))
    assert found is not None
    assert (found.plen, found.metric) == (24, 2)
    assert fib.lookup(ip_int("11.0.0.1")) is None


def test_routes_are_refused_as_the_kernel_refuses_them() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    fib = vm.root.ip.fib
    with pytest.raises(NetError, match="Nexthop has invalid gateway"):
        fib.add(Route(0, 0, None, ip_int("10.9.9.9")))
    fib.add(Route(0, 0, None, ip_int("10.0.0.9")))
    with pytest.raises(NetError, match="File exists"):
        fib.add(Route(0, 0, None, ip_int("10.0.0.8")))
    with pytest.raises(NetError, match="No such process"):
        fib.delete(ip_int("10.7.0.0"), 16)
    br.set_down()
    with pytest.raises(NetError, match="Network is down"):
        fib.add(Route(0, 0, br))


def test_neighbours_go_through_linuxs_states() -> None:
    vm = host()
    br = bridge(vm, "br0", "10.0.0.1/24")
    a, b = plug(vm, br, "a", "10.0.0.2/24"), plug(vm, br, "b", "10.0.0.3/24")

    def state(ns) -> list[str]:  # type: ignore[no-untyped-def]
        return [e.state for e in ns.ip.neigh.live()]

    echo(a, "10.0.0.3", wait=1)
    assert state(a) == ["REACHABLE"]
    assert state(b) == ["DELAY"]  # learnt from a's question, used for the answer, not confirmed yet
    vm.clock.run(until=vm.clock.now + 5)
    assert state(b) == ["REACHABLE"]  # a answered b's own, unicast question
    probes = [r for r in vm.trace if r.netns == "b" and r.event == "tx" and r.time > 4 and r.packet.payload.op == 1]
    assert [r.packet.dst for r in probes] == [a.devices["eth0"].mac]
    vm.clock.run(until=vm.clock.now + 60)
    assert (state(a), state(b)) == (["STALE"], ["STALE"])
    echo(a, "10.0.0.77")
    assert state(a) == ["STALE", "FAILED"]


def test_the_kernel_holds_so_many_neighbours_and_no_more() -> None:
    vm = host()
    vm.shared_sysctl["net.ipv4.neigh.default.gc_thresh3"] = "2"
    br = bridge(vm, "br0", "10.0.0.1/24")
    a, _b = plug(vm, br, "a", "10.0.0.2/24"), plug(vm, br, "b", "10.0.0.3/24")
    assert echo(a, "10.0.0.3", wait=0.1) == ["10.0.0.3 0 0"]
    assert echo(a, "10.0.0.1", wait=0.1) == []
    assert drops(vm) == ["neighbour-table-overflow"]


def test_loopback_addresses_do_not_come_in_from_outside(routed: tuple[Host, Host]) -> None:
    _vm, lan = routed
    lan.root.ip.fib.add(Route(ip_int("127.0.0.0"), 8, None, ip_int("10.9.0.1")))
    assert echo(lan.root, "127.0.0.1") == ["127.0.0.1 0 0"]


def test_replies_errors_and_resets_have_the_default_ttl(routed: tuple[Host, Host]) -> None:
    """ip_select_ttl and nf_reject_iphdr_put take net.ipv4.ip_default_ttl of the namespace that sends."""
    vm, _ = routed
    a, b = vm.netns["a"], vm.netns["b"]
    vm.root.sysctl["net.ipv4.ip_default_ttl"] = "50"
    b.sysctl["net.ipv4.ip_default_ttl"] = "100"
    echo(a, "10.0.2.2")
    echo(a, "10.0.2.2", ttl=1)
    a.sockets.connect(ip_int("10.0.2.2"), 81)
    a.ip.icmp.request(ip_int("10.0.2.2"), 9)
    vm.clock.run(until=vm.clock.now + 1)
    sent = [(r.netns, r.packet.ttl, type(r.packet.payload).__name__) for r in vm.trace if r.event == "send"]
    assert [each for each in sent if each[0] != "a"] == [
        ("b", 100, "Icmp"), ("root", 50, "Icmp"), ("b", 100, "Tcp"), ("b", 100, "Icmp"),
    ]  # fmt: skip
    assert ("a", 64, "Icmp") in sent


def sent_by(ns: NetNs, frame_dst: int, src: str, dst: str) -> None:
    """A frame out of eth0 whose headers are made by hand."""
    device = ns.devices["eth0"]
    packet = IPv4(ip_int(src), ip_int(dst), PROTO_ICMP, Icmp(ECHO, ident=1, seq=1))
    ns.clock.sync()
    device.transmit(Frame(frame_dst, device.mac, ETHERTYPE_IP, packet))
    ns.clock.run(until=ns.clock.now + 0.5)


@pytest.mark.parametrize("src", ["224.0.0.5", "255.255.255.255", "0.0.0.0", "10.0.1.1", "10.0.2.1", "127.0.0.1"])
def test_addresses_that_nothing_comes_from_are_martians(routed: tuple[Host, Host], src: str) -> None:
    """As Linux 6.18 answers; it does forward what comes from 0.1.2.3, from a broadcast or from 240.0.0.1."""
    vm, _ = routed
    sent_by(vm.netns["a"], vm.root.devices["br1"].mac, src, "10.0.2.2")
    assert drops(vm) == ["martian"]


@pytest.mark.parametrize("src", ["0.1.2.3", "10.0.1.255", "240.0.0.1"])
def test_other_odd_addresses_are_routed(routed: tuple[Host, Host], src: str) -> None:
    vm, _ = routed
    sent_by(vm.netns["a"], vm.root.devices["br1"].mac, src, "10.0.2.2")
    assert next(r.packet.src for r in vm.trace if r.netns == "b" and r.event == "deliver") == ip_int(src)


@pytest.mark.parametrize(("mac", "dst"), [(BROADCAST_MAC, "10.0.2.2"), (0x01005E010101, "239.1.1.1")])
def test_what_is_sent_to_many_stations_is_not_routed(routed: tuple[Host, Host], mac: int, dst: str) -> None:
    vm, lan = routed
    vm.root.ip.fib.add(Route(0, 0, None, ip_int("10.9.0.2")))
    sent_by(vm.netns["a"], mac, "10.0.1.2", dst)
    assert drops(vm) == ["not-for-us"]
    assert not [r for r in lan.trace if r.host == "lan"]


def test_all_hosts_answer_where_they_may(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    assert echo(vm.netns["a"], "224.0.0.1", wait=0.5) == []
    vm.root.sysctl["net.ipv4.icmp_echo_ignore_broadcasts"] = "0"
    assert echo(vm.netns["a"], "224.0.0.1", wait=0.5) == ["10.0.1.1 0 0"]


def asks(ns: NetNs, sender: str, target: str) -> bool:
    """Whether a question for a MAC is answered."""
    device, seen = ns.devices["eth0"], []
    device.add_tap(lambda frame, way, _time: seen.append(frame) if way == "in" else None)
    ns.clock.sync()
    question = Arp(REQUEST, device.mac, ip_int(sender), 0, ip_int(target))
    device.transmit(Frame(BROADCAST_MAC, device.mac, ETHERTYPE_ARP, question))
    ns.clock.run(until=ns.clock.now + 0.5)
    return any(frame.payload.op == REPLY for frame in seen)


@pytest.mark.parametrize(
    ("mode", "answered"),
    [
        (0, [True, True, True]),
        (1, [True, False, True]),
        (2, [True, False, False]),
        (3, [True, True, True]),
        (4, [True, True, True]),
        (8, [False, False, False]),
    ],
)
def test_arp_ignore_chooses_the_addresses_that_are_answered_for(
    routed: tuple[Host, Host], mode: int, answered: list[bool]
) -> None:
    """As Linux 6.18 answers: the device's own address, one of another device, a question from another subnet."""
    vm, _ = routed
    vm.root.sysctl["net.ipv4.conf.br1.arp_ignore"] = str(mode)
    pairs = [("10.0.1.2", "10.0.1.1"), ("10.0.1.2", "10.0.2.1"), ("9.9.9.9", "10.0.1.1")]
    assert [asks(vm.netns["a"], *pair) for pair in pairs] == answered


def test_questions_from_addresses_that_cannot_be_there_are_not_answered(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    assert not any(asks(vm.netns["a"], sender, "10.0.1.1") for sender in ("10.0.1.1", "10.0.2.1", "127.0.0.1"))
    assert asks(vm.netns["a"], "0.0.0.0", "10.0.1.1")  # duplicate address detection
    assert asks(vm.netns["a"], "10.9.0.2", "10.0.1.1")
    vm.root.sysctl["net.ipv4.conf.br1.rp_filter"] = "1"
    assert not asks(vm.netns["a"], "10.9.0.2", "10.0.1.1")


def sends_pieces(ns: NetNs, mac: int, dst: str, *wanted: int) -> None:
    """Some of the pieces of an echo request of 2,000 bytes."""
    whole = IPv4(ip_int("10.0.1.2"), ip_int(dst), PROTO_ICMP, Icmp(ECHO, ident=1, seq=1, size=2000), df=False, ident=7)
    ns.clock.sync()
    for number, piece in enumerate(fragments(whole, 1500)):
        if number in wanted:
            ns.devices["eth0"].transmit(Frame(mac, ns.devices["eth0"].mac, ETHERTYPE_IP, piece))


@pytest.mark.parametrize(("piece", "told"), [(0, ["10.0.1.1 11 1"]), (1, [])])
def test_pieces_whose_rest_never_comes_go_after_half_a_minute(
    routed: tuple[Host, Host], piece: int, told: list[str]
) -> None:
    """As Linux 6.18: the sender is told only where the first piece came."""
    vm, _ = routed
    a, heard = vm.netns["a"], []
    a.ip.icmp.raw.append(
        lambda packet, _: heard.append(f"{ip_text(packet.src)} {packet.payload.type} {packet.payload.code}")
    )
    sends_pieces(a, vm.root.devices["br1"].mac, "10.0.1.1", piece)
    a.clock.run(until=29.9)
    assert drops(vm) == heard == []
    a.clock.run(until=40)
    assert drops(vm) == ["reassembly-timeout"] and heard == told


def test_pieces_that_are_put_together_leave_nothing_behind(routed: tuple[Host, Host]) -> None:
    vm, _ = routed
    a = vm.netns["a"]
    sends_pieces(a, vm.root.devices["br1"].mac, "10.0.1.1", 1, 0)
    a.clock.run(until=70)
    assert drops(vm) == []
    assert [r.verdict for r in vm.trace if r.netns == "a" and r.event == "deliver"] == ["icmp"]


@pytest.mark.parametrize("sender", ["0.0.0.0", "10.0.1.2"])
def test_nothing_answers_for_loopback(routed: tuple[Host, Host], sender: str) -> None:
    vm, _ = routed
    assert not asks(vm.netns["a"], sender, "127.0.0.1")
    assert not [each for each in vm.trace if each.event == "drop"]
