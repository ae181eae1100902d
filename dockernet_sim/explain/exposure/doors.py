"""The ports that are worth a question: published ones, ones that were asked to be,
and ones that a program listens on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dockernet_sim.explain.why.land import Land
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.task import Place
from dockernet_sim.reach import ContainerFacts
from dockernet_sim.wire.address import UNSPECIFIED, ip_text, is_loopback

SERVICE = "com.docker.compose.service"


@dataclass(frozen=True)
class Door:
    """One port.

    Attributes
    ----------
    container : ContainerFacts
        Whose program is meant.
    port, proto
        At which the program listens, or would.
    host_ip, host_port
        Where the host's port is bound (0: all addresses); no host port where nothing is published.
    wanted : str
        The address and port of the host that were asked for (``-p``, ``ports:``); empty without such.
    listening : bool
        Whether a program listens.
    service : str
        The service of a compose project.
    """

    container: ContainerFacts
    port: int
    proto: str
    host_ip: int = UNSPECIFIED
    host_port: int = 0
    wanted: str = ""
    listening: bool = False
    service: str = ""

    @property
    def published(self) -> str:
        """``0.0.0.0:8080``; empty where nothing is published."""
        return f"{ip_text(self.host_ip)}:{self.host_port}" if self.host_port else ""

    @property
    def on_host(self) -> bool:
        """Whether the program listens in the host's own namespace."""
        return self.container.mode == "host"


def doors(land: Land) -> list[Door]:
    """All ports, container by container."""
    found = []
    for container in sorted(land.facts.containers, key=lambda each: (each.host, each.name)):
        shown = land.inspect(container)
        service = (shown["Config"].get("Labels") or {}).get(SERVICE, "")
        listened = dict.fromkeys(listening(land, container))
        mine = [*published(container, listened, service), *wanted(container, shown, listened, service)]
        behind = {(each.port, each.proto) for each in mine}
        rest = [each for each in listened if each not in behind]
        mine += [Door(container, port, proto, listening=True, service=service) for port, proto in rest]
        found += sorted(mine, key=lambda each: (each.proto, each.port, each.host_port))
    return found


def published(container: ContainerFacts, listened: dict[tuple[int, str], None], service: str) -> Iterator[Door]:
    """Ports that are published."""
    for each in container.published:
        heard = (each.port, each.proto) in listened
        yield Door(container, each.port, each.proto, each.host_ip, each.host_port, "", heard, service)


def wanted(
    container: ContainerFacts, shown: dict[str, Any], listened: dict[tuple[int, str], None], service: str
) -> Iterator[Door]:
    """Ports that were asked to be published, and are not."""
    done = {(each.port, each.proto) for each in container.published}
    for text, bindings in (shown["HostConfig"].get("PortBindings") or {}).items():
        port, _, proto = text.partition("/")
        if (int(port), proto) in done:
            continue
        blank: list[dict[str, str]] = [{}]
        for each in bindings or blank:
            place = ":".join(filter(None, (each.get("HostIp", ""), each.get("HostPort", "") or "any")))
            yield Door(container, int(port), proto, 0, 0, place, (int(port), proto) in listened, service)


def listening(land: Land, container: ContainerFacts) -> list[tuple[int, str]]:
    """What a container's own programs listen on: other than to themselves, and not what the engine listens on there."""
    place = land.place(container) if container.running else None
    if place is None:
        return []
    mine = {str(task.pid) for task in place.tasks.values()}
    alone = place.ns is not place.host.root and container.endpoints
    return [
        (port, proto)
        for port, proto, pid in sockets(place.ns)
        if pid in mine or (alone and not foreign(land, place, pid))
    ]


def sockets(ns: NetNs) -> list[tuple[int, str, str]]:
    """Port, protocol and pid of each socket that takes IPv4 from elsewhere."""
    found: list[tuple[int, str, int, str]] = []
    for proto, several in (("tcp", ns.sockets.listeners()), ("udp", ns.sockets.udp_sockets())):
        for each in several:
            if each.family != "inet6" and not is_loopback(each.ip):
                found.append((each.port, proto, each.ip, str(each.owner)))
    return [(port, proto, owner.partition(" (")[2].rstrip(")")) for port, proto, _, owner in sorted(found)]


def foreign(land: Land, place: Place, pid: str) -> bool:
    """Whether a socket belongs to another container that shares the namespace."""
    for other in land.facts.running:
        there = land.place(other)
        if there is not None and there is not place and there.ns is place.ns:
            if any(str(task.pid) == pid for task in there.tasks.values()):
                return True
    return False
