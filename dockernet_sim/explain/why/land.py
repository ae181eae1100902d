"""The lie of the land: who has which address, which bridge is which network, who listens where;
asked of a world as it stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from dockernet_sim import reach
from dockernet_sim.engine.daemon import Engine
from dockernet_sim.engine.firewall.base import Meaning
from dockernet_sim.explain.said import listed
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.servers.docker_proxy import target_of
from dockernet_sim.programs.task import Place
from dockernet_sim.reach import ContainerFacts, HostFacts, NetworkFacts
from dockernet_sim.reach.live import INTERNET, internet_address
from dockernet_sim.wire.address import in_net, ip_int, ip_text, is_loopback, network, parse_cidr
from dockernet_sim.world.world import World

if TYPE_CHECKING:
    from dockernet_sim.explain.why.holders import Holder

BRIDGE_NAME = "com.docker.network.bridge.name"
PROXY = "docker-proxy"


class Land:
    """What the engines and kernels of a world say of themselves.

    With several engines, the same address may be another container's on each: those of the asker's machine count.
    """

    def __init__(self, world: World, source: str = "") -> None:
        self.world = world
        self._source = source

    def seen_from(self, source: str) -> Land:
        """The same for another asker, without asking the engines again."""
        other = Land(self.world, source)
        other.facts = self.facts
        return other

    @cached_property
    def facts(self) -> reach.Facts:
        """What Docker says; asked of the engines at the first use."""
        return reach.of(self.world)

    @cached_property
    def home(self) -> str:
        """The machine with the engine that a question is about."""
        if self._source in self.engines:
            return self._source
        return next(iter(self.world.containers_called(self._source)), next(iter(self.engines), ""))

    # -- machines and containers -------------------------------------------------
    @cached_property
    def engines(self) -> dict[str, Engine]:
        """Engines by machine."""
        return {name: machine.engine for name, machine in self.world.machines.items() if machine.engine is not None}

    def container(self, name: str) -> ContainerFacts | None:
        """The container of that name or id; of several with one name, that on the asker's machine."""
        try:
            found = self.facts.node(f"{self.home}/{name}" if name in self.facts.shared_names else name)
        except reach.UnknownNode:
            return None
        return found if isinstance(found, ContainerFacts) else None

    def meaning(self, host: str, table: str, chain: str, rule: str) -> Meaning | None:
        """What a rule of a machine is for, if its engine put it there."""
        engine = self.engines.get(host)
        firewall = engine.controller.machine.firewall if engine is not None else None
        return firewall.meaning(table, chain, rule) if firewall is not None else None

    def inspect(self, container: ContainerFacts) -> dict[str, Any]:
        """What ``docker inspect`` says of it."""
        return self.engines[container.host].containers.inspect(container.id)

    @cached_property
    def _containers_by_ns(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for each in self.facts.running:
            place = self.engines[each.host].containers.place(each.id)
            if place is not None and place.ns is not place.host.root:
                found.setdefault(id(place.ns), each.name)
        return found

    @cached_property
    def _shown(self) -> dict[tuple[str, str], str]:
        machines = self.world.machines.values()
        spaces = [(machine.host, ns) for machine in machines for ns in machine.host.netns.values()]
        return {(host.name, ns.name): self._containers_by_ns.get(id(ns), ns.name) for host, ns in spaces}

    def shown(self, host: str, netns: str) -> str:
        """What a namespace is called in a story: its container's name, or the machine's."""
        return host if netns == "root" else self._shown.get((host, netns), netns)

    def namespace(self, host: str, netns: str) -> NetNs | None:
        """The namespace that a record names."""
        machine = self.world.machines.get(host)
        return machine.host.netns.get(netns) if machine else None

    def owner(self, container: ContainerFacts) -> ContainerFacts:
        """The container whose network it uses: itself, or the one that ``--network container:`` names."""
        return self.facts.owner(container) or container

    def networks_of(self, container: ContainerFacts) -> str:
        """The names of the networks that it is on, or its mode."""
        owner = self.owner(container)
        return listed(each.network.name for each in owner.endpoints) or owner.mode.partition(":")[0]

    def near(self, name: str) -> str:
        """A name like this one that can be asked for: of a container, an alias or a machine; empty without one."""
        known = [each.name for each in (*self.facts.containers, *self.facts.machines)]
        known += [alias for _, endpoint in self.facts.endpoints() for alias in endpoint.aliases]
        found = difflib.get_close_matches(name, dict.fromkeys(each for each in known if each != name), 1, 0.6)
        return found[0] if found else ""

    @cached_property
    def changes(self) -> tuple[reach.Change, ...]:
        """What is not as Docker set it."""
        return reach.changes(self.world, self.facts)

    # -- networks ----------------------------------------------------------------
    @cached_property
    def bridges(self) -> dict[tuple[str, str], NetworkFacts]:
        """Networks by machine and bridge device."""
        found = {}
        for each in self.facts.networks:
            if each.driver == "bridge":
                options = self.engines[each.host].networks.inspect(each.key)["Options"] or {}
                found[each.host, options.get(BRIDGE_NAME) or f"br-{each.key[:12]}"] = each
        return found

    def bridge_of(self, wanted: NetworkFacts) -> str:
        """The bridge device of a network."""
        return next((device for (_, device), each in self.bridges.items() if each is wanted), "")

    def unused_network(self, name: str) -> tuple[str, str] | None:
        """A name, and a /24 beside docker's default ones, that no network has yet; None where all are taken."""
        names = {each.name for each in self.facts.networks}
        free = next(each for each in chain((name,), (f"{name}{n}" for n in count(2))) if each not in names)
        subnets = (
            *(f"172.{n}.200.0/24" for n in (19, *range(20, 31), 18, 17)),
            *(f"10.64.{n}.0/24" for n in range(256)),
        )
        networks = self.facts.networks
        unused = (each for each in subnets if not any(self._touches(its, each) for its in networks))
        return next(((free, each) for each in unused), None)

    @staticmethod
    def _touches(wanted: NetworkFacts, subnet: str) -> bool:
        first, plen = parse_cidr(subnet)
        return wanted.holds(first) or (bool(wanted.plen) and in_net(wanted.first, first, plen))

    def has_file(self, path: str) -> bool:
        """Whether the engine's machine has a file."""
        return self.world.place(self.home).files.exists(path)

    def network_with(self, address: int) -> NetworkFacts | None:
        """The Docker network whose subnet holds an address."""
        hosts = sorted((host.name for host in self.facts.hosts), key=lambda name: name != self.home)
        found = [self.facts.network_with(name, address) for name in hosts]
        return next((each for each in found if each is not None), None)

    @cached_property
    def owners(self) -> dict[int, str]:
        """Who has an address."""
        found: dict[int, str] = {each.address: each.name for each in self.facts.outsiders}
        for host in self.facts.hosts:
            found.update(dict.fromkeys(self.facts.addresses(host), host.name))
        for container, endpoint in sorted(self.facts.endpoints(), key=lambda pair: pair[0].host == self.home):
            found[endpoint.address] = container.name
        return found

    def who(self, address: int) -> str:
        """``db (172.18.0.3)``, or just the address."""
        owner = self.owners.get(address)
        return f"{owner} ({ip_text(address)})" if owner else ip_text(address)

    # -- addresses to ask for ------------------------------------------------------
    def special(self, word: str) -> int | None:
        """The address behind ``internet`` and a machine's name (``host`` is the first one with an engine)."""
        if word == INTERNET:
            return internet_address(self.world)
        name = next(iter(self.engines), "") if word == "host" else word
        machine = self.world.machines.get(name)
        return ip_int(machine.address) if machine is not None and machine.address else None

    def is_machine(self, name: str) -> bool:
        """Whether a machine is called so, and not a container."""
        return self.special(name) is not None

    def addresses(self, name: str) -> tuple[int, ...]:
        """A container's addresses, as far as they can be meant: on another machine, they lead elsewhere."""
        found = self.container(name)
        return self.facts.addresses(found) if found is not None and found.host == self.home else ()

    def is_bare(self, wanted: NetworkFacts) -> bool:
        """Whether the bridge device of a network has no address of it."""
        ns, device = self.namespace(wanted.host, "root"), self.bridge_of(wanted)
        addresses = ns.ip.addresses if ns is not None else ()
        return not any(each.dev.name == device and wanted.holds(each.ip) for each in addresses)

    def gateway_of(self, wanted: NetworkFacts) -> int:
        """The address that the engine gives to containers of a network as their gateway; UNSPECIFIED without one."""
        config = self.engines[wanted.host].networks.inspect(wanted.key)["IPAM"]["Config"] or [{}]
        return ip_int(config[0].get("Gateway") or "0.0.0.0")

    def is_down(self, network: NetworkFacts) -> str:
        """The bridge device of a network, if it is down; empty otherwise."""
        ns, device = self.namespace(network.host, "root"), self.bridge_of(network)
        found = ns.devices.get(device) if ns is not None else None
        return device if found is not None and not found.up else ""

    # -- kernels -------------------------------------------------------------------
    def other_route(self, host: str, address: int, device: str) -> Route | None:
        """A route of a machine to an address, other than the default one, that does not go through `device`."""
        ns = self.namespace(host, "root")
        fits = [
            route
            for route in (ns.ip.fib.routes() if ns else [])
            if route.plen
            and network(address, route.plen) == route.net
            and route.dev is not None
            and route.dev.name != device
        ]
        return max(fits, key=lambda route: route.plen) if fits else None

    def listening(self, ns: NetNs, port: int, proto: str = "tcp") -> list[int]:
        """The addresses (0: any) on which a socket takes TCP connections, or datagrams, to a port there."""
        sockets = ns.sockets.listeners() if proto == "tcp" else ns.sockets.udp_sockets()
        return [each.ip for each in sockets if each.port == port and each.family != "inet6"]

    def ports(self, ns: NetNs) -> list[int]:
        """TCP ports with a listener on any address there; what the engine itself listens on is left out."""
        return sorted(
            {each.port for each in ns.sockets.listeners() if not is_loopback(each.ip) and each.family != "inet6"}
        )

    def port_holders(self, port: int) -> Iterator[Holder]:
        """What holds a TCP or UDP port of the host: a container that publishes it, or a program."""
        from dockernet_sim.explain.why.holders import Holder

        for (number, _), bound in self.facts.bindings.get(self.home, {}).items():
            if number == port:
                for _, container in bound:
                    yield Holder("port", str(port), "container", {"name": container.name}, container.name)
        sockets = self.world.machines[self.home].host.root.sockets
        held = [(each.port, each.owner) for each in sockets.listeners()]
        held += [(each.port, each.owner) for each in sockets.udp_sockets()]
        for number, holding in held:
            if number == port:
                owner, _, rest = str(holding).partition(" (")
                pid = rest.rstrip(")")
                inside = self._in_host_mode(pid)
                kind = "host-mode" if inside else "program"
                yield Holder("port", str(port), kind, {"name": inside, "program": owner, "pid": pid}, inside)

    def _in_host_mode(self, pid: str) -> str:
        """The container in which a program of the host's own namespace runs; empty without one."""
        for container in self.facts.running:
            place = self.place(container) if container.mode == "host" else None
            if place is not None and any(str(task.pid) == pid for task in place.tasks.values()):
                return container.name
        return ""

    def places_listening(self, port: int) -> list[str]:
        """Containers in which a program listens on a TCP port."""
        found = []
        for each in self.facts.running:
            place = self.place(each)
            if place is not None and place.ns is not place.host.root and self.listening(place.ns, port):
                found.append(each.name)
        return found

    def place(self, container: ContainerFacts) -> Place | None:
        """Where a container's programs run; None when it does not run."""
        return self.engines[container.host].containers.place(container.id)

    def relays(self) -> dict[tuple[str, str], tuple[int, int]]:
        """docker-proxy's processes, as the trace names them, and where each carries to."""
        found = {}
        for name, machine in self.world.machines.items():
            for task in machine.place.tasks.values():
                if task.argv[0] == PROXY:
                    found[name, f"{PROXY} ({task.pid})"] = target_of(task.args)
        return found

    def host_of(self, container: ContainerFacts) -> HostFacts:
        """The machine that it runs on."""
        return self.facts.host_named[container.host]
