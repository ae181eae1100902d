"""The standard lab, further machines, and lines that end or do not."""

import pytest
from dockernet_sim.world.errors import NameTaken, UnknownPlace
from dockernet_sim.world.world import World


@pytest.fixture
def world() -> World:
    return World()


def test_vm_and_lan_are_joined_by_one_veth_pair(world: World) -> None:
    for name in ("vm", "lan"):
        eth0 = world.machine(name).host.root.device("eth0")
        assert (eth0.kind, eth0.ifindex, eth0.peer.ifindex) == ("veth", 2, 2)
    assert world.machine("host") is world.machine("vm")


def test_lan_answers_pings_names_and_http(world: World) -> None:
    assert world.run_line("vm", "ping -c 1 172.31.176.1").exit == 0
    assert world.run_line("vm", "getent hosts example.com").stdout.split()[0] == "203.0.113.10"
    assert world.run_line("vm", "curl -s http://example.com/").stdout == "internet\n"
    assert world.run_line("lan", "hostname").stdout == "lan\n"


def test_lan_does_not_route(world: World) -> None:
    assert world.run_line("lan", "cat /proc/sys/net/ipv4/ip_forward").stdout == "0\n"
    assert world.run_line("vm", "cat /proc/sys/net/ipv4/ip_forward").stdout == "1\n"


def test_a_third_machine_makes_the_line_a_switch(world: World) -> None:
    world.run_line("vm", "ping -c 1 172.31.176.1")
    world.add_host("vm2")
    assert world.run_line("vm", "ip link show eth0").stdout.startswith("2: eth0@if2:")
    for source, target in (
        ("vm2", "172.31.176.1"),
        ("vm2", "172.31.179.120"),
        ("vm", "172.31.176.1"),
        ("lan", "172.31.179.121"),
    ):
        assert world.run_line(source, f"ping -c 1 -W 1 {target}").exit == 0
    assert world.run_line("vm2", "curl -s http://example.com/").stdout == "internet\n"


def test_two_machines_with_engines(world: World) -> None:
    world.add_host("vm2", engine="20.10")
    world.add_host("vm3")
    assert world.run_line("vm2", "ip -4 -o addr show docker0").stdout.split()[3] == "172.17.0.1/16"
    assert world.engine("vm2") is not world.engine("vm")
    assert world.run_line("vm3", "ping -c 1 -W 1 172.31.179.121").exit == 0


def test_a_flow_that_goes_on_goes_through_the_switch() -> None:
    world = World(trace=False)  # where the ways of flows are remembered
    world.start_task(["ping", "-i", "0.2", "172.31.176.1"], "vm")
    world.run_until(world.clock.now + 2.0)
    world.add_host("vm2")
    assert world.segment.switch is not None
    port = world.segment.switch.root.device("port1")
    before = port.rx_packets
    world.run_until(world.clock.now + 10.0)
    assert port.rx_packets - before >= 8


def test_a_frame_leaves_the_switch_only_where_it_has_to(world: World) -> None:
    world.add_host("vm2")
    world.run_line("vm2", "ping -c 1 172.31.176.1")
    before = world.machine("vm").host.root.device("eth0").rx_packets
    world.run_line("vm2", "ping -c 3 172.31.176.1")
    assert world.machine("vm").host.root.device("eth0").rx_packets == before


def test_names_are_used_once(world: World) -> None:
    for name in ("vm", "host", "lan", "switch"):
        with pytest.raises(NameTaken, match=name):
            world.add_host(name)


def test_unknown_place_is_refused_with_the_places_there_are(world: World) -> None:
    with pytest.raises(UnknownPlace, match=r"moon.*vm, lan"):
        world.run_line("moon", "ls")
    with pytest.raises(UnknownPlace, match="lan has no engine"):
        world.engine("lan")


def test_a_machine_without_an_engine() -> None:
    world = World(engine=None)
    assert [d.name for d in world.machine("vm").host.root.links()] == ["lo", "eth0"]


def test_a_line_without_an_end_is_interrupted(world: World) -> None:
    result = world.run_line("vm", "ping 172.31.176.1", limit=10.5)
    assert result.interrupted
    assert 10.5 <= result.seconds < 11.6
    assert "11 packets transmitted, 11 received" in result.stdout
    assert "as by Ctrl-C" in str(result)


def test_what_has_an_end_is_not_taken_for_endless(world: World) -> None:
    assert not world.run_line("vm", "ping -c 8 172.31.176.1", endless=4.0).interrupted
    endless = world.run_line("vm", "sleep 5; ping 172.31.176.1", endless=4.0)
    assert endless.interrupted
    assert endless.seconds < 9.5


def test_calls_are_remembered(world: World) -> None:
    world.run_line("vm", "sleep 1")
    world.add_host("vm2")
    assert [str(call) for call in world.log] == ["0.000000 line vm$ sleep 1", "1.003000 host vm2$"]


def test_output_comes_as_it_is_written_and_in_order(world: World) -> None:
    heard: list[str] = []
    result = world.run_line("vm", "echo a; echo b >&2; echo c", echo=heard.append)
    assert "".join(heard) == result.output == "a\nb\nc\n"
    assert (result.stdout, result.stderr) == ("a\nc\n", "b\n")
