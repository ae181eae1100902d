"""A dump's networks and containers on a lab's engine, with their ids, addresses and names."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dockernet_sim.engine.container.request import ContainerRequest, EndpointRequest, asked_links, binding, link
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.plans.hosts.dump import HostDump, Json, name_of
from dockernet_sim.plans.hosts.inspect import MODES, mode_of, pool
from dockernet_sim.plans.hosts.listening import Program
from dockernet_sim.plans.listening import HOST
from dockernet_sim.reach.dumps import looks_made_up
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.world.world import World

PREDEFINED = ("bridge", "host", "none")
COPIED = ("Dns", "DnsOptions", "DnsSearch", "ExtraHosts", "CapAdd", "CapDrop", "Privileged", "Sysctls")
SPREAD = "com.docker.network."  # options that decide how packets move


class Copying:
    """Makes what a dump names; what the engine refuses becomes a note.

    Attributes
    ----------
    absent : dict
        By container, the networks that the lab does not have.
    """

    def __init__(self, world: World, dump: HostDump, programs: Mapping[str, Program]) -> None:
        self.world = world
        self.dump = dump
        self.programs = programs
        self.made: set[str] = set(PREDEFINED)
        self.absent: dict[str, list[str]] = {}
        self.created: set[str] = set()

    def copy(self) -> None:
        """Networks, containers, and those that run in the order in which they were started."""
        for each in self.dump.networks:
            if each["Name"] not in PREDEFINED:
                self.network(each)
        for each in linked_first(self.dump.containers):
            self.container(each)
        for each in self.dump.running:
            if name_of(each) in self.created:
                self.start(each)

    def call(self, name: str, *arguments: Any, what: str) -> bool:
        """One call of the engine; False, and a note, if it refuses."""
        try:
            self.world.engine_call(HOST, name, list(arguments))
        except (ApiError, NotModelled) as refused:
            self.dump.notes.append(f"{what}: {str(refused).removeprefix('Error response from daemon: ')}")
            return False
        return True

    # -- networks ------------------------------------------------------------
    def network(self, given: Json) -> None:
        """One network with its id, so that its bridge has its name."""
        body = network_body(given)
        self.world.give_id(HOST, "network", given["Id"])
        what = f"network {given['Name']} ({given['Driver']}) is left out, and what concerns it is unknown"
        if self.call("network_create", body, what=what):
            self.made.add(given["Name"])

    # -- containers ----------------------------------------------------------
    def container(self, given: Json) -> None:
        """One container and its further networks."""
        name, mode = name_of(given), mode_of(self.dump, given)
        endpoints = {
            there["Name"]: endpoint
            for key, endpoint in given["NetworkSettings"]["Networks"].items()
            if (there := self.dump.network(endpoint["NetworkID"]) or self.dump.network(key)) is not None
        }
        self.absent[name] = [each for each in endpoints if each not in self.made]
        own = {
            each: endpoint for each, endpoint in endpoints.items() if each in self.made and each not in ("host", "none")
        }
        if mode not in MODES and not mode.startswith("container:") and mode not in own:
            mode = next(iter(own), "none")
        request = self.request(given, mode)
        if mode in own and mode not in MODES:
            request.endpoints = {mode: settings(given, own[mode])}
        self.world.give_id(HOST, "container", given["Id"])
        if not self.call("container_create", request.body(), name, what=f"container {name} is left out"):
            return
        self.created.add(name)
        first = "bridge" if mode in ("", "default") else mode
        for network, endpoint in own.items():
            if network != first:
                asked = settings(given, endpoint)
                if network == "bridge":  # no address can be asked for there: start sees to it
                    asked = replace(asked, ipv4="", aliases=None)
                connect = {"Container": name, "EndpointConfig": asked.settings()}
                self.call("network_connect", network, connect, what=f"{name} is not connected to {network}")
        if self.anonymous(given):
            self.world.make_anonymous(HOST, name)

    def request(self, given: Json, mode: str) -> ContainerRequest:
        """The request that makes it, on its first network."""
        config, host = given["Config"], given["HostConfig"]
        alone = not mode.startswith("container:")
        hostname = str(config.get("Hostname") or "")
        links = sorted(asked_links(host.get("Links")), key=lambda text: text.partition(":")[2])
        host_config = {key: host[key] for key in COPIED if host.get(key)}
        own_config: Json = {
            "Hostname": hostname if alone and mode != "host" and hostname != given["Id"][:12] else "",
            "Domainname": config.get("Domainname") or "",
            "ExposedPorts": config.get("ExposedPorts") if alone else None,
            "Env": [each for each in config.get("Env") or () if not each.startswith("PATH=")],
            "Labels": config.get("Labels") or {},
            "Tty": True,
            "OpenStdin": True,
        }
        return ContainerRequest(
            image=self.programs[name_of(given)].image,
            network=mode,
            bindings=bindings(given) if alone else None,
            config=own_config,
            host={**host_config, **({"Links": links or None} if alone else {})},
        )

    def anonymous(self, given: Json) -> bool:
        """Whether name servers do not know it by its name;
        later releases tell all names, earlier ones leave it to the name's looks."""
        name = name_of(given)
        told = [
            endpoint["DNSNames"] for endpoint in given["NetworkSettings"]["Networks"].values() if endpoint["DNSNames"]
        ]
        return not any(name in names for names in told) if told else looks_made_up(name)

    def start(self, given: Json) -> None:
        """Start it, with the address of docker0 that it has."""
        name = name_of(given)
        held = self.below(given["NetworkSettings"]["Networks"].get("bridge", {}).get("IPAddress") or "")
        if held:
            self.world.hold_addresses(HOST, "bridge", held)
        self.call("container_start", name, what=f"container {name} does not start")
        if held:
            self.world.free_addresses(HOST, "bridge", held)

    def address(self, name: str) -> str:
        """The address of docker0 that a container of the lab has; empty without one."""
        networks = self.world.engine(HOST).containers.inspect(name)["NetworkSettings"]["Networks"] or {}
        return str(networks.get("bridge", {}).get("IPAddress") or "")

    def below(self, address: str) -> list[str]:
        """The free addresses of docker0 that would be handed out before `address`."""
        network = self.dump.network("bridge")
        config = pool(network) if network else {}
        subnet = str(config.get("IPRange") or config.get("Subnet") or "172.17.0.0/16")
        if not address:
            return []
        first = int(ipaddress.ip_network(subnet, strict=False).network_address) + 1
        used = {self.address(name) for name in self.created}
        gateway = str(config.get("Gateway") or "")
        texts = (str(ipaddress.ip_address(each)) for each in range(first, int(ipaddress.ip_address(address))))
        return [each for each in texts if each not in used and each != gateway]


def network_body(given: Mapping[str, Any]) -> Json:
    """The request that makes a network."""
    options = {
        key: str(value) for key, value in (given["Options"] or {}).items() if key.startswith(SPREAD) or key == "parent"
    }
    configs = [
        {
            key: value
            for key, value in each.items()
            if value and key in ("Subnet", "IPRange", "Gateway", "AuxiliaryAddresses")
        }
        for each in given["IPAM"]["Config"]
        if "." in str(each.get("Subnet") or "")
    ]
    return {
        "Name": given["Name"],
        "Driver": given["Driver"],
        "Internal": bool(given["Internal"]),
        "Attachable": bool(given["Attachable"]),
        "IPAM": {"Driver": "default", "Config": configs},
        "Options": options,
        "Labels": given["Labels"] or {},
    }


def settings(given: Mapping[str, Any], endpoint: Mapping[str, Any]) -> EndpointRequest:
    """What a container asks of one of its networks: its address and its names there."""
    own = {given["Id"][:12], name_of(given), str(given["Config"].get("Hostname") or "")}
    names = [*(endpoint["Aliases"] or ()), *(each for each in endpoint["DNSNames"] or () if each not in own)]
    names = [each for each in dict.fromkeys(names) if each != given["Id"][:12]]
    asked = endpoint["IPAddress"] or (endpoint.get("IPAMConfig") or {}).get("IPv4Address") or ""
    links = [each if ":" in each else link(each) for each in endpoint["Links"] or ()]
    return EndpointRequest(ipv4=asked, aliases=names, links=links, priority=endpoint.get("GwPriority") or 0)


def bindings(given: Mapping[str, Any]) -> Json:
    """Published ports: those that a running container has, those that were asked for otherwise."""
    ports = given["NetworkSettings"]["Ports"] if given["State"]["Running"] else {}
    found = {}
    for key, bound in (ports or given["HostConfig"].get("PortBindings") or {}).items():
        four = [each for each in bound or () if ":" not in (each.get("HostIp") or "")]
        if four:
            found[key] = [binding(each.get("HostPort") or "", each.get("HostIp") or "") for each in four]
    return found


def linked_first(containers: list[Json]) -> Iterator[Json]:
    """Containers behind those whose network they share or that they link to."""
    by_name = {name_of(each): each for each in containers}
    done: dict[str, Json] = {}

    def visit(each: Json, depth: int) -> None:
        if name_of(each) in done or depth > len(containers):
            return
        for text in each["HostConfig"].get("Links") or ():
            child = by_name.get(text.partition(":")[0].lstrip("/"))
            if child is not None:
                visit(child, depth + 1)
        mode = str(each["HostConfig"]["NetworkMode"])
        if mode.startswith("container:"):
            owner = next((other for other in containers if mode[10:] in (other["Id"], name_of(other))), None)
            if owner is not None:
                visit(owner, depth + 1)
        done.setdefault(name_of(each), each)

    for each in containers:
        visit(each, 0)
    yield from done.values()
