"""What holds an address, a port of the host, a name or a subnet that a command asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dockernet_sim.explain import reasons as why
from dockernet_sim.explain.why.land import Land
from dockernet_sim.reach import NetworkFacts
from dockernet_sim.wire.address import broadcast, ip_int, ip_text, parse_cidr

PORT = re.compile(r"(?:\d+\.\d+\.\d+\.\d+|\[?::\]?):(\d+)\b")
ADDRESS = re.compile(r"--ip[ =](\d+\.\d+\.\d+\.\d+)")
SUBNET = re.compile(r"--subnet[ =](\d+\.\d+\.\d+\.\d+/\d+)")
NAME = re.compile(r'container name "/?([^"]+)"|network with name (\S+) already exists')


@dataclass(frozen=True)
class Holder:
    """What has it.

    Attributes
    ----------
    what : str
        ``address``, ``port``, ``name`` or ``subnet``.
    thing : str
        The thing that is held.
    kind : str
        ``container``, ``stopped``, ``gateway``, ``network``, ``route``, ``host-mode`` or ``program``.
    words : dict
        For its sentence: ``name`` and more.
    container : str
        The container that would have to go; empty where that would not help.
    """

    what: str
    thing: str
    kind: str
    words: dict[str, str] = field(default_factory=dict, hash=False)
    container: str = ""


def on_network(land: Land, about: NetworkFacts | None) -> list[str]:
    """The containers on a network that run."""
    if about is None:
        return []
    return [container.name for container, endpoint in land.facts.endpoints() if endpoint.network is about]


def find_holder(land: Land, line: str, reason: str, error: str) -> Holder | None:
    """What holds the thing that the engine refused; None where that cannot be told."""
    if reason == why.PORT_TAKEN:
        found = PORT.search(error)
        return _of_port(land, int(found[1])) if found else None
    if reason == why.ADDRESS_TAKEN:
        return next((holder for ip in _addresses(land, line) if (holder := _of_address(land, ip))), None)
    if reason == why.POOL_OVERLAPS:
        found = SUBNET.search(line)
        return _of_subnet(land, found[1]) if found else None
    found = NAME.search(error)
    return _of_name(land, found[1] or found[2]) if found else None


def _addresses(land: Land, line: str) -> list[int]:
    """The addresses that a line asks for: by ``--ip``, or because a container was made with one."""
    asked = [ip_int(found) for found in ADDRESS.findall(line)]
    for container in land.facts.containers:
        if {container.name, container.id, container.id[:12]} & set(line.split()):
            for settings in land.inspect(container)["NetworkSettings"]["Networks"].values():
                wanted = (settings["IPAMConfig"] or {}).get("IPv4Address")
                asked += [ip_int(wanted)] if wanted else []
    return asked


def _of_address(land: Land, ip: int) -> Holder | None:
    thing = ip_text(ip)
    for container, endpoint in land.facts.endpoints():
        if endpoint.address == ip:
            words = {"name": container.name, "network": endpoint.network.name}
            return Holder("address", thing, "container", words, container.name)
    for network in land.facts.networks:
        if network.bridge_address == ip:
            return Holder("address", thing, "gateway", {"name": network.name})
    return None


def _of_port(land: Land, port: int) -> Holder | None:
    return next(iter(land.port_holders(port)), None)


def _of_name(land: Land, name: str) -> Holder | None:
    container = land.container(name)
    if container is not None:
        kind = "container" if container.running else "stopped"
        return Holder("name", name, kind, {"name": name, "network": ""}, name)
    for network in land.facts.networks:
        if network.name == name:
            return Holder("name", name, "network", {"name": name, "subnet": network.subnet})
    return None


def _of_subnet(land: Land, subnet: str) -> Holder | None:
    first, plen = parse_cidr(subnet)
    last = broadcast(first, plen)
    for network in land.facts.networks:
        if network.plen and network.first <= last and broadcast(network.first, network.plen) >= first:
            return Holder("subnet", subnet, "network", {"name": network.name, "subnet": network.subnet})
    return None
