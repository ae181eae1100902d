"""A host as plain data: what its commands printed, by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dockernet_sim.engine.versions.told import Told
from dockernet_sim.sim.errors import DockernetError

Json = dict[str, Any]


class DumpError(DockernetError, ValueError):
    """Files that hold no dump of a host, or none that can be stood up; the text says what is missing."""


@dataclass(frozen=True)
class Address:
    """One IPv4 address of a device."""

    ip: str
    plen: int
    scope: str = "global"


@dataclass
class Link:
    """One device of the host: ``master`` is the bridge that it is plugged into."""

    name: str
    kind: str = ""
    up: bool = True
    mtu: int = 1500
    master: str = ""
    addresses: list[Address] = field(default_factory=list)


@dataclass(frozen=True)
class Listener:
    """A socket that ``ss`` shows as listening; ``address`` is empty for any."""

    proto: str
    address: str
    port: int
    program: str = ""


@dataclass
class HostDump:
    """What is known of a host; empty or None where nothing of that kind was in the files.

    Attributes
    ----------
    containers, networks : list of dict
        ``docker inspect`` and ``docker network inspect``, filled up to one shape.
    release : str
        The engine's version, as ``docker version`` or ``docker info`` says; empty without them.
    told : Told or None
        The release that the keys of inspect fit.
    rules, rules6, sets : str
        ``iptables-save``, ``ip6tables-save`` and ``ipset save``.
    links : dict of Link
        By name; None if ``ip addr`` and ``ip link`` are missing.
    routes : dict
        Lines of ``ip route show table TABLE``, by table (``main`` unless said).
    policy : list of str
        Lines of ``ip rule``.
    listeners : list of Listener
        ``ss -ltnup``; None if missing.
    sysctls : dict
        ``sysctl -a``.
    daemon : dict
        ``daemon.json``.
    container_routes, container_sysctls, container_listeners : dict
        The same of containers, by name.
    notes : list of str
        One sentence for each thing that was left out, replaced or supposed.
    """

    containers: list[Json] = field(default_factory=list)
    networks: list[Json] = field(default_factory=list)
    release: str = ""
    told: Told | None = None
    rules: str = ""
    rules6: str = ""
    sets: str = ""
    links: dict[str, Link] | None = None
    routes: dict[str, list[str]] = field(default_factory=dict)
    policy: list[str] = field(default_factory=list)
    listeners: list[Listener] | None = None
    sysctls: dict[str, str] = field(default_factory=dict)
    daemon: Json = field(default_factory=dict)
    container_routes: dict[str, list[str]] = field(default_factory=dict)
    container_sysctls: dict[str, dict[str, str]] = field(default_factory=dict)
    container_listeners: dict[str, list[Listener]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def running(self) -> list[Json]:
        """The containers that run."""
        return [each for each in self.containers if each["State"]["Running"]]

    def network(self, ref: str) -> Json | None:
        """A network by name or id."""
        return next((each for each in self.networks if ref and ref in (each["Name"], each["Id"])), None)

    def container(self, ref: str) -> Json | None:
        """A container by name or (the beginning of an) id."""
        for each in self.containers:
            if ref == name_of(each) or (len(ref) >= 12 and each["Id"].startswith(ref)):
                return each
        return None


def name_of(container: Mapping[str, Any]) -> str:
    """A container's name, without its slash."""
    return str(container["Name"]).lstrip("/")
