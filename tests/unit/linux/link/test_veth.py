"""What enters one end of a veth pair leaves the other; a line takes its time and may lose frames."""

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.link.veth import Veth, veth_pair
from tests.unit.linux.machines import bridge, drops, echo, host, line, plug


def test_the_peer_gets_its_index_first() -> None:
    vm = host()
    a, b = veth_pair(vm.root, "a", vm.root, "b")
    assert (b.ifindex, a.ifindex) == (2, 3)


def test_each_end_is_the_others_carrier() -> None:
    vm = host()
    a, b = veth_pair(vm.root, "a", vm.root, "b")
    a.set_up()
    assert (a.operstate, b.operstate) == ("LOWERLAYERDOWN", "DOWN")
    b.set_up()
    assert (a.operstate, b.operstate) == ("UP", "UP")
    b.set_down()
    assert (a.operstate, b.operstate) == ("LOWERLAYERDOWN", "DOWN")


def test_deleting_one_end_deletes_the_other() -> None:
    vm = host()
    veth_pair(vm.root, "a", vm.new_netns("n"), "b")
    vm.root.delete_device("a")
    assert "b" not in vm.netns["n"].devices


def test_a_moved_end_keeps_its_index_and_is_down() -> None:
    vm = host()
    a, b = veth_pair(vm.root, "a", vm.root, "b")
    a.set_up()
    b.set_up()
    ns = vm.new_netns("n")
    vm.root.move_device("b", ns, "eth0")
    assert (b.name, b.ifindex, b.up, a.operstate) == ("eth0", 2, False, "LOWERLAYERDOWN")
    assert vm.root.nsid(ns) == 0


def test_a_taken_name_is_refused_and_nothing_is_made() -> None:
    vm = host()
    veth_pair(vm.root, "a", vm.root, "b")
    with pytest.raises(NetError, match="File exists"):
        veth_pair(vm.root, "c", vm.root, "b")
    assert sorted(vm.root.devices) == ["a", "b", "lo"]


def test_a_line_is_an_event_of_its_own() -> None:
    vm, lan = (pair := host(), host("lan", pair))
    line(vm, "10.9.0.1/24", lan, "10.9.0.2/24", Line(delay=0.25))
    assert echo(vm.root, "10.9.0.2") == ["10.9.0.2 0 0"]
    first = next(r for r in lan.trace if r.host == "lan")
    assert first.time == pytest.approx(0.25)


def test_a_line_that_loses_everything_says_so() -> None:
    vm, lan = (pair := host(), host("lan", pair))
    line(vm, "10.9.0.1/24", lan, "10.9.0.2/24", Line(loss=1.0))
    assert echo(vm.root, "10.9.0.2", wait=0.5) == []
    assert drops(vm) == ["line-loss"]


def test_a_slow_line_queues_and_then_drops() -> None:
    vm, lan = (pair := host(), host("lan", pair))
    line(vm, "10.9.0.1/24", lan, "10.9.0.2/24", Line(rate=8000.0, queue=2))
    echo(vm.root, "10.9.0.2", wait=30)
    for _ in range(6):
        echo(vm.root, "10.9.0.2", wait=0.0001)
    assert "line-queue-full" in drops(vm)


@pytest.mark.parametrize("traced", [True, False])
def test_frames_count_at_both_ends_with_and_without_a_trace(traced: bool) -> None:
    vm = host()
    vm.trace.on = traced
    ns = plug(vm, bridge(vm, "br0", "10.9.0.1/24"), "n", "10.9.0.2/24")
    inner = ns.device("eth0")
    assert isinstance(inner, Veth)
    echo(vm.root, "10.9.0.2", size=56, wait=1.0)
    inner.add_tap(lambda *_: None)
    echo(vm.root, "10.9.0.2", size=156, wait=1.0)
    seen = 3 * 2  # a question for the MAC, and two echoes, each way
    size = 42 + 98 + 198
    for end, other in ((inner, inner.peer), (inner.peer, inner)):
        assert (end.rx_packets + end.tx_packets, end.rx_bytes, end.tx_bytes) == (seen, size, size)
        assert (end.rx_packets, end.rx_dropped) == (other.tx_packets, 0)


@pytest.mark.parametrize("traced", [True, False])
def test_a_frame_that_the_other_end_has_no_room_for_is_dropped_there(traced: bool) -> None:
    vm = host()
    vm.trace.on = traced
    ns = plug(vm, bridge(vm, "br0", "10.9.0.1/24"), "n", "10.9.0.2/24")
    assert echo(vm.root, "10.9.0.2", size=1000)
    ns.device("eth0").set_mtu(500)
    assert not echo(vm.root, "10.9.0.2", size=1000)
    assert ns.device("eth0").rx_dropped == 1
    ns.device("eth0").set_mtu(1500)
    assert echo(vm.root, "10.9.0.2", size=1000)
