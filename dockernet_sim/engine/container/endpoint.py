"""What a container knows of one of its networks: what was asked for, and, while it runs, what it got."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.cnm.sandbox import netns_path

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.endpoint import Endpoint

Ports = dict[str, "list[dict[str, str]] | None"]
NO_PORTS: Ports = {}  # never written to


@dataclass(slots=True, eq=False)
class EndpointSettings:
    """``NetworkSettings.Networks[NAME]`` of docker inspect.

    The first four are asked for and kept, ``own_names`` are the container's short id and hostname, once it was
    connected; the endpoint holds only while the container runs, ``network_id`` stays.
    """

    ipam_config: dict[str, Any] | None = None
    links: list[str] | None = None
    aliases: list[str] | None = None
    driver_opts: dict[str, str] | None = None
    own_names: list[str] | None = None
    gw_priority: int = 0
    asked_mac: str = ""
    dns_names: list[str] | None = None
    network_id: str = ""
    endpoint: Endpoint | None = None
    joined: bool = False  # then it has a gateway, too

    @classmethod
    def from_json(cls, body: dict[str, Any] | None) -> EndpointSettings:
        """What a request asks for."""
        body = body or {}
        return cls(
            ipam_config=_dict(body.get("IPAMConfig")),
            links=_list(body.get("Links")),
            aliases=_list(body.get("Aliases")),
            driver_opts=_dict(body.get("DriverOpts")),
            gw_priority=int(body.get("GwPriority") or 0),
            asked_mac=body.get("MacAddress") or "",
            network_id=body.get("NetworkID") or "",
        )

    @property
    def ipv4(self) -> str:
        """The address that was asked for, or ``""``."""
        return (self.ipam_config or {}).get("IPv4Address") or ""

    @property
    def ipv6(self) -> str:
        """The IPv6 address that was asked for, or ``""``."""
        return (self.ipam_config or {}).get("IPv6Address") or ""

    @property
    def link_local(self) -> list[str]:
        """The link-local addresses that were asked for."""
        return list((self.ipam_config or {}).get("LinkLocalIPs") or ())

    @property
    def has_address(self) -> bool:
        """Whether an address of its own was asked for; link-local ones do not count."""
        return bool(self.ipv4 or self.ipv6)

    @property
    def names(self) -> list[str] | None:
        """All its names on the network beside the container's own:
        what was asked for, its short id and its hostname."""
        return self.aliases if self.own_names is None else [*(self.aliases or ()), *self.own_names]

    @property
    def endpoint_id(self) -> str:
        """Its endpoint's id, or ``""``."""
        return self.endpoint.id if self.endpoint is not None else ""

    @property
    def ip_address(self) -> str:
        """The address that it got, or ``""``."""
        return self.endpoint.ip_address if self.endpoint is not None else ""

    @property
    def ip_prefix_len(self) -> int:
        """Its prefix length, or 0."""
        return self.endpoint.prefix_len if self.endpoint is not None else 0

    @property
    def mac_address(self) -> str:
        """The MAC that it got; before its first start the one that was asked for, or ``""``."""
        if self.endpoint is None:
            return "" if self.network_id else self.asked_mac
        return self.endpoint.mac_address

    @property
    def gateway(self) -> str:
        """The gateway that it was told, or ``""``."""
        return self.endpoint.gateway if self.endpoint is not None and self.joined else ""

    def clear(self) -> None:
        """The container stopped: what it got is given back."""
        self.endpoint, self.joined = None, False

    def to_json(self) -> dict[str, Any]:
        """As docker inspect shows it."""
        return {
            "IPAMConfig": self.ipam_config,
            "Links": _list(self.links),
            "Aliases": _list(self.names),
            "NetworkID": self.network_id,
            "EndpointID": self.endpoint_id,
            "Gateway": self.gateway,
            "IPAddress": self.ip_address,
            "IPPrefixLen": self.ip_prefix_len,
            "IPv6Gateway": "",
            "GlobalIPv6Address": "",
            "GlobalIPv6PrefixLen": 0,
            "MacAddress": self.mac_address,
            "DriverOpts": self.driver_opts,
        }


@dataclass(slots=True, eq=False)
class NetworkSettings:
    """A container's networks by name, in the order in which a start joins them.

    That is mostly the order in which they came, but a network that was left makes room for the next one: dockerd keeps
    them in a Go map, whose entries lie in slots. ``networks`` is None until the container is given any; after the last
    was left it is empty, and stays so.
    """

    networks: dict[str, EndpointSettings] | None = None
    ports: Ports = field(default_factory=lambda: NO_PORTS)
    sandbox_id: str = ""
    host_netns: bool = False
    anonymous: bool = False
    _slots: tuple[str, ...] = ()

    @property
    def sandbox_key(self) -> str:
        """The path of its namespace."""
        return netns_path(self.sandbox_id, self.host_netns) if self.sandbox_id else ""

    @property
    def by_name(self) -> dict[str, EndpointSettings]:
        """The networks; an empty table when there are none."""
        return self.networks if self.networks is not None else {}

    def add(self, name: str, settings: EndpointSettings) -> None:
        """Have this network."""
        if self.networks is None:
            self.networks = {}
        known = self.networks
        if not known and not self._slots:
            self._slots = (name,)
        elif name not in known:
            slots = self._slots
            free = next((i for i, each in enumerate(slots) if each not in known), len(slots))
            self._slots = (*slots[:free], name, *slots[free + 1 :])
            later = {each: known.pop(each) for each in slots[free + 1 :] if each in known}
            known[name] = settings
            known.update(later)
        known[name] = settings


def _dict(value: Any) -> dict[str, Any] | None:
    return None if value is None else dict(value)


def _list(value: Any) -> list[str] | None:
    return None if value is None else list(value)
