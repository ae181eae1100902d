"""What matches and targets do with packets."""

from typing import Any

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
from dockernet_sim.wire.tcp import Tcp, option_of
from tests.unit.linux.machines import bridge, host, plug

A, B = ip_int("172.17.0.2"), ip_int("172.17.0.3")
Pair = tuple[NetNs, NetNs, NetNs]


@pytest.fixture
def three() -> Pair:
    """The machine, and two namespaces on its bridge: 172.17.0.2 and 172.17.0.3."""
    vm = host()
    docker0 = bridge(vm, "docker0", "172.17.0.1/16")
    a, b = (plug(vm, docker0, name, f"172.17.0.{n}/16", "172.17.0.1") for name, n in (("a", 2), ("b", 3)))
    return vm.root, a, b


def echoes(ns: NetNs, dst: int, count: int, gap: float = 0.1) -> int:
    """Send so many echoes; how many were answered."""
    answered: list[int] = []
    ns.ip.icmp.raw.append(
        lambda packet, _dev: answered.append(packet.payload.seq) if packet.payload.type == 0 else None
    )
    source = ns.ip.source_for(dst)
    for seq in range(count):
        ns.ip.send(IPv4(source, dst, PROTO_ICMP, Icmp(ECHO, 0, 7, seq), 64, seq))
        ns.clock.run(until=ns.clock.now + gap)
    return len(answered)


def test_statistic_nth_takes_every_nth_packet_from_the_given_one_on(three: Pair) -> None:
    _, a, b = three
    Editor(b.nf).append("filter", "INPUT", "-p icmp -m statistic --mode nth --every 3 --packet 1 -j DROP")
    assert echoes(a, B, 9) == 6
    assert b.nf.rules("filter", "INPUT")[0].packets == 3


def test_statistic_random_is_seeded_and_near_its_probability(three: Pair) -> None:
    _, a, b = three
    Editor(b.nf).append("filter", "INPUT", "-p icmp -m statistic --mode random --probability 0.25 -j DROP")
    assert 60 <= echoes(a, B, 100) <= 90


def test_connlimit_counts_living_connections_of_one_source(three: Pair) -> None:
    _, a, b = three
    Editor(b.nf).append(
        "filter", "INPUT", "-p tcp --syn -m connlimit --connlimit-above 2 -j REJECT --reject-with tcp-reset"
    )
    b.sockets.listen(0, 80, lambda connection: None)
    opened = [a.sockets.connect(B, 80) for _ in range(4)]
    a.clock.run(until=1)
    assert [connection.state for connection in opened] == ["ESTAB", "ESTAB", "UNCONN", "UNCONN"]
    opened[0].abort()
    again = a.sockets.connect(B, 80)
    a.clock.run(until=2)
    assert again.state == "ESTAB"


def test_recent_shares_its_list_between_rules_and_forgets_after_the_seconds(three: Pair) -> None:
    _, a, b = three
    Editor(b.nf).append("filter", "INPUT", "-p icmp -m recent --name seen --rcheck --seconds 10 --hitcount 2 -j DROP")
    Editor(b.nf).append("filter", "INPUT", "-p icmp -m recent --name seen --set")
    assert echoes(a, B, 5) == 2
    a.clock.run(until=a.clock.now + 11)
    assert echoes(a, B, 1) == 1


def test_hashlimit_has_a_bucket_for_each_source(three: Pair) -> None:
    root, a, b = three
    spec = (
        "-p icmp -m hashlimit --hashlimit-above 1/sec --hashlimit-burst 3 --hashlimit-mode srcip --hashlimit-name h "
        "-j DROP"
    )
    Editor(b.nf).append("filter", "INPUT", spec)
    assert echoes(a, B, 6, gap=0.01) == 3
    assert echoes(root, B, 6, gap=0.01) == 3


def test_quota_lets_so_many_bytes_pass(three: Pair) -> None:
    _, a, b = three
    Editor(b.nf).append("filter", "INPUT", "-p icmp -m quota --quota 200 -j ACCEPT")
    Editor(b.nf).append("filter", "INPUT", "-p icmp -j DROP")
    assert echoes(a, B, 5) == 2


def test_owner_means_programs_and_not_the_kernels_own_answers(three: Pair) -> None:
    _, a, b = three
    Editor(a.nf).append("filter", "OUTPUT", "-m owner --uid-owner 1000 -j DROP")
    Editor(a.nf).append("filter", "OUTPUT", "-m owner --uid-owner root -p icmp -j DROP")
    assert echoes(b, A, 2) == 2  # the kernel answers
    with pytest.raises(Exception, match="not permitted"):
        echoes(a, B, 1)


def test_tcpmss_lowers_the_offer_of_a_syn_and_never_raises_it(three: Pair) -> None:
    root, a, b = three
    offers: list[int] = []

    def tap(frame: Any, direction: str, _time: float) -> None:
        segment = getattr(frame.payload, "payload", None)
        if isinstance(segment, Tcp) and "S" in segment.flags:
            offers.append(option_of(segment.options, "mss"))

    b.device("eth0").add_tap(tap)
    accepted: list[Any] = []
    b.sockets.listen(0, 80, accepted.append)
    Editor(root.nf).append("filter", "FORWARD", "-p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1000")
    connection = a.sockets.connect(B, 80)
    a.clock.run(until=1)
    assert offers == [1000, 1460] and accepted[0].sender.mss == 1000 - 12
    assert connection.sender.mss == 1000 - 12
    Editor(root.nf).replace("filter", "FORWARD", 1, "-p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 5000")
    a.sockets.connect(B, 80)
    a.clock.run(until=2)
    assert offers[2:] == [1460, 1460]


def test_tcpmss_clamps_to_the_narrower_of_both_ways(three: Pair) -> None:
    root, a, b = three
    b.device("eth0").set_mtu(1400)
    Editor(b.nf).append("mangle", "OUTPUT", "-p tcp --syn -j TCPMSS --clamp-mss-to-pmtu")
    accepted: list[Any] = []
    a.sockets.listen(0, 80, accepted.append)
    b.sockets.connect(A, 80)
    a.clock.run(until=1)
    assert accepted[0].sender.mss == 1360 - 12
    assert root.nf.rules("filter", "FORWARD") == []


def test_ttl_target_changes_the_packet_and_not_the_senders_copy(three: Pair) -> None:
    _, a, b = three
    Editor(b.nf).append("mangle", "INPUT", "-j TTL --ttl-set 9")
    heard: list[int] = []
    b.ip.icmp.raw.append(lambda packet, _dev: heard.append(packet.ttl))
    sent = IPv4(A, B, PROTO_ICMP, Icmp(ECHO, 0, 7, 1), 64, 1)
    a.ip.send(sent)
    a.clock.run(until=1)
    assert heard == [9] and sent.ttl == 64


def test_connmark_saves_and_restores_the_mark_of_a_flow(three: Pair) -> None:
    a = three[1]
    Editor(a.nf).append("mangle", "OUTPUT", "-p icmp -j MARK --set-mark 7")
    Editor(a.nf).append("mangle", "OUTPUT", "-p icmp -j CONNMARK --save-mark")
    Editor(a.nf).append("mangle", "PREROUTING", "-j CONNMARK --restore-mark")
    Editor(a.nf).append("filter", "INPUT", "-m mark --mark 7 -j DROP")
    assert echoes(a, B, 2) == 0
    assert a.nf.conntrack.entries()[0].mark == 7


def test_netmap_keeps_the_hosts_part_of_the_address(three: Pair) -> None:
    a = three[1]
    Editor(a.nf).append("nat", "OUTPUT", "-d 10.9.0.0/16 -j NETMAP --to 172.17.0.0/16")
    assert echoes(a, ip_int("10.9.0.3"), 2) == 2
