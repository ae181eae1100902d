"""Labs to measure: containers by the engine's own calls, echoes and look-ups by the kernel's."""

from __future__ import annotations

from dockernet_sim.engine.daemon import Engine
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.sim.clock import INFINITY
from dockernet_sim.wire.dns import query
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
from dockernet_sim.world.world import World

DNS = 0x7F00000B
ENOUGH = 1 << 20
release: dict[str, str] = {}  # ``engine``: the release to measure, where that is not the default


def raise_limits(world: World) -> None:
    """What an admin does before he runs so many: make room in the neighbour table."""
    for machine in world.machines.values():
        for level in (1, 2, 3):
            machine.host.root.sysctl[f"net.ipv4.neigh.default.gc_thresh{level}"] = str(ENOUGH)


def add_network(engine: Engine, number: int) -> str:
    """A user network with room for a bridge full."""
    name = f"net{number}"
    subnet = f"10.{number // 64 + 1}.{number % 64 * 4}.0/22"
    engine.networks.create({"Name": name, "IPAM": {"Config": [{"Subnet": subnet}]}})
    return name


def add_container(engine: Engine, name: str, network: str) -> None:
    """docker run -d --name NAME --network NETWORK busybox."""
    body = {"Image": "busybox", "HostConfig": {"NetworkMode": network}}
    engine.containers.start(engine.containers.create(body, name)["Id"])


class Lab:
    """So many containers on so many user networks of one machine.

    Parameters
    ----------
    containers, networks : int
        How many; containers go to the networks in turn.
    trace, cache : bool
        As World has them.
    """

    def __init__(self, containers: int, networks: int = 1, trace: bool = False, cache: bool = True) -> None:
        self.world = World(trace=trace, cache=cache, **release)
        self.clock = self.world.clock
        raise_limits(self.world)
        engine = self.world.engine()
        names = [add_network(engine, number) for number in range(networks)]
        for number in range(containers):
            add_container(engine, f"c{number}", names[number % networks])
        self.clock.run(until=self.clock.now + 1.0)
        self._containers = list(engine.daemon.containers.values())

    def namespace(self, number: int) -> NetNs:
        """The namespace of a container."""
        place = self._containers[number].place
        assert place is not None
        return place.ns

    def address(self, number: int) -> int:
        """Its address."""
        return address_of(self.namespace(number))


def address_of(ns: NetNs) -> int:
    """The address that a namespace has on its eth0."""
    return next(address.ip for address in ns.ip.addresses if address.dev.name == "eth0")


class Echoes:
    """Sends echo requests from one namespace, each as the answer to the one before has come."""

    def __init__(self, ns: NetNs, target: int, ident: int = 7) -> None:
        self.ns, self.clock, self.ip = ns, ns.clock, ns.ip
        self.source, self.target, self.ident = ns.ip.source_for(target), target, ident
        self.left = self.answered = 0
        self.ip.icmp.raw.append(self._hear)

    def run(self, count: int) -> None:
        """So many, until the last answer has come."""
        wanted = self.answered + count
        self.left = count - 1
        self._send()
        advance = self.clock.advance
        while self.answered < wanted:
            advance(INFINITY)

    def _send(self) -> None:
        self.ip.send(IPv4(self.source, self.target, PROTO_ICMP, Icmp(ECHO, 0, self.ident, 1), 64))

    def _hear(self, packet: IPv4, device: Device) -> None:
        if packet.payload.type == ECHO_REPLY:
            self.answered += 1
            if self.left:
                self.left -= 1
                self.clock.defer(self._send)


class Lookups:
    """Looks a name up again and again, each time from a new socket, as a resolver does."""

    def __init__(self, ns: NetNs, name: str) -> None:
        self.ns, self.clock, self.name = ns, ns.clock, name
        self.answered = 0

    def run(self, count: int) -> None:
        """So many look-ups, one after the other."""
        wanted = self.answered + count
        while self.answered < wanted:
            before = self.answered
            self._ask()
            while self.answered == before:
                self.clock.step()

    def _ask(self) -> None:
        socket = self.ns.sockets.udp()
        socket.connect(DNS, 53)

        def hear(data: object, ip: int, port: int) -> None:
            self.answered += 1
            socket.close()

        socket.on_datagram = hear
        socket.send(query(self.answered & 0xFFFF, self.name))
