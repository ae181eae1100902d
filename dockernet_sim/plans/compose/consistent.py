"""What Compose refuses although each part of a file is right by itself:
references that lead nowhere, counts, times, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dockernet_sim.plans.compose import words
from dockernet_sim.plans.compose.tree import Map
from dockernet_sim.plans.errors import Mark, Problem

END = ": invalid compose project"
SIZES = ("mem_limit", "mem_reservation", "memswap_limit", "shm_size")
SIZE = re.compile(r"-?[0-9]+(\.[0-9]*)? ?([kmgtp]?i?b?)?", re.IGNORECASE)
CHECKS = ("CMD", "CMD-SHELL", "NONE")
Wrongs = Iterator[tuple[Mark | None, str]]


def problems(active: dict[str, Map], services: Map, networks: dict[str, Map], document: Map) -> list[Problem]:
    """All of it, service by service."""
    found = []
    for name, service in active.items():
        own = Checked(name, service, active, services, networks, document)
        found += [Problem(mark or services.at(name), text) for mark, text in own.wrongs()]
    return found + same_names(active) + resources(document) + cycles(active, services)


class Checked:
    """One service beside the rest of its project."""

    def __init__(
        self, name: str, service: Map, active: dict[str, Map], services: Map, networks: dict[str, Map], document: Map
    ) -> None:
        self.name = name
        self.service = service
        self.active = active
        self.services = services
        self.networks = networks
        self.document = document

    def wrongs(self) -> Wrongs:
        """Everything that is wrong with it."""
        yield from self.image()
        yield from self.joins()
        yield from self.depends()
        yield from self.refers()
        yield from self.counts()
        yield from self.health()
        yield from self.values()
        yield from self.ports()
        yield from self.listens()

    def image(self) -> Wrongs:
        """It needs something to run."""
        if not any(
            self.service.get(key) is not None and self.service.get(key) != "" for key in ("image", "build", "provider")
        ):
            yield None, f'service "{self.name}" has neither an image nor a build context specified{END}'

    def joins(self) -> Wrongs:
        """Its networks."""
        service = self.service
        if service.get("network_mode") and service.get("networks"):
            text = f"service {self.name} declares mutually exclusive `network_mode` and `networks`{END}"
            yield service.at("network_mode"), text
        for key in service.get("networks") or {}:
            if key not in self.networks:
                yield service["networks"].at(key), f'service "{self.name}" refers to undefined network {key}{END}'

    def depends(self) -> Wrongs:
        """What it waits for."""
        for other, how in (self.service.get("depends_on") or {}).items():
            off = other in self.services and other not in self.active
            if other not in self.active and not (off and how.get("required", True) is False):
                mark = self.service["depends_on"].at(other)
                yield mark, f'service "{self.name}" depends on undefined service "{other}"{END}'

    def refers(self) -> Wrongs:
        """Volumes, secrets, configs and models that it names."""
        for mark, source in named_volumes(self.service):
            if source not in (self.document.get("volumes") or {}):
                yield mark, f'service "{self.name}" refers to undefined volume {source}{END}'
        for key in ("secret", "config"):
            entries = self.service.get(f"{key}s")
            for entry, mark in entries.marked() if entries else []:
                named = entry.get("source") if isinstance(entry, Map) else entry
                if named not in (self.document.get(f"{key}s") or {}):
                    yield mark, f'service "{self.name}" refers to undefined {key} {named}{END}'
        for model in self.service.get("models") or []:
            if model not in (self.document.get("models") or {}):
                yield self.service.at("models"), f'service "{self.name}" refers to undefined model {model}{END}'

    def counts(self) -> Wrongs:
        """How many containers it makes."""
        service = self.service
        scale, replicas = service.get("scale"), (service.get("deploy") or {}).get("replicas")
        both = scale is not None and replicas is not None
        if both and whole(scale) != whole(replicas):
            text = f"services.{self.name}: can't set distinct values on 'scale' and 'deploy.replicas'{END}"
            yield service.at("scale"), text
        for key, count in (("scale", scale), ("deploy.replicas", replicas)):
            if count is not None and whole(count) < 0:
                yield service.at(key.split(".")[0]), f"services.{self.name}.{key}: must be greater than or equal to 0"
        count = scale if scale is not None else replicas if replicas is not None else 1
        if whole(count) > 1 and service.get("container_name"):
            attribute = "deploy.replicas" if scale is None else "scale"
            text = (
                f"services.{attribute}: can't set container_name and {self.name} as container name must be unique{END}"
            )
            yield service.at("container_name"), text

    def health(self) -> Wrongs:
        """Its health check."""
        check = self.service.get("healthcheck") or Map(self.service.mark)
        test = check.get("test")
        if isinstance(test, list) and test and test[0] not in CHECKS:
            yield check.at("test"), 'healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"'
        for key in ("interval", "timeout", "start_period", "start_interval"):
            yield from self.time(check, key, f"healthcheck.{key}")
        if check.get("retries") is not None and not str(check["retries"]).isdigit():
            yield check.at("retries"), f"services.{self.name}.healthcheck.retries: {check['retries']!r} is no count"

    def time(self, mapping: Any, key: str, called: str) -> Wrongs:
        """One duration."""
        try:
            words.seconds(mapping.get(key))
        except ValueError as error:
            yield mapping.at(key), f"services.{self.name}.{called}: {error}"

    def values(self) -> Wrongs:
        """Values that a look at their kind does not find wrong."""
        yield from self.time(self.service, "stop_grace_period", "stop_grace_period")
        for key in SIZES:
            value = self.service.get(key)
            if isinstance(value, str) and not SIZE.fullmatch(value.strip()):
                yield self.service.at(key), f"services.{self.name}.{key}: invalid size: '{value}'"
        for key, value in (
            ("scale", self.service.get("scale")),
            ("deploy", (self.service.get("deploy") or {}).get("replicas")),
        ):
            if isinstance(value, str) and not value.lstrip("-").isdigit():
                yield self.service.at(key), f"services.{self.name}.{key}: {value!r} is no count"
        for key in ("command", "entrypoint"):
            if words.command(self.service.get(key)) is None and self.service.get(key) is not None:
                yield self.service.at(key), f"services.{self.name}.{key}: invalid command line string"
        for volume in self.service.get("volumes") or []:
            if volume == "":
                yield self.service.at("volumes"), "invalid empty volume spec"
        written = self.service.get("extra_hosts")
        for line in words.hosts(written) if isinstance(written, list) else []:
            if not line.partition("=")[2]:
                yield (
                    self.service.at("extra_hosts"),
                    f"services.{self.name}.extra_hosts: invalid additional host, missing IP: {line.rstrip('=')}",
                )

    def ports(self) -> Wrongs:
        """Ports in their long form."""
        for port, mark in self.service["ports"].marked() if self.service.get("ports") else []:
            address = port.get("host_ip")
            if "target" not in port:
                yield mark, f"service ports services.{self.name}.ports is missing a target port"
            if address and not words.is_address(str(address)):
                yield mark, f"services.{self.name}.ports: invalid ip address: {address}"

    def listens(self) -> Wrongs:
        """What ``x-dockernet`` says: it is this model's own, and a slip in it would go unnoticed."""
        said = self.service.get("x-dockernet")
        mark, path = self.service.at("x-dockernet"), f"services.{self.name}.x-dockernet"
        if said is None:
            return
        if not isinstance(said, Map) or set(said) - {"listen"}:
            yield mark, f"{path} must be {{listen: [PORT, ...]}}"
            return
        ports = said.get("listen")
        for each in ports if isinstance(ports, list) else [ports]:
            if not words.is_port(each):
                yield said.at("listen"), f"{path}.listen: {each!r} is not PORT, PORT/tcp or PORT/udp (1 to 65535)"


def whole(value: Any) -> int:
    """A count; 1 for what is none (``values`` refuses that)."""
    try:
        return int(float(value))
    except ValueError:
        return 1


def named_volumes(service: Map) -> list[tuple[Mark, str]]:
    """The volumes that a service names."""
    found = []
    for volume, mark in service["volumes"].marked() if service.get("volumes") else []:
        if isinstance(volume, Map):
            if volume.get("type") == "volume" and volume.get("source"):
                found.append((mark, str(volume["source"])))
            continue
        parts = str(volume).split(":")
        if len(parts) > 1 and len(parts[0]) > 1 and not parts[0].startswith((".", "/", "~", "\\")):
            found.append((mark, parts[0]))
    return found


def same_names(active: dict[str, Map]) -> list[Problem]:
    """Container names that two services have."""
    found, owners = [], dict[str, str]()
    for name, service in active.items():
        own = str(service.get("container_name") or "")
        if own and owners.setdefault(own, name) != name:
            text = f'services.{name}: container name "{own}" is already in use by service {owners[own]}'
            found.append(Problem(service.at("container_name"), text))
    return found


def resources(document: Map) -> list[Problem]:
    """Secrets and configs without a source."""
    found = []
    for key, sources in (("secrets", ("file", "environment")), ("configs", ("file", "environment", "content"))):
        for name, resource in (document.get(key) or {}).items():
            own = [each for each in sources if each in (resource or {})]
            mark, told = document[key].at(name), "|".join(sources)
            if len(own) > 1:
                found.append(Problem(mark, f"{key}.{name}: {told} attributes are mutually exclusive"))
            if not own and "external" not in (resource or {}) and "driver" not in (resource or {}):
                found.append(Problem(mark, f"{key}.{name}: one of {told} must be set"))
    return found


def cycles(active: dict[str, Map], services: Map) -> list[Problem]:
    """The first circle of services that wait for each other."""
    done: set[str] = set()
    for start in sorted(active):
        chain: list[str] = []
        waiting = [(start, 0)]
        while waiting:
            name, depth = waiting.pop()
            del chain[depth:]
            if name in chain:
                told = " -> ".join([*chain[chain.index(name) :], name])
                return [Problem(services.at(name), f"dependency cycle detected: {told}")]
            if name in done:
                continue
            chain.append(name)
            others = sorted(set(active[name].get("depends_on") or {}) & set(active), reverse=True)
            waiting += [(other, depth + 1) for other in others]
            if not others:
                done.add(name)
    return []
