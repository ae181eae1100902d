"""Flows: their states, their times, and what they cost where nobody wants them."""

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.hooks import NAMES
from dockernet_sim.wire.packet import PROTO_UDP
from dockernet_sim.wire.tcp import Tcp
from dockernet_sim.wire.udp import Udp
from tests.unit.linux.machines import echo
from tests.unit.linux.netfilter.docker import LAN, Machines, listen, machines, send, syn


@pytest.fixture
def lab() -> Machines:
    return machines()


def test_a_namespace_without_rules_has_no_hooks(lab: Machines) -> None:
    assert not any(lab.a.nf.hooks)
    Editor(lab.a.nf).append("filter", "INPUT", "-p udp -j DROP")
    assert [name for name, steps in zip(NAMES, lab.a.nf.hooks, strict=True) if steps] == ["INPUT"]
    Editor(lab.a.nf).flush("filter")
    assert not any(lab.a.nf.hooks)
    Editor(lab.a.nf).policy("filter", "INPUT", "DROP")
    assert lab.a.nf.hooks[NAMES.index("INPUT")]


def test_a_policy_counts_once_it_was_set(lab: Machines) -> None:
    chain = Editor(lab.vm.root.nf).chain("filter", "INPUT")
    Editor(lab.vm.root.nf).append("filter", "INPUT", "-p udp -j DROP")
    echo(lab.a, "172.17.0.1")
    assert chain.counters == (0, 0)
    Editor(lab.vm.root.nf).policy("filter", "INPUT", "ACCEPT")
    echo(lab.a, "172.17.0.1")
    assert chain.counters == (1, 84)


def test_rules_go_by_the_names_that_devices_have_now(lab: Machines) -> None:
    Editor(lab.a.nf).append("filter", "INPUT", "-i eth0 -j DROP")
    assert echo(lab.a, "172.17.0.1") == []
    lab.a.rename_device("eth0", "eth9")
    assert echo(lab.a, "172.17.0.1") == ["172.17.0.1 0 0"]


def test_a_device_that_comes_back_under_another_name_meets_the_rules_for_that_name(lab: Machines) -> None:
    Editor(lab.a.nf).append("filter", "INPUT", "-i eth9 -j DROP")
    assert echo(lab.a, "172.17.0.1") == ["172.17.0.1 0 0"]
    elsewhere = lab.vm.new_netns("elsewhere")
    lab.a.move_device("eth0", elsewhere, "eth9")
    device = elsewhere.move_device("eth9", lab.a)
    device.set_up()
    lab.a.ip.add_address(device, "172.17.0.2/16")
    assert echo(lab.a, "172.17.0.1") == []


def test_tracking_starts_with_the_first_rule_that_needs_it(lab: Machines) -> None:
    nf = lab.a.nf
    Editor(nf).append("filter", "INPUT", "-m conntrack --ctstate INVALID -j DROP")
    assert nf.hooks[NAMES.index("PREROUTING")]
    echo(lab.a, "172.17.0.3")
    assert len(nf.conntrack.entries()) == 1


def test_udp_becomes_a_stream_after_two_seconds(lab: Machines) -> None:
    listen(lab.b, PROTO_UDP)
    conntrack = lab.vm.root.nf.conntrack
    clock = lab.vm.clock
    send(lab.a, "172.17.0.3", Udp(1000, 2000))
    (entry,) = conntrack.entries()
    assert entry.seen_reply and not entry.assured
    send(lab.a, "172.17.0.3", Udp(1000, 2000), wait=3.0)
    send(lab.a, "172.17.0.3", Udp(1000, 2000))
    assert entry.assured and round(entry.expires - clock.now) == 120
    clock.run(until=clock.now + 119)
    assert conntrack.entries() == [entry]
    clock.run(until=clock.now + 2)
    assert conntrack.entries() == []


def test_a_dropped_first_packet_leaves_no_flow(lab: Machines) -> None:
    echo(lab.a, "172.18.0.2")
    assert lab.vm.root.nf.conntrack.entries() == []


def test_tcp_states(lab: Machines) -> None:
    listen(lab.b)
    listen(lab.a, answer=False)
    conntrack = lab.vm.root.nf.conntrack
    send(lab.a, "172.17.0.3", syn(1000, 80))
    (entry,) = conntrack.entries()
    assert entry.state == "SYN_RECV"
    send(lab.a, "172.17.0.3", Tcp(1000, 80, 1001, 1, "."))
    assert entry.state == "ESTABLISHED" and entry.assured
    assert entry.expires - lab.vm.clock.now > 431999
    send(lab.a, "172.17.0.3", Tcp(1000, 80, 1001, 1, "F."))
    assert entry.state == "FIN_WAIT"
    send(lab.b, "172.17.0.2", Tcp(80, 1000, 1, 1002, "F."))
    send(lab.a, "172.17.0.3", Tcp(1000, 80, 1002, 2, "."))
    assert entry.state == "TIME_WAIT"
    send(lab.a, "172.17.0.3", syn(1000, 80))
    (again,) = conntrack.entries()
    assert again is not entry and again.state == "SYN_RECV"


def test_a_refused_connection_leaves_no_flow(lab: Machines) -> None:
    listen(lab.a, answer=False)
    heard = listen(lab.b, answer=False)
    send(lab.a, "172.17.0.3", syn(1000, 81))
    send(lab.b, "172.17.0.2", Tcp(81, 1000, 0, 1001, "R."))
    assert heard and lab.vm.root.nf.conntrack.entries() == []


def test_a_segment_of_no_connection_is_invalid(lab: Machines) -> None:
    nf = lab.vm.root.nf
    Editor(nf).insert("filter", "FORWARD", "-m conntrack --ctstate INVALID -j DROP")
    heard = listen(lab.b)
    send(lab.a, "172.17.0.3", Tcp(1000, 80, 5, 5, "S."))
    assert heard == []
    assert nf.rules("filter", "FORWARD")[0].packets == 1


def test_errors_about_a_flow_are_related(lab: Machines) -> None:
    nf = lab.vm.root.nf
    Editor(nf).insert("filter", "FORWARD", "-m conntrack --ctstate RELATED")
    send(lab.a, LAN, Udp(5000, 9))
    assert nf.rules("filter", "FORWARD")[0].packets == 1


def test_flush_by_address(lab: Machines) -> None:
    echo(lab.a, "172.17.0.3")
    echo(lab.c, LAN)
    conntrack = lab.vm.root.nf.conntrack
    assert conntrack.flush(lab.c.ip.addresses[-1].ip) == 1
    assert len(conntrack.entries()) == 1
    conntrack.flush()
    assert conntrack.entries() == []


def test_masqueraded_flows_go_with_their_device(lab: Machines) -> None:
    echo(lab.a, LAN)
    echo(lab.a, "172.17.0.3")
    lab.vm.root.device("eth0").set_down()
    assert [entry.masqueraded for entry in lab.vm.root.nf.conntrack.entries()] == [None]


def test_fragments_leave_a_bridge_as_they_came(lab: Machines) -> None:
    sizes: list[int] = []
    lab.b.device("eth0").add_tap(lambda frame, way, _t: sizes.append(frame.payload.length) if way == "in" else None)
    assert echo(lab.a, "172.17.0.3", size=2000) == ["172.17.0.3 0 0"]
    assert [size for size in sizes if size > 100] == [1500, 548]
