"""The way of a packet through chains that jump, return and go on elsewhere: each rule counts what it met."""

from __future__ import annotations

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.host import Host
from dockernet_sim.linux.netns import NetNs
from tests.unit.linux.machines import bridge, echo, host, plug


@pytest.fixture
def pair() -> tuple[Host, NetNs, NetNs]:
    """Two namespaces on a bridge; what goes between them meets the host's rules."""
    vm = host()
    into = bridge(vm, "br0", "10.0.0.1/24")
    return vm, plug(vm, into, "a", "10.0.0.2/24"), plug(vm, into, "b", "10.0.0.3/24")


def counted(vm: Host, *chains: str) -> list[list[int]]:
    """The packets that each rule of each chain counted."""
    return [[rule.packets for rule in vm.root.nf.rules("filter", chain)] for chain in chains]


def ruled(vm: Host, *rules: tuple[str, str]) -> None:
    """Have these rules, and the chains that they are in."""
    nf = vm.root.nf
    for name in sorted({chain for chain, _ in rules} - {"FORWARD"}):
        Editor(nf).new_chain("filter", name)
    for chain, text in rules:
        Editor(nf).append("filter", chain, text)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((("FORWARD", "-j A"), ("A", "-j RETURN"), ("A", "-j DROP")), {"FORWARD": [2], "A": [2, 0]}),
        ((("FORWARD", "-j A"), ("FORWARD", "-p icmp"), ("A", "-p icmp -j RETURN"), ("A", "-j DROP")),
         {"FORWARD": [2, 2], "A": [2, 0]}),
        ((("FORWARD", "-p icmp -j A"), ("FORWARD", "-p icmp"), ("A", "-p icmp")), {"FORWARD": [2, 2], "A": [2]}),
        ((("FORWARD", "-g A"), ("FORWARD", "-j DROP"), ("A", "-p icmp")), {"FORWARD": [2, 0], "A": [2]}),
        ((("FORWARD", "-j A"), ("FORWARD", "-p icmp"), ("A", "-g B"), ("A", "-j DROP"), ("B", "-p icmp -j RETURN"),
          ("B", "-j DROP")), {"FORWARD": [2, 2], "A": [2, 0], "B": [2, 0]}),
        ((("FORWARD", "-i br0 -j A"), ("FORWARD", "-i eth7 -j DROP"), ("A", "-o br0 -j ACCEPT")),
         {"FORWARD": [2, 0], "A": [2]}),
        ((("FORWARD", "-j A"), ("A", "-j B"), ("A", "-j B"), ("B", "-s 10.0.0.2"), ("B", "-j RETURN")),
         {"FORWARD": [2], "A": [2, 2], "B": [2, 4]}),
    ],
)  # fmt: skip
def test_rules_count_what_comes_to_them(
    pair: tuple[Host, NetNs, NetNs], rules: tuple[tuple[str, str], ...], expected: dict[str, list[int]]
) -> None:
    vm, a, _ = pair
    ruled(vm, *rules)
    assert echo(a, "10.0.0.3") == ["10.0.0.3 0 0"]
    assert dict(zip(expected, counted(vm, *expected), strict=True)) == expected


def test_a_way_is_another_one_after_a_change_far_down(pair: tuple[Host, NetNs, NetNs]) -> None:
    vm, a, _ = pair
    ruled(vm, ("FORWARD", "-j A"), ("A", "-j B"), ("B", "-p udp -j DROP"))
    assert echo(a, "10.0.0.3") == ["10.0.0.3 0 0"]
    Editor(vm.root.nf).append("filter", "B", "-p icmp -j DROP")
    assert echo(a, "10.0.0.3") == []
    Editor(vm.root.nf).flush("filter", "B")
    assert echo(a, "10.0.0.3") == ["10.0.0.3 0 0"]


def test_many_jumps_one_inside_the_other(pair: tuple[Host, NetNs, NetNs]) -> None:
    vm, a, _ = pair
    names = [f"C{number:04}" for number in range(1200)]
    for name in names:
        Editor(vm.root.nf).new_chain("filter", name)
    for name, following in zip(reversed(names[:-1]), reversed(names[1:])):
        Editor(vm.root.nf).append("filter", name, f"-j {following}")
    Editor(vm.root.nf).append("filter", names[-1], "-p icmp -j ACCEPT")
    Editor(vm.root.nf).append("filter", "FORWARD", f"-j {names[0]}")
    assert echo(a, "10.0.0.3") == ["10.0.0.3 0 0"]
    assert counted(vm, names[-1]) == [[2]]


def test_no_note_on_a_packet_crosses_into_another_namespace(pair: tuple[Host, NetNs, NetNs]) -> None:
    _, a, b = pair
    Editor(a.nf).append("mangle", "OUTPUT", "-j MARK --set-mark 7")
    marks: list[int] = []
    b.sockets.udp().bind(0, 9)
    b.ip.icmp.raw.append(lambda packet, device: marks.append(packet.mark))
    echo(a, "10.0.0.3")
    assert marks == [0]
