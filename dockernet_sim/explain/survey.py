"""Reads the topology from the live machines; nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dockernet_sim.explain.topology import Box, Bridge, Container, Link, Port, Space, Topology
from dockernet_sim.linux.link.bridge import Bridge as BridgeDevice
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.wire.address import ip_text, is_loopback, mac_text, network, parse_cidr

if TYPE_CHECKING:
    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.world.machine import Machine
    from dockernet_sim.world.world import World

BRIDGE_NAME = "com.docker.network.bridge.name"
ICC = "com.docker.network.bridge.enable_icc"


def survey(world: World) -> Topology:
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
        machine.engine.release.name if machine.engine is not None else "",
        tuple(_bridge(device, networks) for device in devices if isinstance(device, BridgeDevice)),
        tuple(spaces),
        tuple(places.get("", ())),
        _others(host, machine.address),
    )


def _others(host: Host, address: str) -> tuple[str, ...]:
    """Addresses that a machine answers for beside its own and loopback: those on lo."""
    own = (each for each in host.root.ip.addresses if each.dev.kind == "loopback")
    return tuple(ip_text(each.ip) for each in own if not is_loopback(each.ip) and ip_text(each.ip) != address)


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
        device.up,
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
        str(network.get("Options", {}).get(ICC, "true")).lower() != "false",
        not device.up,
    )


def _subnet(inspected: Mapping[str, Any], addresses: tuple[str, ...]) -> str:
    for config in inspected.get("IPAM", {}).get("Config") or ():
        return str(config["Subnet"])
    if not addresses:
        return ""
    ip, plen = parse_cidr(addresses[0])
    return f"{ip_text(network(ip, plen))}/{plen}"


def _networks(machine: Machine) -> dict[str, Mapping[str, Any]]:
    """Docker's networks by the bridge that carries them."""
    found: dict[str, Mapping[str, Any]] = {}
    if machine.engine is not None:
        for network in machine.engine.networks.list():
            if network["Driver"] == "bridge":
                found[network["Options"].get(BRIDGE_NAME) or f"br-{network['Id'][:12]}"] = network
    return found


def _containers(machine: Machine) -> dict[str, list[Container]]:
    """A machine's containers by namespace, the oldest first; those that do not run under ``""``."""
    found: dict[str, list[Container]] = {}
    engine = machine.engine
    if engine is not None:
        for line in reversed(engine.containers.list(all=True)):
            facts = engine.containers.inspect(line["Id"])
            place = engine.containers.get(line["Id"]).place
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
