"""A request for a new container: ``POST /containers/create``, be it asked by options, keywords, a plan or a dump."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Bindings = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(eq=False)
class EndpointRequest:
    """What a container asks of one network.

    Parameters
    ----------
    ipv4, ipv6 : str
        Addresses.
    link_local : sequence of str
        Further addresses, of the link.
    aliases : sequence of str, optional
        Names there; None where nothing is said of them.
    links : sequence of str
        ``CONTAINER:ALIAS``.
    options : mapping
        The driver's.
    mac : str
        Its MAC.
    priority : int
        Which network gives the default route: the highest.
    """

    ipv4: str = ""
    ipv6: str = ""
    link_local: Sequence[str] = ()
    aliases: Sequence[str] | None = None
    links: Sequence[str] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    mac: str = ""
    priority: int = 0

    def settings(self) -> dict[str, Any]:
        """``EndpointSettings`` of the Engine API: what was asked for, and nothing else.

        >>> EndpointRequest(ipv4="10.9.0.9", aliases=["db"]).settings()
        {'IPAMConfig': {'IPv4Address': '10.9.0.9'}, 'Aliases': ['db']}
        """
        found = {
            "IPAMConfig": self.addresses(),
            "Links": list(self.links),
            "Aliases": None if self.aliases is None else list(self.aliases),
            "DriverOpts": dict(self.options),
            "MacAddress": self.mac,
            "GwPriority": self.priority,
        }
        return {key: value for key, value in found.items() if value or (key == "Aliases" and value is not None)}

    def addresses(self) -> dict[str, Any]:
        """``IPAMConfig``."""
        asked = {"IPv4Address": self.ipv4, "IPv6Address": self.ipv6, "LinkLocalIPs": list(self.link_local)}
        return {key: value for key, value in asked.items() if value}


@dataclass(eq=False)
class ContainerRequest:
    """One new container; what is not said is left to the engine.

    Parameters
    ----------
    image : str
        What it is made from.
    network : str
        The network mode: a network's name, ``host``, ``none``, ``container:NAME``.
    bindings : mapping, optional
        Published ports, as :func:`binding` makes them: ``{"80/tcp": [...]}``.
    endpoints : mapping, optional
        What it asks of networks, by their names.
    config, host : dict
        Other fields of Config and HostConfig, in the Engine API's spelling.
    """

    image: str
    network: str = "default"
    bindings: Bindings | None = None
    endpoints: Mapping[str, EndpointRequest | Mapping[str, Any]] | None = None
    config: dict[str, Any] = field(default_factory=dict)
    host: dict[str, Any] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """The request's JSON.

        >>> ContainerRequest("nginx", "mynet", {"80/tcp": [binding("8080")]}).body()["HostConfig"]
        {'NetworkMode': 'mynet', 'PortBindings': {'80/tcp': [{'HostIp': '', 'HostPort': '8080'}]}}
        """
        published = {} if self.bindings is None else {"PortBindings": self.bindings}
        body = {
            **self.config,
            "Image": self.image,
            "HostConfig": {"NetworkMode": self.network, **published, **self.host},
        }
        if self.endpoints is not None:
            own = {name: _settings(each) for name, each in self.endpoints.items()}
            body["NetworkingConfig"] = {"EndpointsConfig": own}
        return body


def _settings(given: EndpointRequest | Mapping[str, Any]) -> Any:
    return given.settings() if isinstance(given, EndpointRequest) else given


def binding(port: object = "", address: str = "") -> dict[str, str]:
    """A host port that a container's port is published on; empty for one that the engine chooses.

    >>> binding(8080, "127.0.0.1")
    {'HostIp': '127.0.0.1', 'HostPort': '8080'}
    """
    return {"HostIp": address or "", "HostPort": "" if port is None else str(port)}


def link(name: str, alias: str | None = "") -> str:
    """A link as requests have it: a name of its own where none is given.

    >>> link("db", "database"), link("db")
    ('db:database', 'db:db')
    """
    return f"{name}:{alias or name}"


def asked_links(stored: Sequence[str] | None) -> list[str]:
    """Links as they were asked for, out of those that inspect shows.

    >>> asked_links(["/db:/web/database"])
    ['db:database']
    """
    parts = (text.partition(":") for text in stored or ())
    return [link(child.strip("/"), alias.rpartition("/")[2]) for child, _, alias in parts]
