"""ARP requests to everybody: who is not meant only counts them, with or without the trace."""

from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
from dockernet_sim.world.world import World

STATIONS = 6
WAYS = ((True, False), (True, True), (False, True))  # cache and trace: without the cache, every frame is walked


def lab(cache: bool, trace: bool) -> tuple[World, list[NetNs]]:
    world = World(trace=trace, cache=cache)
    engine = world.engine()
    engine.networks.create({"Name": "net"})
    for number in range(STATIONS):
        body = {"Image": "busybox", "HostConfig": {"NetworkMode": "net"}}
        engine.containers.start(engine.containers.create(body, f"c{number}")["Id"])
    return world, [world.place(f"c{number}").ns for number in range(STATIONS)]


def ping(world: World, ns: NetNs, target: str) -> None:
    address = ip_int(target)
    ns.ip.send(IPv4(ns.ip.source_for(address), address, PROTO_ICMP, Icmp(ECHO, 0, 1, 1)))
    world.clock.run(until=world.clock.now + 0.1)


def seen(stations: list[NetNs]) -> list[object]:
    return [
        (d.name, d.rx_packets, d.rx_bytes, d.tx_packets, d.tx_bytes, sorted(str(e) for e in ns.ip.neigh.live()))
        for ns in (stations[0].host.root, *stations)
        for d in ns.links()
    ]


def test_the_quick_way_counts_and_learns_as_the_long_one() -> None:
    found: list[list[object]] = []
    for way in WAYS:
        world, stations = lab(*way)
        for source, target in ((0, 1), (1, 2), (2, 0), (0, 5), (3, 9)):
            ping(world, stations[source], f"172.18.0.{target + 2}")
        stations[1].device("eth0").set_mac(0x02_42_00_00_00_99)  # the others hear of it by its next question
        ping(world, stations[1], "172.18.0.7")
        found.append(seen(stations))  # (3, 9) found nobody: 3 hears of it as soon as there is somebody
        stations[4].ip.add_address(stations[4].device("eth0"), "172.18.0.11/16")
        stations[4].ip.send(IPv4(ip_int("172.18.0.11"), ip_int("172.18.0.2"), PROTO_ICMP, Icmp(ECHO, 0, 1, 1)))
        world.clock.run(until=world.clock.now + 5.0)
        found[-1] += seen(stations)
        assert any("172.18.0.11 dev eth0 lladdr" in str(entry) for entry in stations[3].ip.neigh.live())
    assert found[0] == found[1] == found[2]


def test_a_tap_sees_a_question_that_is_not_meant_for_its_station() -> None:
    world, stations = lab(cache=True, trace=False)
    heard: list[str] = []
    ping(world, stations[0], "172.18.0.3")
    stations[4].device("eth0").add_tap(lambda frame, way, time: heard.append(str(frame.payload)))
    ping(world, stations[0], "172.18.0.4")
    assert len(heard) == 1 and "172.18.0.4" in heard[0]


def test_a_question_to_one_station_is_not_for_the_one_that_has_its_address_now() -> None:
    for way in WAYS:
        world, stations = lab(*way)
        ping(world, stations[0], "172.18.0.3")
        world.clock.run(until=world.clock.now + 100.0)
        stations[2].ip.add_address(stations[2].device("eth0"), "172.18.0.3/16")
        stations[0].host.root.delete_device(stations[1].device("eth0").peer.name)  # nobody knows where its MAC is
        ping(world, stations[0], "172.18.0.3")
        world.clock.run(until=world.clock.now + 20.0)
        (entry,) = (e for e in stations[0].ip.neigh.live() if e.ip == ip_int("172.18.0.3"))
        assert entry.state == "FAILED"


def test_a_station_that_has_an_address_twice_is_asked_once() -> None:
    for way in WAYS:
        world, stations = lab(*way)
        eth0 = stations[1].device("eth0")
        stations[1].ip.add_address(eth0, "172.18.0.3/24")
        before = eth0.rx_packets, eth0.tx_packets
        ping(world, stations[0], "172.18.0.3")
        assert (eth0.rx_packets - before[0], eth0.tx_packets - before[1]) == (
            2,
            2,
        )  # the question and the echo, and what was answered


def test_announcements_are_counted_as_walked_ones_while_stations_come_go_and_listen() -> None:
    found: list[object] = []
    for way in WAYS:
        world, stations = lab(*way)
        engine, root = world.engine(), stations[0].host.root
        heard: list[str] = []

        def start(name: str, world: World = world) -> NetNs:
            body = {"Image": "busybox", "HostConfig": {"NetworkMode": "net"}}
            world.engine().containers.start(world.engine().containers.create(body, name)["Id"])
            return world.place(name).ns

        stations.append(start("late"))

        def hear(frame: Frame, way: str, time: float, heard: list[str] = heard) -> None:
            heard.append(f"{way} {frame.payload}")

        stations[2].device("eth0").add_tap(hear)
        stations.append(start("later"))
        stations[2].device("eth0").remove_tap(hear)
        stations[3].device("eth0").set_down()
        stations.append(start("after"))
        engine.containers.kill("c1")
        world.clock.run(until=world.clock.now + 1.5)
        root.device(stations[0].device("eth0").peer.name).set_down()
        stations[4].ip.add_address(stations[4].device("eth0"), "172.18.0.30/16")
        stations.append(start("last"))
        world.clock.run(until=world.clock.now + 3.0)
        del stations[1]
        found.append((heard, seen(stations)))
    assert found[0][0] and found[0] == found[1] == found[2]  # type: ignore[index]


def test_stations_hear_in_the_order_of_their_ports() -> None:
    found = []
    for way in WAYS:
        world, stations = lab(*way)
        ping(world, stations[0], "172.18.0.3")
        port = stations[2].device("eth0").linked
        assert port is not None
        port.set_down()
        ping(world, stations[0], "172.18.0.9")
        port.set_up()
        ping(world, stations[0], "172.18.0.10")
        found.append(seen(stations))
    assert found[0] == found[1] == found[2]


def test_an_announcement_in_one_step_leaves_what_a_walked_one_does() -> None:
    found: list[object] = []
    for cache in (True, False):
        world = World(trace=False, cache=cache, engine="29")
        engine, root = world.engine(), world.place("vm").ns
        engine.networks.create({"Name": "net"})
        bridge = next(device for device in root.links() if device.name.startswith("br-"))
        assert isinstance(bridge, Bridge)
        heard: list[str] = []
        for number in range(4):
            body = {"Image": "busybox", "HostConfig": {"NetworkMode": "net"}}
            made = engine.containers.create(body, f"c{number}")["Id"]
            if number == 1:  # the host knows the next one's address
                ping(world, root, "172.18.0.3")
            if number == 2:
                bridge.add_tap(lambda frame, way, time, heard=heard: heard.append(f"{way} {frame.payload} {time}"))
            engine.containers.start(made)
            world.clock.run(until=world.clock.now + 0.25)
        world.clock.run(until=world.clock.now + 3.0)
        stations = [world.place(f"c{number}").ns for number in range(4)]
        fdb = [(str(entry), entry.updated, entry.local) for entry in bridge.stations()]
        found.append((heard, fdb, seen(stations), root.host.generation > 0))
    assert found[0] == found[1] and len(found[0][0]) > 6  # type: ignore[index]


def test_padded_requests_count_their_own_length() -> None:
    found = []
    for way in WAYS:  # arping's frames are 58 bytes, the kernel's 42
        world, stations = lab(*way)
        world.run_line("c0", "arping -c 2 -w 3 172.18.0.99")
        found.append(seen(stations))
    assert found[0] == found[1] == found[2]
