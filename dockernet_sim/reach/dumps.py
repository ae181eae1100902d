"""Facts out of what docker inspect prints, or what a live engine answers to the same calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.container.names import ADJECTIVES, SURNAMES
from dockernet_sim.engine.versions.told import taken_for
from dockernet_sim.reach.facts import (
    ContainerFacts,
    Endpoint,
    Facts,
    HostFacts,
    Moment,
    NetworkFacts,
    Outsider,
    Published,
)
from dockernet_sim.wire.address import UNSPECIFIED, ip_int, network, parse_cidr

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine

Json = Mapping[str, Any]
BRIDGE = "com.docker.network.bridge"
HOST_GATEWAY = "host-gateway"
OTHER_GATEWAY = "DefaultGatewayIPv4"


def from_inspect(
    containers: Iterable[Json],
    networks: Iterable[Json],
    host: HostFacts | None = None,
    outsiders: Sequence[Outsider] = (),
    made_up: Iterable[str] | None = None,
    engine: str = "",
    version: str = "",
) -> Facts:
    """Facts from ``docker inspect`` of containers and ``docker network inspect`` of networks.

    Parameters
    ----------
    containers, networks : iterable of dict
        What the two commands print, read as JSON.
    host : HostFacts, optional
        What inspect does not tell of the machine; a host with Docker's own defaults otherwise.
    outsiders : sequence of Outsider
        Machines beyond the host that questions may name.
    made_up : iterable of str, optional
        Ids of the containers whose names the engine made up; without it, names that look like ``adjective_surname``.
    engine : str, optional
        The release whose rules hold, by its name in the registry.
    version : str, optional
        What ``docker version -f '{{.Server.Version}}'`` prints there; the nearest modelled release is taken. Without
        both the keys of the dumps tell, and every answer says what was assumed.

    Examples
    --------
    >>> from dockernet_sim import Lab, reach
    >>> dumped = Lab().docker.api
    >>> facts = reach.from_inspect([], [dumped.inspect_network(each["Id"]) for each in dumped.networks()])
    >>> facts.hosts[0].release, facts.assumed
    ('29', 'taken for Docker 29: network inspect has Status.IPAM')
    """
    containers, networks = list(containers), list(networks)
    if host is None:
        told = taken_for(containers, networks, engine, version)
        host = HostFacts("host", release=told.release, assumed="" if engine else str(told))
    read = _Reader(host.name, networks, None if made_up is None else set(made_up))
    return Facts((host,), read.networks, tuple(read.container(each) for each in containers), tuple(outsiders))


def from_engines(engines: Mapping[str, Engine], addresses: Mapping[str, int], outsiders: Sequence[Outsider]) -> Facts:
    """Facts of live engines, by their machines' names.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> from_engines({"vm": Lab().world.engine()}, {}, []).host_named["vm"].release
    '29'
    """
    parts = [_from_engine(name, engine, addresses.get(name, 0), outsiders) for name, engine in engines.items()]
    return Facts(
        tuple(host for part in parts for host in part.hosts),
        tuple(each for part in parts for each in part.networks),
        tuple(each for part in parts for each in part.containers),
        tuple(outsiders),
    )


def _from_engine(name: str, engine: Engine, address: int, outsiders: Sequence[Outsider]) -> Facts:
    settings = engine.daemon.settings
    host = HostFacts(
        name,
        address,
        forwarding=bool(engine.system.info()["IPv4Forwarding"]),
        iptables=settings.iptables,
        userland_proxy=settings.userland_proxy,
        direct_routing=settings.allow_direct_routing,
        dns=tuple(ip_int(server) for server in settings.dns),
        release=engine.release.name,
    )
    containers = [engine.containers.inspect(each["Id"]) for each in engine.containers.list(all=True)]
    networks = [engine.networks.inspect(each["Id"]) for each in engine.networks.list()]
    secret = engine.release.rules.anonymous_names
    made_up = [each.id for each in engine.daemon.containers.values() if each.network_settings.anonymous and secret]
    facts = from_inspect(reversed(containers), networks, host, outsiders, made_up)
    served = {each.id for each in engine.daemon.containers.values() if each.sandbox and each.sandbox.dns}
    return replace(facts, containers=tuple(replace(each, served=each.id in served) for each in facts.containers))


class _Reader:
    """Reads the dumps of one host."""

    def __init__(self, host: str, networks: Iterable[Json], made_up: set[str] | None) -> None:
        self.host = host
        self.made_up = made_up
        self.networks = tuple(_network(each, host) for each in networks)
        self.by_key = {each.key: each for each in self.networks}
        default = next((each for each in self.networks if each.default), None)
        self.host_gateway = default.bridge_address if default else UNSPECIFIED

    def container(self, dump: Json) -> ContainerFacts:
        """One container."""
        config, host_config, settings = dump["Config"], dump["HostConfig"], dump["NetworkSettings"]
        running = bool(dump["State"]["Running"])
        name = dump["Name"].lstrip("/")
        return ContainerFacts(
            id=dump["Id"],
            name=name,
            host=self.host,
            hostname=config["Hostname"],
            domain=config.get("Domainname") or "",
            named=dump["Id"] not in self.made_up if self.made_up is not None else not looks_made_up(name),
            running=running,
            mode=host_config["NetworkMode"],
            created=_moment(dump["Created"]),
            started=_moment(dump["State"]["StartedAt"]),
            endpoints=self._endpoints(dump["Id"], config["Hostname"], settings["Networks"] or {}) if running else (),
            exposed=frozenset(config.get("ExposedPorts") or ()) | frozenset(host_config.get("PortBindings") or ()),
            published=tuple(_published(settings["Ports"] or {})) if running else (),
            links=tuple(_links(host_config.get("Links") or ())),
            extra_hosts=tuple(self._extra_hosts(host_config.get("ExtraHosts") or ())),
            dns=tuple(ip_int(server) for server in host_config.get("Dns") or ()),
            search=tuple(host_config.get("DnsSearch") or ()),
        )

    def _endpoints(self, container_id: str, hostname: str, networks: Json) -> tuple[Endpoint, ...]:
        """Sorted as Docker sorts them: networks that lead outside before internal ones, then by name."""
        found = []
        priorities: dict[str, int] = {}
        for settings in networks.values():
            there = self.by_key.get(settings["NetworkID"])
            if there is None or not settings["IPAddress"]:
                continue
            asked = list(settings["Aliases"] or ()) if not there.default else []
            own = [] if there.default else [container_id[:12], hostname]
            own += settings.get("DNSNames") or ()
            priorities[there.key] = settings.get("GwPriority") or 0
            links = [tuple(text.split(":")) if ":" in text else (text, text) for text in settings["Links"] or ()]
            pairs = tuple((alias, target) for target, alias in links)
            found.append(Endpoint(there, ip_int(settings["IPAddress"]), tuple(dict.fromkeys([*asked, *own])), pairs))
        return tuple(
            sorted(
                found,
                key=lambda each: (-priorities[each.network.key], each.network.internal, each.network.name.encode()),
            )
        )

    def _extra_hosts(self, entries: Iterable[str]) -> Iterable[tuple[str, int]]:
        for entry in entries:
            name, _, address = entry.partition(":")
            if address == HOST_GATEWAY:
                yield name, self.host_gateway
            elif ":" not in address:
                yield name, ip_int(address)


def looks_made_up(name: str) -> bool:
    """Whether a container's name is one that the engine could have made up.

    >>> looks_made_up("brave_williamson"), looks_made_up("my_web")
    (True, False)
    """
    left, _, right = name.rstrip("0123456789").partition("_")
    return left in ADJECTIVES and right in SURNAMES


def _network(dump: Json, host: str) -> NetworkFacts:
    options = dump["Options"] or {}
    config: Json = next((each for each in dump["IPAM"]["Config"] or () if "." in each.get("Subnet", "")), {})
    address, plen = parse_cidr(config["Subnet"]) if config else (0, 0)
    first = network(address, plen) if plen else 0
    return NetworkFacts(
        key=dump["Id"],
        name=dump["Name"],
        host=host,
        driver=dump["Driver"],
        first=first,
        plen=plen,
        bridge_address=_bridge_address(config, first, options) if plen and dump["Driver"] == "bridge" else 0,
        internal=bool(dump["Internal"]),
        icc=_truth(options, f"{BRIDGE}.enable_icc"),
        masquerade=_truth(options, f"{BRIDGE}.enable_ip_masquerade"),
        default=dump["Name"] == "bridge",
        other_gateway=OTHER_GATEWAY in (config.get("AuxiliaryAddresses") or {}),
        mode=options.get(f"{BRIDGE}.gateway_mode_ipv4") or "nat",
    )


def _bridge_address(config: Json, first: int, options: Json) -> int:
    """The gateway that inspect shows; where it shows none, Docker took the first free address of the subnet,
    or of the range."""
    if config.get("Gateway"):
        return ip_int(config["Gateway"].partition("/")[0])
    taken = {ip_int(each) for each in (config.get("AuxiliaryAddresses") or {}).values()}
    address = first + 1
    if config.get("IPRange"):
        inside, plen = parse_cidr(config["IPRange"])
        address = max(network(inside, plen), first + 1)
    while address in taken:
        address += 1
    return address


def _truth(options: Json, key: str) -> bool:
    return str(options.get(key, "true")).lower() in ("1", "t", "true")


def _published(ports: Json) -> Iterable[Published]:
    for key, bindings in ports.items():
        number, _, proto = key.partition("/")
        for binding in bindings or ():
            if ":" not in binding["HostIp"]:
                host_ip = ip_int(binding["HostIp"] or "0.0.0.0")
                yield Published(host_ip, int(binding["HostPort"] or 0), int(number), proto)


def _links(entries: Iterable[str]) -> Iterable[tuple[str, str]]:
    """``/child:/parent/alias`` as alias and child's name."""
    for entry in entries:
        child, _, alias = entry.partition(":")
        yield alias.rpartition("/")[2] or child, child.lstrip("/")


def _moment(text: str) -> Moment:
    """A time that can be compared with another:
    its seconds as text, and the fraction, whose zeros Docker leaves out."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    return whole, float(f"0.{fraction or 0}")
