"""A loaded document to a plan: names, defaults, profiles, and what Compose refuses because parts do not fit each other."""

from __future__ import annotations

import re
from typing import Any

from dockernet_sim.plans.compose import words
from dockernet_sim.plans.compose.services import health, service_plan
from dockernet_sim.plans.compose.tree import Map
from dockernet_sim.plans.errors import Mark, Problem
from dockernet_sim.plans.plan import NetworkPlan, Plan, PoolPlan

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def normal_name(text: str) -> str:
    """A folder's or file's name as project name."""
    return "".join(re.findall("[a-z0-9_-]", text.lower())).lstrip("_-")


def plan_of(document: Map, project: str, profiles: set[str], problems: list[Problem]) -> Plan:
    """The plan of a document; what does not fit goes into ``problems``."""
    services: Map = document.get("services") or Map(document.mark)
    active = {name: service or Map(document.mark) for name, service in services.items() if enabled(service, profiles)}
    for service in active.values():
        complete(service)
    plan = Plan(project)
    networks = declared(document, active)
    check(active, services, networks, document, problems)
    names = {key: real_name(project, key, network) for key, network in networks.items()}
    for name, service in sorted(active.items()):
        plan.services[name] = service_plan(project, name, service, names)
    used = {key for service in active.values() for key in service.get("networks") or {}}
    for key, network in networks.items():
        if key in used:
            plan.networks[names[key]] = network_plan(names[key], key, network, document)
    return plan


def enabled(service: Map | None, profiles: set[str]) -> bool:
    """Whether a service is on: it has no profiles, one that was asked for, or an empty one."""
    own = {str(profile) for profile in (service or {}).get("profiles") or []}
    return not own or "" in own or "*" in profiles or bool(own & profiles)


def complete(service: Map) -> None:
    """The default network, and the dependencies that links, volumes_from and shared namespaces imply."""
    if "network_mode" not in service and "provider" not in service and not service.get("networks"):
        networks = Map(service.mark)
        networks.put("default", None, service.mark)
        service["networks"] = networks
    implied = [str(link).split(":")[0] for link in service.get("links") or []]
    for key in ("network_mode", "ipc", "pid", "uts", "cgroup"):
        value = service.get(key)
        if isinstance(value, str) and value.startswith("service:"):
            implied.append(value.removeprefix("service:"))
    implied += [str(volume).split(":")[0] for volume in service.get("volumes_from") or [] if not str(volume).startswith("container:")]
    if implied and not isinstance(service.get("depends_on"), Map):
        service["depends_on"] = Map(service.mark)
    for name in implied:
        if name not in service["depends_on"]:
            place = Map(service.mark)
            place.update(condition="service_started", required=True)
            service["depends_on"].put(name, place, service.at("links"))


def declared(document: Map, active: dict[str, Map]) -> dict[str, Map]:
    """The networks of the file, and ``default`` where a service uses it."""
    networks = {key: value or Map(document.mark) for key, value in (document.get("networks") or {}).items()}
    if any("default" in (service.get("networks") or {}) for service in active.values()):
        networks.setdefault("default", Map(document.mark))
    return networks


def real_name(project: str, key: str, network: Map) -> str:
    """What the engine calls the network."""
    named = network.get("name")
    return str(named) if named else key if network.get("external") else f"{project}_{key}"


def network_plan(name: str, key: str, network: Map, document: Map) -> NetworkPlan:
    """One network."""
    pools = (network.get("ipam") or {}).get("config") or []
    return NetworkPlan(
        name=name,
        key=key,
        driver=network.get("driver") or "",
        internal=bool(network.get("internal")),
        external=bool(network.get("external")),
        attachable=bool(network.get("attachable")),
        enable_ipv4=network.get("enable_ipv4"),
        enable_ipv6=network.get("enable_ipv6"),
        options={option: str(value) for option, value in (network.get("driver_opts") or {}).items()},
        subnets=[pool_plan(pool) for pool in pools],
        mark=(document.get("networks") or document).at(key),
    )


def pool_plan(pool: Map) -> PoolPlan:
    """One subnet."""
    plain = {key: str(pool.get(key) or "") for key in ("subnet", "gateway", "ip_range")}
    return PoolPlan(**plain, aux=dict(pool.get("aux_addresses") or {}))


def check(active: dict[str, Map], services: Map, networks: dict[str, Map], document: Map, problems: list[Problem]) -> None:
    """What Compose refuses although each part is right by itself."""
    volumes = document.get("volumes") or {}
    for name, service in active.items():
        mark = services.at(name)
        for line in wrong_service(name, service, networks, active, volumes):
            problems.append(Problem(line[0] or mark, line[1]))
    for key in ("secrets", "configs"):
        for name, resource in (document.get(key) or {}).items():
            sources = [each for each in ("file", "environment", "content") if each in (resource or {})]
            if not sources and not (resource or {}).get("external") and "driver" not in (resource or {}):
                problems.append(Problem(document[key].at(name), f"{key}.{name}: one of file|environment must be set"))
    problems += cycles(active, services)


def wrong_service(name: str, service: Map, networks: dict[str, Map], active: dict[str, Map], volumes: Any) -> list[tuple[Mark | None, str]]:
    """The same of one service."""
    end = ": invalid compose project"
    found: list[tuple[Mark | None, str]] = []
    if not any(service.get(key) for key in ("image", "build", "provider")):
        found.append((None, f'service "{name}" has neither an image nor a build context specified{end}'))
    if service.get("network_mode") and service.get("networks"):
        found.append((service.at("network_mode"), f"service {name} declares mutually exclusive `network_mode` and `networks`{end}"))
    for key in service.get("networks") or {}:
        if key not in networks:
            found.append((service["networks"].at(key), f'service "{name}" refers to undefined network {key}{end}'))
    for other, how in (service.get("depends_on") or {}).items():
        if other not in active and how.get("required", True) is not False:
            found.append((service["depends_on"].at(other), f'service "{name}" depends on undefined service "{other}"{end}'))
    shared = str(service.get("network_mode") or "")
    if shared.startswith("service:") and shared.removeprefix("service:") not in active:
        owner = shared.removeprefix("service:")
        found.append((service.at("network_mode"), f"service \"{owner}\" not found for network_mode '{shared}'"))
    for mark, source in named_volumes(service):
        if source not in volumes:
            found.append((mark, f'service "{name}" refers to undefined volume {source}{end}'))
    return found + wrong_counts(name, service, end) + wrong_values(name, service)


def named_volumes(service: Map) -> list[tuple[Mark, str]]:
    """The volumes that a service names."""
    found = []
    for volume, mark in service["volumes"].marked() if service.get("volumes") else []:
        if isinstance(volume, Map):
            if volume.get("type") == "volume" and volume.get("source"):
                found.append((mark, str(volume["source"])))
            continue
        parts = str(volume).split(":")
        if len(parts) > 1 and parts[0] and not parts[0].startswith((".", "/", "~", "\\")) and len(parts[0]) > 1:
            found.append((mark, parts[0]))
    return found


def wrong_counts(name: str, service: Map, end: str) -> list[tuple[Mark | None, str]]:
    """Counts of containers that contradict each other."""
    scale, replicas = service.get("scale"), (service.get("deploy") or {}).get("replicas")
    found: list[tuple[Mark | None, str]] = []
    if scale is not None and replicas is not None and int(scale) != int(replicas):
        found.append((service.at("scale"), f"services.{name}: can't set distinct values on 'scale' and 'deploy.replicas'{end}"))
    for key, count in (("scale", scale), ("deploy.replicas", replicas)):
        if count is not None and int(count) < 0:
            found.append((service.at(key.split(".")[0]), f"services.{name}.{key}: must be greater than or equal to 0"))
    count = scale if scale is not None else replicas if replicas is not None else 1
    if int(count) > 1 and service.get("container_name"):
        attribute = "deploy.replicas" if scale is None else "scale"
        text = f"services.{name}: can't set container_name and {attribute} as container name must be unique{end}"
        found.append((service.at("container_name"), text))
    return found


def wrong_values(name: str, service: Map) -> list[tuple[Mark | None, str]]:
    """Values that only a second look finds wrong."""
    found: list[tuple[Mark | None, str]] = []
    test = (service.get("healthcheck") or {}).get("test")
    if isinstance(test, list) and test and test[0] not in ("CMD", "CMD-SHELL", "NONE"):
        found.append((service["healthcheck"].at("test"), 'healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"'))
    try:
        health(service)
    except ValueError as error:
        found.append((service.at("healthcheck"), f"services.{name}.healthcheck: {error}"))
    for port, mark in service["ports"].marked() if service.get("ports") else []:
        address = port.get("host_ip")
        if "target" not in port:
            found.append((mark, f"service ports services.{name}.ports is missing a target port"))
        if address and not words.is_address(str(address)):
            found.append((mark, f"services.{name}.ports: invalid ip address: {address}"))
    return found


def cycles(active: dict[str, Map], services: Map) -> list[Problem]:
    """Services that wait for each other."""
    found: list[Problem] = []
    done: set[str] = set()

    def visit(name: str, chain: list[str]) -> None:
        if name in chain:
            told = " -> ".join(chain[chain.index(name) :] + [name])
            found.append(Problem(services.at(name), f"dependency cycle detected: {told}"))
            return
        if name in done or len(chain) > 500:
            return
        for other in sorted((active[name].get("depends_on") or {}).keys()):
            if other in active:
                visit(other, [*chain, name])
        done.add(name)

    for name in sorted(active):
        visit(name, [])
    return found[:1]
