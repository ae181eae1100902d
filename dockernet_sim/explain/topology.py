"""The topology as plain data, read from the live machines: what pictures, graphs and texts are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.link.bridge import Bridge as BridgeDevice
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.wire.address import ip_text, mac_text, parse_cidr

if TYPE_CHECKING:
    import networkx

    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.world.machine import Machine
    from dockernet_sim.world.world import World

ROOT = "root"
BRIDGE_NAME = "com.docker.network.bridge.name"


@dataclass(frozen=True)
class Link:
    """A device, with what it hangs on.

    Attributes
    ----------
    name, mac, state : str
        As `ip link` shows them.
    addresses : tuple of str
        ``172.17.0.2/16``.
    peer : tuple of str
        Of a veth: machine, namespace and name of its other end; empty for others.
    master : str
        The bridge that it is a port of.
    """

    name: str
    mac: str
    state: str
    addresses: tuple[str, ...] = ()
    peer: tuple[str, ...] = ()
    master: str = ""


@dataclass(frozen=True)
class Port:
    """A published port: where the host listens, and what it leads to."""

    host_ip: str
    host_port: int
    port: int
    proto: str = "tcp"

    def __str__(self) -> str:
        return f"{self.host_ip}:{self.host_port}->{self.port}/{self.proto}"


@dataclass(frozen=True)
class Container:
    """A container; ``names`` are those by which others find it, network by network."""

    name: str
    id: str
    image: str
    running: bool
    mode: str
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ports: tuple[Port, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Space:
    """A network namespace with the containers that live in it; one that no container lives in is somebody's own."""

    name: str
    links: tuple[Link, ...]
    containers: tuple[Container, ...] = ()

    @property
    def wires(self) -> tuple[Link, ...]:
        """Its links, loopback left out."""
        return tuple(link for link in self.links if link.name != "lo")


@dataclass(frozen=True)
class Bridge:
    """A bridge of a machine; ``network`` is the Docker network that it carries (empty for others)."""

    name: str
    addresses: tuple[str, ...]
    ports: tuple[str, ...]
    state: str
    network: str = ""
    subnet: str = ""
    internal: bool = False
    icc: bool = True

    @property
    def gateway(self) -> str:
        """Its own address, without the prefix length."""
        return self.addresses[0].partition("/")[0] if self.addresses else ""


@dataclass(frozen=True)
class Box:
    """A machine: its bridges, and the namespaces in it, its own first.

    Attributes
    ----------
    engine : str
        The release of its Docker, or empty.
    stopped : tuple of Container
        Containers that do not run, and so live in no namespace.
    others : tuple of str
        Addresses that it answers for beside its own: on ``lan``, the whole internet's.
    """

    name: str
    address: str
    engine: str
    bridges: tuple[Bridge, ...]
    spaces: tuple[Space, ...]
    stopped: tuple[Container, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def containers(self) -> tuple[Container, ...]:
        """All its containers, those that do not run last."""
        return (*(each for space in self.spaces for each in space.containers), *self.stopped)

    @property
    def root(self) -> Space:
        """The machine's own namespace."""
        return self.spaces[0]

    def bridge(self, name: str) -> Bridge | None:
        """The bridge of that device name."""
        return next((each for each in self.bridges if each.name == name), None)


@dataclass(frozen=True)
class Topology:
    """Everything at one moment; ``segment`` is the subnet that joins the machines.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("docker run -d --name web nginx").exit
    0
    >>> [(space.name, [link.name for link in space.wires]) for space in lab.topology().boxes[0].spaces[1:]]
    [('web', ['eth0'])]
    """

    time: float
    segment: str
    boxes: tuple[Box, ...]

    def box(self, name: str) -> Box | None:
        """The machine of that name."""
        return next((each for each in self.boxes if each.name == name), None)

    def container(self, name: str) -> tuple[Box, Container] | None:
        """The container of that name or short id, with its machine."""
        for box in self.boxes:
            for each in box.containers:
                if name in (each.name, each.id):
                    return box, each
        return None

    def graph(self) -> networkx.MultiGraph:
        """As a networkx graph; :func:`dockernet_sim.explain.graph.to_graph` tells its attributes."""
        from dockernet_sim.explain.graph import to_graph

        return to_graph(self)

    def mermaid(self) -> str:
        """As a Mermaid flowchart."""
        from dockernet_sim.explain.text import to_mermaid

        return to_mermaid(self)

    def dot(self) -> str:
        """As a Graphviz graph."""
        from dockernet_sim.explain.text import to_dot

        return to_dot(self)

    def links(self) -> Iterator[tuple[Box, Space, Link]]:
        """All links of all namespaces."""
        for box in self.boxes:
            for space in box.spaces:
                for link in space.links:
                    yield box, space, link


def read(world: World) -> Topology:
    """What stands now; nothing is changed by looking."""
    machines = list(world.machines.values())
    boxes = tuple(_box(machine) for machine in machines)
    return Topology(world.clock.now, _segment(machines), boxes)


def _segment(machines: Iterable[Machine]) -> str:
    """The subnet of the first machine's address."""
    for machine in machines:
        for address in machine.host.root.ip.addresses:
            if ip_text(address.ip) == machine.address:
                return f"{ip_text(address.net)}/{address.plen}"
    return ""


def _box(machine: Machine) -> Box:
    host = machine.host
    places = _containers(machine)
    networks = _networks(machine)
    spaces = [_space(ns, places.get(ns.name, ())) for ns in host.netns.values()]
    devices = host.root.links()
    return Box(
        host.name,
        machine.address,
        machine.engine.version_data.name if machine.engine is not None else "",
        tuple(_bridge(device, networks) for device in devices if isinstance(device, BridgeDevice)),
        tuple(spaces),
        tuple(places.get("", ())),
        _others(host, machine.address),
    )


def _others(host: Host, address: str) -> tuple[str, ...]:
    """Addresses that a machine answers for beside its own and loopback: those on lo."""
    own = (each for each in host.root.ip.addresses if each.dev.kind == "loopback")
    return tuple(ip_text(each.ip) for each in own if each.ip >> 24 != 127 and ip_text(each.ip) != address)


def _space(ns: NetNs, containers: Iterable[Container]) -> Space:
    return Space(ns.name, tuple(_link(ns, device) for device in ns.links()), tuple(containers))


def _link(ns: NetNs, device: Device) -> Link:
    peer: tuple[str, ...] = ()
    if isinstance(device, Veth) and device.peer is not None:
        peer = (device.peer.ns.host.name, device.peer.ns.name, device.peer.name)
    return Link(
        device.name,
        mac_text(device.mac),
        device.operstate,
        tuple(str(each) for each in ns.ip.addresses if each.dev is device),
        peer,
        device.master.name if device.master is not None else "",
    )


def _bridge(device: BridgeDevice, networks: Mapping[str, Mapping[str, Any]]) -> Bridge:
    addresses = tuple(str(each) for each in device.ns.ip.addresses if each.dev is device)
    network = networks.get(device.name, {})
    return Bridge(
        device.name,
        addresses,
        tuple(port.name for port in device.ports),
        device.operstate,
        network.get("Name", ""),
        _subnet(network, addresses),
        bool(network.get("Internal", False)),
        str(network.get("Options", {}).get("com.docker.network.bridge.enable_icc", "true")).lower() != "false",
    )


def _subnet(network: Mapping[str, Any], addresses: tuple[str, ...]) -> str:
    for config in network.get("IPAM", {}).get("Config") or ():
        return str(config["Subnet"])
    if not addresses:
        return ""
    ip, plen = parse_cidr(addresses[0])
    return f"{ip_text(ip & (0xFFFFFFFF << (32 - plen)))}/{plen}"


def _networks(machine: Machine) -> dict[str, Mapping[str, Any]]:
    """Docker's networks by the bridge that carries them."""
    found: dict[str, Mapping[str, Any]] = {}
    if machine.engine is not None:
        for network in machine.engine.network_list():
            if network["Driver"] == "bridge":
                found[network["Options"].get(BRIDGE_NAME) or f"br-{network['Id'][:12]}"] = network
    return found


def _containers(machine: Machine) -> dict[str, list[Container]]:
    """A machine's containers by namespace, the oldest first; those that do not run under ``""``."""
    found: dict[str, list[Container]] = {}
    engine = machine.engine
    if engine is not None:
        for line in reversed(engine.container_list(all=True)):
            facts = engine.container_inspect(line["Id"])
            place = engine.container(line["Id"]).place
            found.setdefault(place.ns.name if place is not None else "", []).append(_container(facts))
    return found


def _container(facts: Mapping[str, Any]) -> Container:
    settings, host_config = facts["NetworkSettings"], facts["HostConfig"]
    networks = settings["Networks"] or {}
    running = bool(facts["State"]["Running"])
    name = facts["Name"].lstrip("/")
    names = tuple((net, tuple(dict.fromkeys([name, *(each["Aliases"] or ())]))) for net, each in networks.items())
    links = (text.split(":") for text in host_config.get("Links") or ())
    return Container(
        name,
        facts["Id"][:12],
        facts["Config"]["Image"],
        running,
        host_config["NetworkMode"],
        names,
        tuple(_ports(settings["Ports"] or {})) if running else (),
        tuple((child.lstrip("/"), alias.rpartition("/")[2]) for child, alias in links),
    )


def _ports(ports: Mapping[str, Any]) -> Iterator[Port]:
    for key, bindings in ports.items():
        number, _, proto = key.partition("/")
        for each in bindings or ():
            yield Port(each["HostIp"] or "0.0.0.0", int(each["HostPort"]), int(number), proto)
