"""A plan: what networks and containers a project makes, as plain data that can be printed,
compared and turned into a lab."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from dockernet_sim.plans.errors import Mark

SCHEMA = 1
NOWHERE = Mark("", 0)


@dataclass
class PoolPlan:
    """One subnet of a network, as the file asks for it; empty where it leaves the choice to the engine."""

    subnet: str = ""
    gateway: str = ""
    ip_range: str = ""
    aux: dict[str, str] = field(default_factory=dict)


@dataclass
class NetworkPlan:
    """One network: ``name`` is its real name, ``key`` the file's."""

    name: str
    key: str
    driver: str = ""
    internal: bool = False
    external: bool = False
    attachable: bool = False
    enable_ipv4: bool | None = None
    enable_ipv6: bool | None = None
    options: dict[str, str] = field(default_factory=dict)
    subnets: list[PoolPlan] = field(default_factory=list)
    mark: Mark = NOWHERE


@dataclass
class EndpointPlan:
    """How a service joins one network."""

    aliases: list[str] = field(default_factory=list)
    ipv4: str = ""
    ipv6: str = ""
    priority: int = 0
    gw_priority: int = 0
    mac: str = ""
    options: dict[str, str] = field(default_factory=dict)
    mark: Mark = NOWHERE


@dataclass
class PortPlan:
    """One published port; ``published`` is empty for a port of the engine's choice,
    or a range of which one is taken."""

    host_ip: str
    published: str
    target: int
    protocol: str
    mark: Mark = NOWHERE


@dataclass
class HealthPlan:
    """A health check; times in seconds, ``None`` where the file leaves them to the image or the engine."""

    test: list[str] | None = None
    disable: bool = False
    interval: float | None = None
    timeout: float | None = None
    start_period: float | None = None
    retries: int | None = None


@dataclass
class ServicePlan:
    """One service: the containers that it makes, and what they are given."""

    name: str
    containers: list[str]
    image: str = ""
    mode: str = ""
    networks: dict[str, EndpointPlan] = field(default_factory=dict)
    hostname: str = ""
    domainname: str = ""
    mac_address: str = ""
    ports: list[PortPlan] = field(default_factory=list)
    expose: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    external_links: list[str] = field(default_factory=list)
    extra_hosts: list[str] = field(default_factory=list)
    dns: list[str] = field(default_factory=list)
    dns_search: list[str] = field(default_factory=list)
    dns_opt: list[str] = field(default_factory=list)
    depends_on: dict[str, str] = field(default_factory=dict)
    command: list[str] | None = None
    entrypoint: list[str] | None = None
    environment: dict[str, str | None] = field(default_factory=dict)
    sysctls: dict[str, str] = field(default_factory=dict)
    cap_add: list[str] = field(default_factory=list)
    cap_drop: list[str] = field(default_factory=list)
    privileged: bool = False
    restart: str = ""
    health: HealthPlan | None = None
    listen: list[str] = field(default_factory=list)
    build: bool = False
    tty: bool = False
    stdin_open: bool = False
    mark: Mark = NOWHERE

    def facts(self) -> dict[str, Any]:
        """What networking knows of the service, as JSON can hold it."""
        networks = {name: _without(asdict(endpoint), "mark", "options") for name, endpoint in self.networks.items()}
        return {
            "containers": self.containers,
            "mode": self.mode,
            "networks": networks,
            "hostname": self.hostname,
            "ports": sorted([port.host_ip, port.published, port.target, port.protocol] for port in self.ports),
            "expose": sorted(self.expose),
            "links": sorted(self.links + self.external_links),
            "extra_hosts": sorted(self.extra_hosts),
            "dns": self.dns,
            "dns_search": self.dns_search,
            "depends_on": sorted(self.depends_on),
            "image": self.image,
        }


@dataclass
class Plan:
    """A project: its services and networks, what the reader warned of, and what stays unknown.

    Examples
    --------
    >>> Plan("shop", {"web": ServicePlan("web", ["shop-web-1"], "nginx")}).services["web"].image
    'nginx'
    """

    project: str
    services: dict[str, ServicePlan] = field(default_factory=dict)
    networks: dict[str, NetworkPlan] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)  # the merged file itself

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data, with the number of its schema.

        Returns
        -------
        dict
            ``schema``, ``project``, ``services`` (by name) and ``networks`` (by real name).
        """
        networks = {name: _without(asdict(network), "mark", "name") for name, network in self.networks.items()}
        services = {name: service.facts() for name, service in self.services.items()}
        told = {"warnings": self.warnings, "unknown": self.unknown}
        return {"schema": SCHEMA, "project": self.project, "services": services, "networks": networks, **told}


def _without(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key not in names}
