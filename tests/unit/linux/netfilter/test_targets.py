"""What targets do with packets and tell their senders."""

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.packet import PROTO_UDP
from dockernet_sim.wire.udp import Udp
from tests.unit.linux.machines import echo
from tests.unit.linux.netfilter.docker import LAN, VM, Machines, decisions, listen, machines, send, syn


@pytest.fixture
def lab() -> Machines:
    return machines()


@pytest.mark.parametrize(
    ("kind", "code"),
    [("", 3), ("icmp-net-unreachable", 0), ("icmp-host-prohibited", 10), ("icmp-admin-prohibited", 13)],
)
def test_reject_tells_the_sender(lab: Machines, kind: str, code: int) -> None:
    spec = f"-d {LAN} -p icmp -j REJECT" + (f" --reject-with {kind}" if kind else "")
    Editor(lab.vm.root.nf).insert("filter", "DOCKER-USER", spec)
    assert echo(lab.a, LAN) == [f"172.17.0.1 3 {code}"]
    told = kind or "icmp-port-unreachable"
    assert decisions(lab.vm, "drop") == [
        f"drop filter-rule filter DOCKER-USER 1: -d {LAN}/32 -p icmp -j REJECT --reject-with {told}"
    ]


def test_reject_between_two_ports_of_a_bridge(lab: Machines) -> None:
    Editor(lab.vm.root.nf).insert("filter", "FORWARD", "-d 172.17.0.3 -j REJECT")
    assert echo(lab.a, "172.17.0.3") == ["172.17.0.1 3 3"]


def test_reject_with_a_reset_comes_from_where_the_segment_went(lab: Machines) -> None:
    Editor(lab.vm.root.nf).insert("filter", "DOCKER-USER", "-p tcp --dport 80 -j REJECT --reject-with tcp-reset")
    back = listen(lab.lan.root, answer=False)
    send(lab.lan.root, VM, syn(40000, 8080))
    assert back == [f"{VM}:8080 > {LAN}:40000 R."]


def test_a_reset_goes_back_out_of_the_bridges_port(lab: Machines) -> None:
    Editor(lab.vm.root.nf).insert("filter", "DOCKER-USER", "-p tcp -j REJECT --reject-with tcp-reset")
    seen: list[str] = []
    lab.docker0.add_tap(lambda frame, way, _time: seen.append(f"{way} {frame.payload}"))
    for target in ("172.17.0.3", LAN):
        back = listen(lab.a, answer=False)
        send(lab.a, target, syn(40000, 80))
        assert back == [f"{target}:80 > 172.17.0.2:40000 R."]
    assert not [text for text in seen if "R." in text]


def test_reject_of_a_translated_packet_quotes_what_was_sent(lab: Machines) -> None:
    Editor(lab.vm.root.nf).insert("filter", "DOCKER-USER", "-p tcp --dport 80 -j REJECT")
    errors: list[str] = []
    lab.lan.root.ip.icmp.errors[6] = lambda inner, message, whole: errors.append(
        f"{ip_text(whole.src)} {inner.dst:x} {inner.payload.dport}"
    )
    send(lab.lan.root, VM, syn(40000, 8080))
    assert errors == [f"{VM} ac1fb378 8080"]


def test_a_drop_in_output_is_told_to_the_caller(lab: Machines) -> None:
    Editor(lab.vm.root.nf).append("filter", "OUTPUT", "-p udp -j DROP")
    assert send(lab.vm.root, "172.17.0.2", Udp(1, 2)) == "EPERM"


def test_redirect_brings_packets_here(lab: Machines) -> None:
    Editor(lab.vm.root.nf).insert("nat", "PREROUTING", "-i docker0 -p udp --dport 53 -j REDIRECT --to-ports 5353")
    heard = listen(lab.vm.root, PROTO_UDP)
    back = listen(lab.a, PROTO_UDP, answer=False)
    send(lab.a, LAN, Udp(5000, 53))
    assert heard == ["172.17.0.2:5000 > 172.17.0.1:5353"]
    assert back == [f"{LAN}:53 > 172.17.0.2:5000"]


def test_snat_to_an_address_and_a_range_of_ports(lab: Machines) -> None:
    nf = lab.vm.root.nf
    Editor(nf).flush("nat", "POSTROUTING")
    Editor(nf).append("nat", "POSTROUTING", f"-o eth0 -p udp -j SNAT --to-source {VM}:7000-7001")
    heard = listen(lab.lan.root, PROTO_UDP, answer=False)
    for port in (5000, 5001):
        send(lab.a, LAN, Udp(port, 53))
    assert sorted(text.split()[0] for text in heard) == [f"{VM}:7000", f"{VM}:7001"]


def test_marks_do_not_leave_the_namespace(lab: Machines) -> None:
    Editor(lab.a.nf).append("mangle", "OUTPUT", "-j MARK --set-mark 7")
    Editor(lab.vm.root.nf).append("mangle", "FORWARD", "-m mark --mark 7")
    Editor(lab.vm.root.nf).append("mangle", "PREROUTING", "-i docker0 -p udp -j MARK --set-mark 9")
    Editor(lab.vm.root.nf).append("mangle", "FORWARD", "-m mark --mark 0x9/0xf")
    send(lab.a, "172.17.0.3", Udp(1, 2))
    assert [rule.packets for rule in lab.vm.root.nf.rules("mangle", "FORWARD")] == [0, 1]


def test_untracked_packets_are_not_translated(lab: Machines) -> None:
    Editor(lab.vm.root.nf).append("raw", "PREROUTING", "-i docker0 -j NOTRACK")
    Editor(lab.vm.root.nf).insert("filter", "FORWARD", "-m conntrack --ctstate UNTRACKED")
    heard = listen(lab.lan.root, PROTO_UDP, answer=False)
    send(lab.a, LAN, Udp(5000, 53))
    assert heard == [f"172.17.0.2:5000 > {LAN}:53"]
    assert lab.vm.root.nf.rules("filter", "FORWARD")[0].packets == 1
    assert lab.vm.root.nf.conntrack.entries() == []


def test_log_writes_into_the_kernels_log(lab: Machines) -> None:
    Editor(lab.vm.root.nf).insert("filter", "FORWARD", '-p udp -j LOG --log-prefix "seen "')
    send(lab.a, "172.17.0.3", Udp(1, 2))
    assert any("seen IN=docker0 OUT=docker0" in entry for entry in lab.vm.dmesg)


def test_goto_does_not_come_back(lab: Machines) -> None:
    nf = lab.vm.root.nf
    Editor(nf).new_chain("filter", "SIDE")
    Editor(nf).insert("filter", "FORWARD", "-g SIDE")
    assert echo(lab.a, "172.17.0.3") == []
    Editor(nf).replace("filter", "FORWARD", 1, "-j SIDE")
    assert echo(lab.a, "172.17.0.3") == ["172.17.0.3 0 0"]
