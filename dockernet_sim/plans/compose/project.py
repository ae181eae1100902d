"""A loaded document to a plan: names, defaults, profiles,
and what Compose refuses because parts do not fit each other."""

from __future__ import annotations

import re

from dockernet_sim.plans.compose import consistent
from dockernet_sim.plans.compose.env_files import variables
from dockernet_sim.plans.compose.loader import Loader
from dockernet_sim.plans.compose.services import service_plan
from dockernet_sim.plans.compose.tree import Map
from dockernet_sim.plans.plan import NetworkPlan, Plan, PoolPlan

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def normal_name(text: str) -> str:
    """A folder's or file's name as project name."""
    return "".join(re.findall("[a-z0-9_-]", text.lower())).lstrip("_-")


def plan_of(document: Map, project: str, profiles: set[str], loader: Loader) -> Plan:
    """The plan of a document; what does not fit goes into the loader's problems."""
    problems = loader.problems
    services: Map = document.get("services") or Map(document.mark)
    active = {name: service or Map(document.mark) for name, service in services.items() if enabled(service, profiles)}
    for service in active.values():
        complete(service)
    plan = Plan(project)
    networks = declared(document, active)
    known = {problem.mark for problem in problems}  # a second problem of a line has mostly come of the first
    problems += [each for each in consistent.problems(active, services, networks, document) if each.mark not in known]
    names = {key: real_name(project, key, network) for key, network in networks.items()}
    files = {name: variables(service, loader.folder, loader.environment, problems) for name, service in active.items()}
    if problems:
        return plan
    for name, service in sorted(active.items()):
        made = service_plan(project, name, service, names)
        made.environment = files[name] | made.environment
        plan.services[name] = made
    used = {key for service in active.values() for key in service.get("networks") or {}}
    for key, network in networks.items():
        if key in used:
            plan.networks[names[key]] = network_plan(names[key], key, network, document)
    return plan


def enabled(service: Map | None, profiles: set[str]) -> bool:
    """Whether a service is on: it has no profiles, one that was asked for, or an empty one."""
    own = {str(profile) for profile in service.get("profiles") or []} if service else set()
    return not own or "" in own or "*" in profiles or bool(own & profiles)


def complete(service: Map) -> None:
    """The default network, and the dependencies that links, volumes_from and shared namespaces imply."""
    if "network_mode" not in service and "provider" not in service and not service.get("networks"):
        networks = Map(service.mark)
        networks.put("default", None, service.mark)
        service["networks"] = networks
    implied = {str(link).split(":")[0]: "links" for link in service.get("links") or []}
    for key in ("network_mode", "ipc", "pid", "uts", "cgroup"):
        value = service.get(key)
        if isinstance(value, str) and value.startswith("service:"):
            implied[value.removeprefix("service:")] = key
    implied |= {
        str(volume).split(":")[0]: "volumes_from"
        for volume in service.get("volumes_from") or []
        if not str(volume).startswith("container:")
    }
    if implied and not isinstance(service.get("depends_on"), Map):
        service["depends_on"] = Map(service.mark)
    for name, key in implied.items():
        if name not in service["depends_on"]:
            place = Map(service.mark)
            place.update(condition="service_started", required=True)
            service["depends_on"].put(name, place, service.at(key))


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
