"""Short forms written out: ports, dependencies, networks, external, include;
one form is left of everything that networking reads."""

from __future__ import annotations

from typing import Any

from dockernet_sim.plans.compose.merge import keyed, started
from dockernet_sim.plans.compose.ports import short
from dockernet_sim.plans.compose.tree import Map, Seq, dotted
from dockernet_sim.plans.errors import Mark, Problem


def canonical(document: Map, problems: list[Problem]) -> Map:
    """Write out the short forms of a document, in place."""
    services = document.get("services")
    if isinstance(services, Map):
        for name, service, mark in services.marked():
            if isinstance(service, Map):
                write_out(name, service, mark, problems)
    for room in ("networks", "volumes", "secrets", "configs"):
        resources = document.get(room)
        if isinstance(resources, Map):
            for name, resource, _ in resources.marked():
                if isinstance(resource, Map):
                    external(f"{room}.{name}", resource, problems)
    return document


def write_out(name: str, service: Map, mark: Mark, problems: list[Problem]) -> None:
    """The short forms of one service."""
    if "ports" in service and isinstance(service["ports"], Seq):
        service["ports"] = ports(name, service["ports"], problems)
    if isinstance(service.get("depends_on"), Seq):
        service["depends_on"] = keyed(service["depends_on"], mark, started)
    for value in (service.get("depends_on") or {}).values():
        if isinstance(value, Map):
            value.setdefault("condition", "service_started")
            value.setdefault("required", True)
    if isinstance(service.get("networks"), Seq):
        service["networks"] = keyed(service["networks"], mark, lambda place: None)
    for key in ("dns", "dns_search", "tmpfs", "env_file", "label_file"):
        if isinstance(service.get(key), str):
            sequence = Seq(service.at(key))
            sequence.add(service[key], service.at(key))
            service[key] = sequence
    if isinstance(service.get("dns"), Seq):
        kept = Seq(service["dns"].mark)
        for value, place in service["dns"].marked():
            if value not in ("", None):
                kept.add(value, place)
        service["dns"] = kept


def ports(name: str, entries: Seq, problems: list[Problem]) -> Seq:
    """Every port in its long form."""
    out = Seq(entries.mark)
    for index, (entry, mark) in enumerate(entries.marked()):
        if isinstance(entry, Map):
            out.add(entry, mark)
            continue
        try:
            for port in short(str(entry)):
                out.add(long_form(port._asdict(), mark), mark)
        except ValueError as error:
            problems.append(Problem(mark, f"{dotted(('services', name, 'ports', index))}: {error}"))
    return out


def long_form(port: dict[str, Any], mark: Mark) -> Map:
    """One port as a mapping, empty parts left out."""
    out = Map(mark)
    for key, value in port.items():
        if value != "":
            out.put(key, value, mark)
    out.put("mode", "ingress", mark)
    return out


def external(path: str, resource: Map, problems: list[Problem]) -> None:
    """``external: {name: N}``, the old form, as ``external: true`` and ``name: N``."""
    old = resource.get("external")
    if not isinstance(old, Map):
        return
    resource["external"] = True
    if "name" in old and resource.setdefault("name", old["name"]) != old["name"]:
        problems.append(Problem(resource.at("external"), f"{path}: name and external.name conflict; only use name"))
