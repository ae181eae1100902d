"""Each promise is broken once, by hand: it says so, and names what breaks it."""

from collections.abc import Callable, Iterator

import pytest
from dockernet_sim import Lab
from dockernet_sim.testing import promises
from dockernet_sim.testing.promises import Broken, keep
from dockernet_sim.world.world import World

LINES = (
    "docker network create front",
    "docker network create back",
    "docker run -d --name web --network front -p 8080:80 nginx",
    "docker run -d --name db --network back mysql",
)


def world(engine: str = "29") -> World:
    lab = Lab(engine=engine)
    for line in LINES:
        assert lab.sh(line).exit == 0
    return lab.world


def typed(made: World, *lines: str) -> None:
    for line in lines:
        done = made.run_line("vm", line)
        assert done.exit == 0, done


def port_of(made: World, network: str) -> str:
    """The device on the host that a network's only container hangs on."""
    bridge = f"br-{made.engine().networks.inspect(network)['Id'][:12]}"
    root = made.machine("vm").host.root
    return next(d.name for d in root.links() if d.master is not None and d.master.name == bridge)


ALL: list[Callable[[World], Iterator[str]]] = [
    *promises.STATE_PROMISES,
    *promises.PACKET_PROMISES,
    promises.names_agree,
    promises.isolation_is_mutual,
]


@pytest.mark.parametrize("promise", ALL, ids=lambda each: each.__name__)
@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_promise_holds_in_an_untouched_lab(promise: Callable[[World], Iterator[str]], engine: str) -> None:
    assert list(promise(world(engine))) == []


def test_ping_that_a_rule_by_hand_stops_disagrees_with_its_story() -> None:
    made = world()
    typed(made, "iptables -I INPUT -p icmp -j DROP")
    told = next(promises.pings_agree(made))
    assert "reach says it arrives" in told and "in the simulation it does not arrive" in told
    assert "filter INPUT 1: -p icmp -j DROP" in told


def test_connection_that_a_rule_by_hand_stops_disagrees() -> None:
    made = world()
    typed(made, "iptables -I DOCKER-USER -p tcp --dport 80 -j DROP")
    told = next(promises.connections_agree(made))
    assert told.startswith("TCP to ") and "DOCKER-USER" in told


def test_name_that_a_hosts_file_changes_disagrees() -> None:
    made = world()
    typed(made, "docker exec web sh -c 'echo 192.0.2.7 db >> /etc/hosts'")
    told = next(promises.names_agree(made))
    assert told.lower().startswith("db at web: reach says") and "the simulation says 192.0.2.7" in told


def test_networks_without_isolation_rules_reach_each_other() -> None:
    made = world("20.10")
    typed(made, "iptables -F DOCKER-ISOLATION-STAGE-1")
    told = list(promises.isolation_is_mutual(made))
    assert len(told) == 2 and all("reach says it must not arrive" in each for each in told)


def test_frame_of_another_network_is_heard_on_the_wrong_bridge() -> None:
    made = world()
    bridge = f"br-{made.engine().networks.inspect('front')['Id'][:12]}"
    serial = made.trace.serial
    typed(made, f"ip link set {port_of(made, 'back')} master {bridge}")
    made.run_line("vm", "docker exec db ping -c 1 -w 1 172.19.0.1")
    told = next(promises.frames_stay_home(made, serial))
    assert "which is not on its network" in told


def test_frames_of_members_are_no_breach() -> None:
    made = world()
    serial = made.trace.serial
    made.run_line("vm", "ping -c 1 172.18.0.2")
    assert made.trace.serial > serial and list(promises.frames_stay_home(made, serial)) == []


def test_endpoints_with_one_address_or_mac_are_told() -> None:
    made = world()
    typed(made, "docker run -d --name two --network front nginx")
    network = next(each for each in made.engine().controller.networks if each.name == "front")
    first, second = network.endpoints
    second.interface = first.interface
    told = list(promises.addresses_are_sound(made))
    assert [each for each in told if each.endswith("both have 172.18.0.2 on front")]
    assert [each for each in told if f"both have {first.mac_address} on front" in each]


def test_address_by_hand_is_not_what_inspect_shows() -> None:
    made = world()
    typed(made, "docker exec --privileged web ip addr add 192.0.2.9/24 dev eth0")
    (told,) = promises.kernel_matches_inspect(made)
    assert told.startswith("inspect shows ") and "192.0.2.9" in told


def test_device_that_is_gone_or_left_over_is_told() -> None:
    made = world()
    typed(made, f"ip link del {port_of(made, 'front')}", "ip link add br-0123456789ab type bridge")
    told = list(promises.kernel_matches_inspect(made))
    assert any("2 endpoints, but 1 veth devices on vm" in each for each in told)
    assert "br-0123456789ab is left of a network that is gone" in told


def test_rule_of_a_bridge_that_is_gone_is_told() -> None:
    made = world()
    typed(made, "iptables -A FORWARD -i br-0123456789ab -j ACCEPT")
    assert list(promises.rules_match_networks(made)) == [
        "filter FORWARD -i br-0123456789ab -j ACCEPT names br-0123456789ab, which is gone"
    ]


def test_rule_by_hand_is_told() -> None:
    made = world()
    typed(made, "iptables -A FORWARD -s 192.0.2.1 -j DROP")
    (told,) = promises.nothing_is_handmade(made)
    assert told.endswith("counts as changed by hand")


def test_keep_fails_with_three_breaches_the_rest_counted_and_the_lab() -> None:
    keep(iter(()), "a lab")
    with pytest.raises(Broken) as failed:
        keep(iter(f"breach {number}" for number in range(5)), "docker run nginx")
    assert str(failed.value) == "breach 0\n\nbreach 1\n\nbreach 2\n\n... and 2 more\n\nThe lab:\ndocker run nginx"
