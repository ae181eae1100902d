"""Which addresses and ports NAT chooses: as Linux 6.18 did for the same packets (conntrack -L)."""

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.host import Host
from dockernet_sim.linux.netfilter import nat
from dockernet_sim.wire.address import ip_int, ip_text
from tests.unit.linux.machines import bridge, host, line, plug

STATIONS = (2, 3, 4, 5, 6, 7)


@pytest.fixture
def router() -> Host:
    """172.30.0.0/24 behind a router at 10.9.0.1."""
    vm = host()
    vm.root.sysctl["net.ipv4.ip_forward"] = "1"
    inside = bridge(vm, "br0", "172.30.0.1/24")
    for number in STATIONS:
        plug(vm, inside, f"s{number}", f"172.30.0.{number}/24", "172.30.0.1")
    line(vm, "10.9.0.1/24", host("lan", vm), "10.9.0.2/24")
    return vm


def sent(vm: Host, station: int, sport: int, dst: str, dport: int) -> str:
    """The other end, and what the source became, of a datagram's flow: ADDRESS SOURCE:PORT."""
    socket = vm.netns[f"s{station}"].sockets.udp()
    socket.bind(0, sport)
    socket.sendto(b"x", ip_int(dst), dport)
    vm.clock.run(until=vm.clock.now + 0.01)
    socket.close()
    src = ip_int(f"172.30.0.{station}")
    flow = next(
        each for each in vm.root.nf.conntrack.entries() if each.original.tuple == (src, ip_int(dst), 17, sport, dport)
    )
    far, own, _, _, port = flow.reply.tuple
    return f"{ip_text(far)} {ip_text(own)}:{port}"


def test_a_range_of_destinations_is_shared_by_hash(router: Host) -> None:
    rule = "-p udp --dport 98 -j DNAT --to-destination 10.9.0.2-10.9.0.20"
    Editor(router.root.nf).append("nat", "PREROUTING", rule)
    found = [sent(router, number, 6000, "172.30.0.1", 98).split()[0] for number in (2, 4, 5, 6, 7)]
    assert found == ["10.9.0.9", "10.9.0.2", "10.9.0.5", "10.9.0.18", "10.9.0.14"]
    assert sent(router, 2, 6001, "172.30.0.1", 98).split()[0] == "10.9.0.9"


def test_a_range_of_sources_hangs_on_both_ends_unless_it_is_persistent(router: Host) -> None:
    editor = Editor(router.root.nf)
    editor.append("nat", "POSTROUTING", "-p udp --dport 53 -j SNAT --to-source 10.9.0.1-10.9.0.9")
    editor.append("nat", "POSTROUTING", "-p udp --dport 54 -j SNAT --to-source 10.9.0.1-10.9.0.9 --persistent")
    first = [sent(router, number, 7000, "10.9.0.2", 53).split()[1] for number in (2, 4)]
    assert first == ["10.9.0.5:7000", "10.9.0.4:7000"]
    persistent = {sent(router, 2, sport, f"10.9.0.{far}", 54).split()[1] for sport, far in ((71, 2), (72, 3), (73, 4))}
    assert len({each.split(":")[0] for each in persistent}) == 1


def test_a_source_keeps_what_it_became(router: Host) -> None:
    """find_appropriate_src: towards any other end, while a flow of it lives."""
    editor = Editor(router.root.nf)
    editor.append("nat", "POSTROUTING", "-p udp -j MASQUERADE")
    assert sent(router, 2, 7777, "10.9.0.2", 54) == "10.9.0.2 10.9.0.1:7777"
    taken = sent(router, 3, 7777, "10.9.0.2", 54)  # the port is the other one's: another is drawn
    assert taken != "10.9.0.2 10.9.0.1:7777"
    assert sent(router, 3, 7777, "10.9.0.2", 55) == taken
    assert sent(router, 3, 7777, "10.9.0.3", 54).split()[1] == taken.split()[1]
    router.clock.run(until=router.clock.now + 40)  # the flows' time is over
    assert sent(router, 3, 7777, "10.9.0.2", 56) == "10.9.0.2 10.9.0.1:7777"


def test_sources_are_looked_through_less_often_the_more_of_them_live(
    router: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nat, "MOST_SOURCES", 8)
    looked: list[object] = []
    lives = nat.Nat._lives
    monkeypatch.setattr(nat.Nat, "_lives", lambda self, flow: looked.append(flow) or lives(self, flow))
    Editor(router.root.nf).append("nat", "POSTROUTING", "-p udp -j MASQUERADE")
    for port in range(2000, 2064):
        sent(router, 2, port, "10.9.0.2", 99)
    assert len(router.root.nf.conntrack.entries()) >= 64 and len(looked) < 3 * 64
