"""What a container knows of one of its networks: what was asked for, and, while it runs, what it got."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

OPERATIONAL = ("endpoint_id", "gateway", "ip_address", "mac_address")


@dataclass
class EndpointSettings:
    """``NetworkSettings.Networks[NAME]`` of docker inspect.

    The first four are asked for and kept; the rest holds only while the container runs, but for ``network_id``, which stays.
    """

    ipam_config: dict[str, Any] | None = None
    links: list[str] | None = None
    aliases: list[str] | None = None
    driver_opts: dict[str, str] | None = None
    network_id: str = ""
    endpoint_id: str = ""
    gateway: str = ""
    ip_address: str = ""
    ip_prefix_len: int = 0
    mac_address: str = ""

    @classmethod
    def from_json(cls, body: dict[str, Any] | None) -> EndpointSettings:
        """What a request asks for."""
        body = body or {}
        return cls(
            ipam_config=body.get("IPAMConfig"),
            links=_list(body.get("Links")),
            aliases=_list(body.get("Aliases")),
            driver_opts=body.get("DriverOpts"),
            network_id=body.get("NetworkID") or "",
        )

    @property
    def ipv4(self) -> str:
        """The address that was asked for, or ``""``."""
        return (self.ipam_config or {}).get("IPv4Address") or ""

    @property
    def has_address(self) -> bool:
        """Whether any address of its own was asked for."""
        return any((self.ipam_config or {}).get(key) for key in ("IPv4Address", "IPv6Address", "LinkLocalIPs"))

    def clear(self) -> None:
        """The container stopped: what it got is given back."""
        for name in OPERATIONAL:
            setattr(self, name, "")
        self.ip_prefix_len = 0

    def to_json(self) -> dict[str, Any]:
        """As docker inspect shows it."""
        return {
            "IPAMConfig": self.ipam_config,
            "Links": self.links,
            "Aliases": self.aliases,
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


@dataclass
class NetworkSettings:
    """A container's networks by name, in the order in which a start joins them.

    That is mostly the order in which they came, but a network that was left makes room for the next one: dockerd keeps them in
    a Go map, whose entries lie in slots. ``networks`` is None until the container is given any; after the last was left it is
    empty, and stays so.
    """

    networks: dict[str, EndpointSettings] | None = None
    ports: dict[str, list[dict[str, str]] | None] = field(default_factory=dict)
    sandbox_id: str = ""
    sandbox_key: str = ""
    anonymous: bool = False
    _slots: list[str] = field(default_factory=list)

    @property
    def by_name(self) -> dict[str, EndpointSettings]:
        """The networks; an empty table when there are none."""
        return self.networks if self.networks is not None else {}

    def add(self, name: str, settings: EndpointSettings) -> None:
        """Have this network."""
        if self.networks is None:
            self.networks = {}
        known = self.networks
        if name not in known:
            slots = self._slots
            free = next((i for i, each in enumerate(slots) if each not in known), len(slots))
            slots[free : free + 1] = [name]
            later = {each: known.pop(each) for each in slots[free + 1 :] if each in known}
            known[name] = settings
            known.update(later)
        known[name] = settings


def _list(value: Any) -> list[str] | None:
    return None if value is None else list(value)
