"""Docker 20.10's rules, walked by real frames."""

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_UDP
from dockernet_sim.wire.udp import Udp
from tests.unit.linux.machines import drops, echo
from tests.unit.linux.netfilter.docker import LAN, VM, Machines, decisions, listen, machines, rules, send, syn


@pytest.fixture
def lab() -> Machines:
    return machines()


def test_two_containers_of_a_bridge_talk_and_the_reply_is_established(lab: Machines) -> None:
    assert echo(lab.a, "172.17.0.3") == ["172.17.0.3 0 0"]
    assert decisions(lab.vm) == [
        "rule accept filter FORWARD 10: -i docker0 -o docker0 -j ACCEPT",
        "rule accept filter FORWARD 7: -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    ]


def test_bridges_are_isolated(lab: Machines) -> None:
    assert echo(lab.a, "172.18.0.2") == []
    assert decisions(lab.vm) == ["drop filter-rule filter DOCKER-ISOLATION-STAGE-2 1: -o br1 -j DROP"]
    Editor(lab.vm.root.nf).flush("filter", "DOCKER-ISOLATION-STAGE-2")
    assert echo(lab.a, "172.18.0.2") == ["172.18.0.2 0 0"]


def test_counters_tell_which_way_packets_went(lab: Machines) -> None:
    echo(lab.a, "172.18.0.2")
    counted = {
        f"{rule.chain.name} {rule}": (rule.packets, rule.bytes) for rule in lab.vm.root.nf.rules("filter", "FORWARD")
    }
    assert counted["FORWARD -j DOCKER-USER"] == (1, 84)
    assert counted["FORWARD -i docker0 ! -o docker0 -j ACCEPT"] == (0, 0)
    stage2 = lab.vm.root.nf.rules("filter", "DOCKER-ISOLATION-STAGE-2")
    assert [rule.packets for rule in stage2] == [1, 0, 0]
    Editor(lab.vm.root.nf).zero("filter")
    assert [rule.packets for rule in stage2] == [0, 0, 0]


def test_what_leaves_the_machine_is_masqueraded(lab: Machines) -> None:
    heard = listen(lab.lan.root, PROTO_UDP)
    back = listen(lab.a, PROTO_UDP, answer=False)
    send(lab.a, LAN, Udp(5000, 53))
    assert heard == [f"{VM}:5000 > {LAN}:53"]
    assert back == [f"{LAN}:53 > 172.17.0.2:5000"]


def test_a_port_that_is_taken_is_changed(lab: Machines) -> None:
    heard = listen(lab.lan.root, PROTO_UDP)
    backs = [listen(ns, PROTO_UDP, answer=False) for ns in (lab.a, lab.b)]
    send(lab.a, LAN, Udp(5000, 53))
    send(lab.b, LAN, Udp(5000, 53))
    assert heard[0] == f"{VM}:5000 > {LAN}:53"
    assert heard[1] != heard[0] and heard[1].startswith(f"{VM}:")
    assert backs == [[f"{LAN}:53 > 172.17.0.2:5000"], [f"{LAN}:53 > 172.17.0.3:5000"]]


def test_without_the_masquerade_the_answer_finds_no_way(lab: Machines) -> None:
    Editor(lab.vm.root.nf).flush("nat", "POSTROUTING")
    heard = listen(lab.lan.root, PROTO_UDP, answer=False)
    send(lab.a, LAN, Udp(5000, 53))
    assert heard == [f"172.17.0.2:5000 > {LAN}:53"]
    assert echo(lab.a, LAN) == []


def test_an_icmp_error_finds_the_container_behind_nat(lab: Machines) -> None:
    errors: list[str] = []
    lab.a.ip.icmp.errors[PROTO_UDP] = lambda inner, message, whole: errors.append(f"{inner} {message}")
    send(lab.a, LAN, Udp(5000, 9))
    assert errors == [f"172.17.0.2.5000 > {LAN}.9: UDP, length 0 ICMP {LAN} udp port 9 unreachable, length 36"]


def test_a_published_port_from_outside(lab: Machines) -> None:
    heard = listen(lab.c)
    back = listen(lab.lan.root, answer=False)
    send(lab.lan.root, VM, syn(40000, 8080))
    assert heard == [f"{LAN}:40000 > 172.18.0.2:80 S"]
    assert back == [f"{VM}:8080 > {LAN}:40000 S."]
    assert decisions(lab.vm, "rule")[:2] == [
        "rule dnat nat DOCKER 3: ! -i br1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.2:80",
        "rule accept filter DOCKER 1: -d 172.18.0.2/32 ! -i br1 -o br1 -p tcp -m tcp --dport 80 -j ACCEPT",
    ]


def test_a_published_port_from_the_machine_itself(lab: Machines) -> None:
    heard = listen(lab.c)
    back = listen(lab.vm.root, answer=False)
    send(lab.vm.root, VM, syn(40000, 8080))
    assert heard == [f"{VM}:40000 > 172.18.0.2:80 S"]
    assert back == [f"{VM}:8080 > {VM}:40000 S."]


def test_a_port_that_is_not_published_meets_the_policy(lab: Machines) -> None:
    lab.lan.root.ip.fib.add(Route(ip_int("172.18.0.0"), 16, lab.lan.root.device("eth0"), ip_int(VM)))
    heard = listen(lab.c)
    send(lab.lan.root, "172.18.0.2", syn(40000, 8081))
    assert heard == []
    assert decisions(lab.vm, "drop") == ["drop filter-policy filter FORWARD: policy DROP"]


def test_the_own_published_port_without_the_proxy_comes_back_by_the_same_port() -> None:
    lab = machines(proxy=False)
    heard = listen(lab.c)
    send(lab.c, VM, syn(40000, 8080))
    assert heard == ["172.18.0.1:40000 > 172.18.0.2:80 S", f"{VM}:8080 > 172.18.0.2:40000 S."]
    assert drops(lab.vm) == []


def test_a_published_port_of_a_neighbour_is_switched_not_routed() -> None:
    lab = machines(proxy=False)
    rules(lab.vm.root, "nat", "DOCKER -p tcp -m tcp --dport 9090 -j DNAT --to-destination 172.17.0.3:90\n")
    heard, back = listen(lab.b), listen(lab.a, answer=False)
    seen: list[str] = []
    lab.b.device("eth0").add_tap(lambda frame, way, _time: seen.append(f"{way} {frame.src:x} {frame.payload}"))
    send(lab.a, VM, syn(40000, 9090))
    assert heard == ["172.17.0.2:40000 > 172.17.0.3:90 S"]
    assert back == [f"{VM}:9090 > 172.17.0.2:40000 S."]
    arrived = next(text for text in seen if text.startswith("in") and "Flags [S]" in text)
    assert f"{lab.a.device('eth0').mac:x}" in arrived


def test_embedded_dns_is_found_behind_another_port() -> None:
    lab = machines()
    ns = lab.c
    for chain in ("DOCKER_OUTPUT", "DOCKER_POSTROUTING"):
        Editor(ns.nf).new_chain("nat", chain)
    rules(
        ns,
        "nat",
        "OUTPUT -d 127.0.0.11/32 -j DOCKER_OUTPUT\n"
        "POSTROUTING -d 127.0.0.11/32 -j DOCKER_POSTROUTING\n"
        "DOCKER_OUTPUT -d 127.0.0.11/32 -p udp -m udp --dport 53 -j DNAT --to-destination 127.0.0.11:36000\n"
        "DOCKER_POSTROUTING -s 127.0.0.11/32 -p udp -m udp --sport 36000 -j SNAT --to-source :53\n",
    )
    heard = listen(ns, PROTO_UDP, answer=False)
    answers: list[str] = []
    original = ns.ip.protocols[PROTO_UDP]

    def serve(packet, device):  # type: ignore[no-untyped-def]
        original(packet, device)
        if packet.payload.dport == 36000:
            ns.ip.send(IPv4(packet.dst, packet.src, PROTO_UDP, Udp(36000, packet.payload.sport)))
        else:
            answers.append(heard[-1])

    ns.ip.protocols[PROTO_UDP] = serve
    send(ns, "127.0.0.11", Udp(41000, 53))
    assert heard[0] == "127.0.0.1:41000 > 127.0.0.11:36000"
    assert answers == ["127.0.0.11:53 > 127.0.0.1:41000"]


def test_a_flow_goes_the_way_that_it_went_before() -> None:
    """Remembered ways and walked ways give the same counters and the same trace."""
    seen = []
    for remember in (True, False):
        lab = machines()
        nf = lab.vm.root.nf
        listen(lab.lan.root, PROTO_UDP)
        for _ in range(4):
            if not remember:
                nf.changed()
            send(lab.a, LAN, Udp(5000, 53))
            send(lab.a, "172.17.0.3", Udp(5000, 53))
        counters = [
            (str(rule), rule.packets, rule.bytes)
            for table in ("filter", "nat")
            for chain in nf.chains(table)
            for rule in nf.rules(table, chain)
        ]
        policies = [(chain.name, chain.packets) for table in nf.tables.values() for chain in table.listed()]
        seen.append((counters, policies, decisions(lab.vm, "rule", "nat", "drop")))
    assert seen[0] == seen[1]
    assert sum(packets for _, packets, _ in seen[0][0]) > 20


def test_a_remembered_way_ends_when_rules_change(lab: Machines) -> None:
    heard = listen(lab.b, PROTO_UDP, answer=False)
    for _ in range(3):
        send(lab.a, "172.17.0.3", Udp(5000, 53))
    Editor(lab.vm.root.nf).insert("filter", "DOCKER-USER", "-p udp -j DROP")
    send(lab.a, "172.17.0.3", Udp(5000, 53))
    assert len(heard) == 3
    Editor(lab.vm.root.nf).replace(
        "filter", "DOCKER-USER", 1, "-p udp -m limit --limit 1/hour --limit-burst 2 -j ACCEPT"
    )
    Editor(lab.vm.root.nf).append("filter", "FORWARD", "-j DROP")
    Editor(lab.vm.root.nf).delete("filter", "FORWARD", "-i docker0 -o docker0 -j ACCEPT")
    for _ in range(4):
        send(lab.a, "172.17.0.3", Udp(5000, 53))
    assert len(heard) == 5
