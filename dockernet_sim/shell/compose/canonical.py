"""What ``docker compose config`` prints: the merged document with names and defaults filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dockernet_sim.plans.plan import Plan

if TYPE_CHECKING:
    from dockernet_sim.shell.compose.project import Project

PORT = ("name", "mode", "host_ip", "target", "published", "protocol", "app_protocol")
FIRST = ("image", "networks")


def canonical(project: Project, profiles: Sequence[str]) -> dict[str, Any]:
    """The document of a project, with services that are on and networks that are used."""
    plan = project.read(profiles)
    found: dict[str, Any] = {"name": plan.project, "services": {}}
    for name in sorted(plan.services):
        found["services"][name] = service(plan.document.get("services", {}).get(name) or {})
    networks = plan.document.get("networks") or {}
    if plan.networks:
        made = sorted(plan.networks.values(), key=lambda each: each.key)
        found["networks"] = {each.key: {"name": each.name, **without(networks.get(each.key), "name")} for each in made}
    used = volumes_of(plan)
    if used:
        declared = plan.document.get("volumes") or {}
        found["volumes"] = {
            name: {"name": f"{plan.project}_{name}", **(declared.get(name) or {})} for name in sorted(used)
        }
    escaped: dict[str, Any] = dollars(found)
    return escaped


def dollars(value: Any) -> Any:
    """The document with each ``$`` written twice: what is printed can be read again."""
    if isinstance(value, dict):
        return {key: dollars(each) for key, each in value.items()}
    if isinstance(value, list):
        return [dollars(each) for each in value]
    return value.replace("$", "$$") if isinstance(value, str) else value


def without(mapping: Any, name: str) -> dict[str, Any]:
    """A mapping without one key."""
    return {key: value for key, value in (mapping or {}).items() if key != name}


def service(given: dict[str, Any]) -> dict[str, Any]:
    """One service: its ports in the long form with the mode that they all have."""
    found = {key: given[key] for key in FIRST if key in given} | {k: v for k, v in given.items() if k not in FIRST}
    if found.get("ports"):
        found["ports"] = [port(each) for each in found["ports"]]
    return {key: value for key, value in found.items() if value is not None and value != []}


def port(given: dict[str, Any]) -> dict[str, Any]:
    """One port, its keys in Compose's order."""
    filled = {"mode": "ingress", **given}
    return {key: filled[key] for key in PORT if filled.get(key) not in (None, "")}


def volumes_of(plan: Plan) -> set[str]:
    """The named volumes that services use."""
    found = set()
    for name in plan.services:
        for each in (plan.document.get("services", {}).get(name) or {}).get("volumes") or []:
            source = each.get("source", "") if isinstance(each, dict) else str(each).partition(":")[0]
            if source in (plan.document.get("volumes") or {}):
                found.add(source)
    return found
