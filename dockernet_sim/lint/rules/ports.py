"""Published ports: those that are not opened, those that are taken, and those that a firewall does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from dockernet_sim.check.verdict import Verdict
from dockernet_sim.explain.said import Said, listed, say
from dockernet_sim.lint.ground import Stood
from dockernet_sim.lint.rule import Case, Fix, Suspicion, rule, with_network, with_service
from dockernet_sim.plans.asking import ACCEPTED, DROPPED, OPEN, UNREACHABLE
from dockernet_sim.plans.plan import EndpointPlan, NetworkPlan, Plan, PortPlan, ServicePlan

ANY = ("", "0.0.0.0", "::")
TAKEN = re.compile(r"port is already allocated|address already in use")
HOST_MODE = ("host", "none")


def shown(port: PortPlan) -> str:
    """A port as a compose file has it."""
    address = f"{port.host_ip}:" if port.host_ip else ""
    return f"{address}{port.published}:{port.target}" + ("" if port.protocol == "tcp" else f"/{port.protocol}")


def tcp(service: ServicePlan) -> list[PortPlan]:
    """The TCP ports that a service publishes at a number of the host."""
    return [
        each
        for each in service.ports
        if each.protocol == "tcp" and each.published.isdigit() and ":" not in each.host_ip
    ]


def address_of(port: PortPlan) -> tuple[str, str]:
    """Where a published port is asked from, and at which address."""
    if port.host_ip in ANY:
        return "lan", "host"
    return "host", port.host_ip


def with_port(plan: Plan, service: ServicePlan, old: PortPlan, new: PortPlan | None) -> Plan:
    """The plan with another form of a published port, or without it."""
    ports = [new if each is old else each for each in service.ports]
    return with_service(plan, replace(plan.services[service.name], ports=[each for each in ports if each is not None]))


@rule("NET201", "published-on-internal")
def published_on_internal(case: Case) -> Iterator[Suspicion]:
    """Services with ports on internal networks only."""
    for service in case.plan.services.values():
        joined = [case.network(name) for name in service.networks]
        if joined and all(each is not None and each.internal for each in joined):
            names = listed(each.key for each in joined if each is not None)
            for port in tcp(service):
                text = say("lint.NET201", service=service.name, port=shown(port), networks=names)
                yield Suspicion(port.mark, text, partial(not_opened, service, port), (joining(service),))


def not_opened(service: ServicePlan, port: PortPlan, stood: Stood) -> str:
    """The story of a connection to a published port that nothing takes."""
    stood.running(service)
    source, address = address_of(port)
    found = stood.ask(source, f"{address}:{port.published}")
    return "" if found.word in (OPEN, ACCEPTED) else str(found.why)


def joining(service: ServicePlan) -> Fix:
    """A further network, which is not internal."""

    def edit(plan: Plan) -> Plan:
        name = f"{plan.project}_published"
        networks = {**service.networks, name: EndpointPlan(aliases=[service.name])}
        plan = with_network(plan, NetworkPlan(name, "published"))
        return with_service(plan, replace(plan.services[service.name], networks=networks))

    return Fix(say("lint.fix.published", service=service.name), edit)


@rule("NET202", "host-port-twice")
def host_port_twice(case: Case) -> Iterator[Suspicion]:
    """Every fixed port; the engine tells which it refuses."""
    for service in case.plan.services.values():
        for port in service.ports:
            if port.published.isdigit() and service.mode not in HOST_MODE:
                text = say("lint.NET202", service=service.name, port=shown(port), holder=holder(case, service, port))
                fixes = (free_port(case, service, port),)
                yield Suspicion(port.mark, text, partial(taken, service, port), fixes)


def holder(case: Case, service: ServicePlan, port: PortPlan) -> Said:
    """Who has a port already."""
    if len(service.containers) > 1:
        return say("lint.NET202.itself", count=len(service.containers), port=port.published)
    for plan in case.plans:
        for other in plan.services.values():
            if other is not service and any(
                each.published == port.published and each.protocol == port.protocol for each in other.ports
            ):
                key = "lint.NET202.other" if plan is case.plan else "lint.NET202.project"
                return say(key, other=other.name, project=plan.project, port=port.published)
            if other.mode == "host" and other is not service:
                return say("lint.NET202.host-mode", other=other.name, port=port.published)
    return say("lint.NET202.taken", port=port.published)


def taken(service: ServicePlan, port: PortPlan, stood: Stood) -> str:
    """What the engine said to a container whose port was taken."""
    for name in service.containers:
        for line in stood.refused:
            about = f"endpoint {name} " in line and re.search(rf":{port.published}(/{port.protocol})?\b", line)
            if about and TAKEN.search(line) and not stood.runs(name):
                return f"docker start {name}: {line}"
    return ""


def free_port(case: Case, service: ServicePlan, port: PortPlan) -> Fix:
    """A port of the host that nothing asks for; a range for several containers."""
    used = {each.published for plan in case.plans for other in plan.services.values() for each in other.ports}
    count = len(service.containers)
    first = next(
        number
        for number in range(int(port.published) + 1, 65000)
        if not used & set(map(str, range(number, number + count)))
    )
    new = replace(port, published=str(first) if count == 1 else f"{first}-{first + count - 1}")
    return Fix(
        f'services: {{{service.name}: {{ports: ["{shown(new)}"]}}}}', lambda plan: with_port(plan, service, port, new)
    )


@rule("NET204", "published-in-host-mode")
def published_in_host_mode(case: Case) -> Iterator[Suspicion]:
    """Services in host mode with another port outside than inside."""
    for service in case.plan.services.values():
        for port in tcp(service) if service.mode == "host" else ():
            if port.published != str(port.target):
                text = say("lint.NET204", service=service.name, port=shown(port))
                new = replace(port, published=str(port.target))
                yaml = f'services: {{{service.name}: {{ports: ["{shown(new)}"]}}}}'
                said = say("lint.fix.own-port", yaml=yaml, port=port.target)
                fix = Fix(said, lambda plan, s=service, old=port, n=new: with_port(plan, s, old, n))  # type: ignore[misc]
                yield Suspicion(port.mark, text, partial(ignored, service, port), (fix,))


def ignored(service: ServicePlan, port: PortPlan, stood: Stood) -> str:
    """The story of a connection to the published port; none where the service does not publish it."""
    plans = [each.plan for each in stood.standings if service.name in each.plan.services]
    if not any(each.published == port.published for plan in plans for each in plan.services[service.name].ports):
        return ""
    stood.running(service)
    found = stood.ask("lan", f"host:{port.published}")
    return "" if found.word in (OPEN, ACCEPTED) else str(found.why)


@rule("NET203", "firewall-bypassed")
def firewall_bypassed(case: Case) -> Iterator[Suspicion]:
    """Ports published on all addresses, where a host is given."""
    if not case.ground.given:
        return
    for service in case.plan.services.values():
        for port in tcp(service):
            if port.host_ip in ANY and service.mode not in HOST_MODE:
                text = say("lint.NET203", service=service.name, port=shown(port))
                yield Suspicion(port.mark, text, partial(bypassed, case, service, port), closed(service, port))


def bypassed(case: Case, service: ServicePlan, port: PortPlan, stood: Stood) -> str:
    """Two stories: a program of the host at this port is closed to a sender, and the container is open to it."""
    stood.running(service)
    for source in ("internet", "lan"):
        found = stood.ask(source, f"host:{port.published}")
        if found.word not in (OPEN, ACCEPTED):
            continue
        own = case.ground.listening(int(port.published), source)
        if own.word in (DROPPED, UNREACHABLE) and is_input(own):
            word = say(f"check.word.{own.word}")
            told = say("lint.NET203.program", port=port.published, word=word, source=source, rule=own.deciding)
            lines = (told, say("lint.NET203.container", source=source))
            return "\n".join([*(each.text(stood.lang) for each in lines), str(found.why)])
    return ""


def is_input(found: Verdict) -> bool:
    """Whether a rule of the filter table's INPUT, or of a chain that it calls, decided."""
    return "filter " in found.deciding and "filter FORWARD" not in found.deciding


def closed(service: ServicePlan, port: PortPlan) -> tuple[Fix, ...]:
    """The loopback alone, or a rule in the chain that Docker leaves to people."""
    new = replace(port, host_ip="127.0.0.1")
    line = f"iptables -I DOCKER-USER -p tcp -m conntrack --ctorigdstport {port.published} --ctdir ORIGINAL -j DROP"
    return (
        Fix(
            f'services: {{{service.name}: {{ports: ["{shown(new)}"]}}}}',
            lambda plan: with_port(plan, service, port, new),
        ),
        Fix(say("lint.fix.on-host", line=line), lines=(line,)),
    )
