"""Packets keep what they carry: NAT is undone on the way back, TTLs count routers, and nobody walks in uninvited."""

from dockernet_sim.explain import probing as probe
from dockernet_sim.reach import Facts, of
from dockernet_sim.reach.facts import ContainerFacts
from dockernet_sim.testing import Recipe, labs
from dockernet_sim.testing.story import told_since
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
from dockernet_sim.world.world import World
from hypothesis import given
from hypothesis import strategies as st

from .support import examples

LAN, INTERNET = ip_int("172.31.176.1"), ip_int("203.0.113.10")
VM = ip_int("172.31.179.120")
PUBLISHED = (8080, 8081, 8082, 8083)


def packets(world: World, serial: int, event: str, host: str, netns: str) -> list[IPv4]:
    """The IPv4 packets that a namespace sent (``tx``) or heard (``rx``) on its wires since a record,
    but for ICMP's errors."""
    return [
        record.packet.payload
        for record in world.trace.since(serial)
        if record.event == event
        and (record.host, record.netns) == (host, netns)
        and record.device != "lo"
        and isinstance(record.packet, Frame)
        and record.packet.ethertype == ETHERTYPE_IP
        and not (record.packet.payload.proto == PROTO_ICMP and record.packet.payload.payload.inner is not None)
    ]


def ends(packet: IPv4) -> tuple[int, int, int, int, int]:
    """Protocol, and who sends to whom: addresses with their ports, or an echo's identifier."""
    inner = packet.payload
    ports = (inner.ident, inner.ident) if packet.proto == PROTO_ICMP else (inner.sport, inner.dport)
    return packet.proto, packet.src, ports[0], packet.dst, ports[1]


def with_a_network_of_its_own(facts: Facts) -> list[ContainerFacts]:
    return [container for container in facts.running if container.endpoints]


@examples(2)
@given(labs())
def test_what_comes_back_comes_from_where_it_was_sent(recipe: Recipe) -> None:
    world = recipe.build()
    facts = of(world)
    for sender in (*with_a_network_of_its_own(facts), facts.node("lan")):
        world.pass_time(1.0)  # what the one before said has been said
        serial = world.trace.serial
        probe.pings(world, [(sender.name, address) for address in (VM, LAN, INTERNET)])
        probe.connections(world, [(sender.name, VM, port) for port in PUBLISHED] + [(sender.name, INTERNET, 80)])
        place = world.place(sender.name)
        where = (place.host.name, place.ns.name)
        sent = {ends(packet) for packet in packets(world, serial, "tx", *where)}
        for packet in packets(world, serial, "rx", *where):
            proto, source, sport, destination, dport = ends(packet)
            assert (proto, destination, dport, source, sport) in sent, (
                f"{sender.name} hears {packet}, which answers nothing\n{told_since(world.trace, serial)}\nThe "
                f"lab:\n{recipe}"
            )


@examples(2)
@given(labs(), st.integers(1, 64))
def test_a_ttl_falls_by_one_at_a_router_and_never_at_a_bridge(recipe: Recipe, ttl: int) -> None:
    world = recipe.build()
    facts = of(world)
    members = with_a_network_of_its_own(facts)
    for sender in members:
        for target in [address for other in members for address in facts.addresses(other)] + [VM, LAN, INTERNET]:
            serial = world.trace.serial
            world.run_line(sender.name, f"ping -n -c 1 -W 1 -t {ttl} {ip_text(target)}")
            near = any(each.network.holds(target) for each in sender.endpoints)
            routers = 0 if near or target in facts.host_addresses["vm"] else 1
            for record in world.trace.since(serial):
                packet = record.packet
                echo = isinstance(packet, IPv4) and packet.proto == PROTO_ICMP and packet.payload.type == ECHO
                if record.event == "deliver" and echo and packet.dst == target:
                    assert packet.ttl == ttl - routers, (
                        f"TTL {ttl} arrives as {packet.ttl} behind {routers} routers\n"
                        f"{told_since(world.trace, serial)}\nThe lab:\n{recipe}"
                    )


@examples(2)
@given(labs(daemon=False), st.lists(st.integers(1, 9999), min_size=1, max_size=4))
def test_replies_of_allowed_flows_come_in_and_nothing_else(recipe: Recipe, ports: list[int]) -> None:
    """lan knows the way to every network, and yet only published ports, and answers to what containers began,
    get in."""
    world = recipe.build()
    facts = of(world)
    for network in facts.networks:
        if network.plen and network.driver == "bridge":
            world.run_line("lan", f"ip route add {network.subnet} via 172.31.179.120")
    inside = {endpoint.address: container for container, endpoint in facts.endpoints()}
    serial = world.trace.serial
    knocks = [("lan", address) for address in inside]
    tries = [("lan", address, port) for address in inside for port in (*ports, 80, 8080)]
    arrived: dict[tuple[str, int] | tuple[str, int, int], bool] = {
        **probe.pings(world, knocks),
        **probe.connections(world, tries),
    }
    for each, got_in in arrived.items():
        target = inside[each[1]]
        gateway = target.gateway
        open_ports = {p.port for p in target.published if p.proto == "tcp"}
        allowed = len(each) == 3 and each[2] in open_ports and gateway is not None and gateway.address == each[1]
        assert got_in <= allowed, f"{each} got in uninvited\n{told_since(world.trace, serial)}\nThe lab:\n{recipe}"
    raw = world.run_line("host", "iptables -t raw -S").stdout
    for sender in with_a_network_of_its_own(facts):
        first = sender.endpoints[0].network
        # An answer to the container's own address meets the rule against direct access, which sees no connections.
        told_off = not first.masquerade and f"-d {ip_text(sender.endpoints[0].address)}/32 ! -i " in raw
        assert probe.pings(world, [(sender.name, LAN)])[sender.name, LAN] == (not first.internal and not told_off), (
            f"{sender.name}\nThe lab:\n{recipe}"
        )


@examples(1)
@given(labs())
def test_every_echo_that_was_answered_was_answered_once(recipe: Recipe) -> None:
    world = recipe.build()
    facts = of(world)
    for sender in with_a_network_of_its_own(facts):
        addresses = {address for node in (*facts.running, *facts.machines) for address in facts.addresses(node)}
        serial = world.trace.serial
        probe.pings(world, [(sender.name, address) for address in sorted(addresses)])
        place = world.place(sender.name)
        replies = [
            (packet.src, packet.payload.ident, packet.payload.seq)
            for packet in packets(world, serial, "rx", place.host.name, place.ns.name)
            if packet.proto == PROTO_ICMP and packet.payload.type == ECHO_REPLY
        ]
        assert len(replies) == len(set(replies)), f"{told_since(world.trace, serial)}\nThe lab:\n{recipe}"
