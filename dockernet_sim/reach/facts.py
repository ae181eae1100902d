"""What Docker itself says of a lab: machines, networks, containers, endpoints, ports, links.

Plain facts, no packets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dockernet_sim.engine.rules import Rules
from dockernet_sim.engine.versions import DEFAULT, release
from dockernet_sim.sim.errors import DockernetError, NotModelled
from dockernet_sim.wire.address import UNSPECIFIED, ip_text, network

Moment = tuple[str, float]  # a time as Docker writes it: seconds as text, and the fraction


DRIVERS = frozenset(("bridge", "host", "null", "overlay", "macvlan", "ipvlan", ""))


class UnknownNode(DockernetError, LookupError):
    """Docker's facts know no container, host or outsider of that name, or several containers."""


@dataclass(frozen=True)
class HostFacts:
    """A machine with an engine.

    Attributes
    ----------
    name : str
        What the machine is called.
    address : int
        Its address on the segment that joins the machines; 0 when it is not known.
    forwarding, iptables, userland_proxy : bool
        ``net.ipv4.ip_forward``, and dockerd's flags of those names.
    direct_routing : bool
        dockerd's ``--allow-direct-routing``: packets from elsewhere may come straight to containers' addresses.
    dns : tuple of int
        The name servers that its containers are given.
    release : str
        The engine's release, by its name in the registry: what it lets through depends on it.
    assumed : str
        How the release was told, where it was not asked of the engine itself.
    """

    name: str
    address: int = UNSPECIFIED
    forwarding: bool = True
    iptables: bool = True
    userland_proxy: bool = True
    direct_routing: bool = False
    dns: tuple[int, ...] = ()
    release: str = DEFAULT
    assumed: str = ""

    @property
    def rules(self) -> Rules:
        """What its release does; NotModelled for one that is not in the registry."""
        return release(self.release).rules


@dataclass(frozen=True)
class Outsider:
    """An address beyond the hosts; ``machine`` tells which of them are one machine,
    ``names`` what their name server knows."""

    name: str
    address: int
    machine: str = ""
    names: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class NetworkFacts:
    """A Docker network; ``key`` is its id, unique where names need not be."""

    key: str
    name: str
    host: str
    driver: str = "bridge"
    first: int = 0
    plen: int = 0
    bridge_address: int = UNSPECIFIED
    internal: bool = False
    icc: bool = True
    masquerade: bool = True
    default: bool = False
    other_gateway: bool = False
    mode: str = "nat"  # the gateway mode: nat, nat-unprotected, routed or isolated

    def holds(self, address: int) -> bool:
        """Whether its subnet has the address."""
        return bool(self.plen) and network(address, self.plen) == self.first

    @property
    def subnet(self) -> str:
        """``172.17.0.0/16``; empty for networks without addresses."""
        return f"{ip_text(self.first)}/{self.plen}" if self.plen else ""


@dataclass(frozen=True)
class Endpoint:
    """A running container's place on one network; ``links`` leads from private aliases to the names they stand for."""

    network: NetworkFacts
    address: int
    aliases: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Published:
    """A port of the host that leads to a container's; ``host_ip`` 0 stands for all the host's addresses."""

    host_ip: int
    host_port: int
    port: int
    proto: str = "tcp"


@dataclass(frozen=True)
class ContainerFacts:
    """A container.

    Attributes
    ----------
    named : bool
        Whether a person chose its name: made-up names are not given to 127.0.0.11.
    endpoints : tuple of Endpoint
        Of one that runs, in the order in which Docker asks them: the first one leads outside.
    links : tuple of (str, str)
        Those of the default bridge: alias, and the container's name.
    served : bool or None
        Whether 127.0.0.11 was put into its resolv.conf, where it stays; None: told by the networks that it is on now.
    """

    id: str
    name: str
    host: str
    hostname: str
    domain: str = ""
    named: bool = True
    running: bool = True
    mode: str = "default"
    created: Moment = ("", 0.0)
    started: Moment = ("", 0.0)
    endpoints: tuple[Endpoint, ...] = ()
    exposed: frozenset[str] = frozenset()
    published: tuple[Published, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    extra_hosts: tuple[tuple[str, int], ...] = ()
    dns: tuple[int, ...] = ()
    search: tuple[str, ...] = ()
    served: bool | None = None

    @property
    def asks_docker(self) -> bool:
        """Whether its resolv.conf names 127.0.0.11."""
        return any(not each.network.default for each in self.endpoints) if self.served is None else self.served

    @property
    def gateway(self) -> Endpoint | None:
        """The endpoint with the default route, and with the published ports."""
        return self.endpoints[0] if self.endpoints else None


Node = ContainerFacts | HostFacts | Outsider


@dataclass(frozen=True, eq=False)
class Facts:
    """All of it, with the tables that questions need.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("docker run -d --name web nginx").exit
    0
    >>> [endpoint.network.name for endpoint in lab.reach().facts.container("web").endpoints]
    ['bridge']
    """

    hosts: tuple[HostFacts, ...] = (HostFacts("host"),)
    networks: tuple[NetworkFacts, ...] = ()
    containers: tuple[ContainerFacts, ...] = ()
    outsiders: tuple[Outsider, ...] = ()

    # -- looking up -----------------------------------------------------------
    @property
    def assumed(self) -> str:
        """What was assumed of the hosts' releases; every answer says it."""
        return "; ".join(host.assumed for host in self.hosts if host.assumed)

    def refuse_foreign(self) -> None:
        """Docker's own drivers have rules that are known here; NotModelled for a network of an extension's driver."""
        for each in self.networks:
            if each.driver not in DRIVERS:
                raise NotModelled(
                    f"reach knows Docker's own network drivers, and {each.name} has the driver {each.driver}: ask the"
                    " packets (lab.why, ping)"
                )

    @property
    def machines(self) -> tuple[HostFacts | Outsider, ...]:
        """Hosts, and machines beyond them."""
        return (*self.hosts, *self.outsiders)

    @cached_property
    def host_named(self) -> dict[str, HostFacts]:
        """Hosts by name."""
        return {host.name: host for host in self.hosts}

    @cached_property
    def _nodes(self) -> dict[str, Node]:
        """Everything that can send or be sent to, by each of its names; what runs goes before what does not."""
        nodes: dict[str, Node] = {each.name: each for each in self.machines}
        if self.hosts:
            nodes.setdefault("host", self.hosts[0])
        for each in sorted(self.containers, key=lambda container: not container.running):
            for name in (each.name, each.id, each.id[:12], f"{each.host}/{each.name}"):
                nodes.setdefault(name, each)
        return nodes

    @cached_property
    def shared_names(self) -> dict[str, tuple[str, ...]]:
        """Names of running containers that are on several hosts, with ``HOST/NAME`` of each;
        no host or outsider has them."""
        hosts: dict[str, list[str]] = {}
        for each in self.running:
            hosts.setdefault(each.name, []).append(f"{each.host}/{each.name}")
        machines = {each.name for each in self.machines}
        return {name: tuple(full) for name, full in hosts.items() if len(full) > 1 and name not in machines}

    def node(self, name: str) -> Node:
        """The container (by name, id or short id), host or outsider of that name.

        Raises
        ------
        UnknownNode
            When there is none, or the name is one of several containers: ``HOST/NAME`` says which.
        """
        if name in self.shared_names:
            raise UnknownNode(f"{name} is a container on several hosts: say {' or '.join(self.shared_names[name])}")
        found = self._nodes.get(name)
        if found is None:
            known = ", ".join(each.name for each in (*self.machines, *self.containers))
            raise UnknownNode(f"Docker knows nothing called {name}; there are {known}")
        return found

    def container(self, name: str) -> ContainerFacts:
        """The container of that name, id or short id; UnknownNode without one."""
        found = self.node(name)
        if not isinstance(found, ContainerFacts):
            raise UnknownNode(f"{name} is no container")
        return found

    @cached_property
    def by_id(self) -> dict[str, ContainerFacts]:
        """Containers by id."""
        return {container.id: container for container in self.containers}

    @cached_property
    def running(self) -> tuple[ContainerFacts, ...]:
        """The containers that run."""
        return tuple(container for container in self.containers if container.running)

    # -- who is where -----------------------------------------------------------
    def linked(self, container: ContainerFacts) -> Iterator[tuple[str, ContainerFacts | None]]:
        """The links of a container: alias and target;
        None when the target is gone (a younger one of its name is another)."""
        for alias, name in container.links:
            target = self._nodes.get(name)
            fits = isinstance(target, ContainerFacts) and target.created <= container.created
            yield alias, target if fits and isinstance(target, ContainerFacts) else None

    def stack(self, container: ContainerFacts) -> ContainerFacts | HostFacts | None:
        """Whose network a container's programs use: its own, the host's, or that of the container it joined.

        None when that one has gone, or was started anew since: what is left is a namespace that only holds loopback.
        """
        owner = self.owner(container)
        if owner is None:
            return None
        if owner.mode == "host":
            return self.host_named[owner.host]
        if owner is container:
            return owner
        return owner if owner.running and owner.started <= container.started else None

    def owner(self, container: ContainerFacts) -> ContainerFacts | None:
        """The container at the end of the chain of those that join each other (``container:`` mode);
        None when it was removed."""
        while container.mode.startswith("container:"):
            donor = self.by_id.get(container.mode.partition(":")[2])
            if donor is None:
                return None
            container = donor
        return container

    @cached_property
    def members(self) -> dict[str, dict[int, ContainerFacts]]:
        """Containers by network and address."""
        found: dict[str, dict[int, ContainerFacts]] = {each.key: {} for each in self.networks}
        for container, endpoint in self.endpoints():
            found.setdefault(endpoint.network.key, {})[endpoint.address] = container
        return found

    @cached_property
    def names_by_network(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """What the embedded name server knows, network by network, as far as it was asked for."""
        return {}

    def endpoints(self) -> Iterator[tuple[ContainerFacts, Endpoint]]:
        """All endpoints with their containers."""
        for container in self.running:
            for endpoint in container.endpoints:
                yield container, endpoint

    @cached_property
    def host_addresses(self) -> dict[str, dict[int, NetworkFacts | None]]:
        """Each host's own addresses, with the network whose bridge has it (None: the segment)."""
        found: dict[str, dict[int, NetworkFacts | None]] = {}
        for host in self.hosts:
            found[host.name] = {host.address: None} if host.address else {}
        for each in self.networks:
            if each.bridge_address:
                found.setdefault(each.host, {})[each.bridge_address] = each
        return found

    def network_with(self, host: str, address: int) -> NetworkFacts | None:
        """The network of a host whose subnet holds an address, the narrowest one."""
        found = [each for each in self.networks if each.host == host and each.holds(address)]
        return max(found, key=lambda each: each.plen) if found else None

    @cached_property
    def bindings(self) -> dict[str, dict[tuple[int, str], list[tuple[int, ContainerFacts]]]]:
        """Each host's published ports: which addresses lead to which container."""
        found: dict[str, dict[tuple[int, str], list[tuple[int, ContainerFacts]]]] = {}
        for container in self.running:
            for each in container.published:
                key = (each.host_port, each.proto)
                found.setdefault(container.host, {}).setdefault(key, []).append((each.host_ip, container))
        return found

    def publisher(self, host: str, address: int, port: int, proto: str = "tcp") -> ContainerFacts | None:
        """The container that a port of the host leads to."""
        for host_ip, container in self.bindings.get(host, {}).get((port, proto), ()):
            if host_ip in (UNSPECIFIED, address):
                return container
        return None

    def addresses(self, node: Node) -> tuple[int, ...]:
        """The addresses that lead to a container, host or outsider."""
        if isinstance(node, Outsider):
            return (node.address,)
        if isinstance(node, HostFacts):
            return tuple(self.host_addresses[node.name])
        stack = self.stack(node) if node.running else None
        if isinstance(stack, HostFacts):
            return self.addresses(stack)
        return tuple(endpoint.address for endpoint in stack.endpoints) if stack else ()
