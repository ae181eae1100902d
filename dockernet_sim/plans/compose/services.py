"""One service of a loaded document as a plan."""

from __future__ import annotations

from typing import Any

from dockernet_sim.plans.compose import words
from dockernet_sim.plans.compose.tree import Map
from dockernet_sim.plans.plan import EndpointPlan, HealthPlan, PortPlan, ServicePlan


def service_plan(project: str, name: str, service: Map, names: dict[str, str]) -> ServicePlan:
    """What the service makes, with the networks' real names."""
    plan = ServicePlan(name, containers(project, name, service))
    for key in ("image", "hostname", "domainname", "restart", "mac_address"):
        setattr(plan, key, str(service.get(key) or ""))
    for key in ("links", "external_links", "dns", "dns_search", "dns_opt", "expose", "cap_add", "cap_drop"):
        setattr(plan, key, [str(each) for each in service.get(key) or []])
    for key in ("privileged", "tty", "stdin_open", "build"):
        setattr(plan, key, bool(service.get(key)))
    plan.mode = str(service.get("network_mode") or "")
    plan.networks = endpoints(name, service, names)
    plan.ports = [port(each, mark) for each, mark in service["ports"].marked()] if service.get("ports") else []
    plan.extra_hosts = words.hosts(service.get("extra_hosts"))
    plan.depends_on = {other: str(how["condition"]) for other, how in (service.get("depends_on") or {}).items()}
    plan.command, plan.entrypoint = words.command(service.get("command")), words.command(service.get("entrypoint"))
    plan.environment = words.pairs(service.get("environment"))
    plan.sysctls = {key: value or "" for key, value in words.pairs(service.get("sysctls")).items()}
    plan.health = health(service)
    said = (service.get("x-dockernet") or {}).get("listen") or []
    plan.listen = [str(each) for each in (said if isinstance(said, list) else [said])]
    plan.mark = service.mark
    return plan


def containers(project: str, name: str, service: Map) -> list[str]:
    """The names of its containers."""
    count = service.get("scale")
    if count is None:
        count = (service.get("deploy") or {}).get("replicas")
    count = 1 if count is None else int(count)
    own = service.get("container_name")
    return [str(own)] if own and count == 1 else [f"{project}-{name}-{number}" for number in range(1, count + 1)]


def endpoints(name: str, service: Map, names: dict[str, str]) -> dict[str, EndpointPlan]:
    """The networks of a service, by real name."""
    joined = service.get("networks") or {}
    known = sorted(key for key in joined if key in names)  # of two with one real name, the later key counts
    return {names[key]: endpoint(name, joined[key] or {}, service, key) for key in known}


def endpoint(name: str, settings: dict[str, Any], service: Map, key: str) -> EndpointPlan:
    """How it joins one of them."""
    return EndpointPlan(
        aliases=sorted({name, *map(str, settings.get("aliases") or [])}),
        ipv4=str(settings.get("ipv4_address") or ""),
        ipv6=str(settings.get("ipv6_address") or ""),
        priority=int(settings.get("priority") or 0),
        gw_priority=int(settings.get("gw_priority") or 0),
        mac=str(settings.get("mac_address") or ""),
        options={option: str(value) for option, value in (settings.get("driver_opts") or {}).items()},
        mark=service["networks"].at(key),
    )


def port(entry: Map, mark: Any) -> PortPlan:
    """One published port."""
    target = int(entry.get("target") or 0)
    return PortPlan(
        str(entry.get("host_ip") or ""),
        str(entry.get("published", "")),
        target,
        str(entry.get("protocol") or "tcp"),
        mark,
    )


def health(service: Map) -> HealthPlan | None:
    """The health check.

    Raises
    ------
    ValueError
        When a time is none.
    """
    check = service.get("healthcheck")
    if not check:
        return None
    test = check.get("test")
    times = {key: words.seconds(check.get(key)) for key in ("interval", "timeout", "start_period")}
    return HealthPlan(
        test=["CMD-SHELL", test] if isinstance(test, str) else None if test is None else [str(word) for word in test],
        disable=bool(check.get("disable")),
        retries=None if check.get("retries") is None else int(check["retries"]),
        **times,
    )
