"""Names: links that lead nowhere, and names that two projects bear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from dockernet_sim.explain import reasons
from dockernet_sim.explain.said import say
from dockernet_sim.lint.ground import Stood
from dockernet_sim.lint.rule import Case, Fix, Suspicion, rule, with_service
from dockernet_sim.plans.asking import RESOLVED
from dockernet_sim.plans.plan import EndpointPlan, Plan, ServicePlan


@rule("NET301", "link-across-networks")
def link_across_networks(case: Case) -> Iterator[Suspicion]:
    """Links between services without a common network."""
    for service in case.plan.services.values():
        for link in service.links:
            other, _, alias = link.partition(":")
            target = case.plan.services.get(other)
            if target is None or not service.networks or set(service.networks) & set(target.networks):
                continue
            text = say("lint.NET301", service=service.name, other=other, alias=alias or other)
            yield Suspicion(
                service.mark, text, partial(unresolved, service, alias or other), tuple(shared(case, service, target))
            )


def unresolved(service: ServicePlan, name: str, stood: Stood) -> str:
    """The story of a look-up without an answer."""
    found = stood.ask(stood.running(service), name, name=True)
    return "" if found.word == RESOLVED else str(found.why)


def shared(case: Case, service: ServicePlan, target: ServicePlan) -> Iterator[Fix]:
    """The linked service on a network of the linking one."""
    for name in service.networks if target.networks else ():
        network = case.network(name)
        if network is not None:

            def edit(plan: Plan, name: str = name) -> Plan:
                networks = {**target.networks, name: EndpointPlan(aliases=[target.name])}
                return with_service(plan, replace(plan.services[target.name], networks=networks))

            yield Fix(f"services: {{{target.name}: {{networks: [..., {network.key}]}}}}", edit)


@rule("NET302", "alias-in-two-projects")
def alias_in_two_projects(case: Case) -> Iterator[Suspicion]:
    """Names on external networks that another project's service bears, too."""
    for service in case.plan.services.values():
        for name, endpoint in service.networks.items():
            for other, rival in bearers(case, name, endpoint):
                alias = next(each for each in endpoint.aliases if each in rival.networks[name].aliases)
                network = case.network(name)
                key = network.key if network is not None else name
                owners = {"service": service.name, "rival": rival.name, "project": other.project}
                text = say("lint.NET302", alias=alias, network=key, **owners)
                fix = renamed(case.plan, service, alias)
                yield Suspicion(endpoint.mark, text, partial(ambiguous, service, alias), (fix,))


def bearers(case: Case, network: str, endpoint: EndpointPlan) -> Iterator[tuple[Plan, ServicePlan]]:
    """Services of other projects that bear one of the names on a network."""
    for plan in case.others:
        for service in plan.services.values():
            there = service.networks.get(network)
            if there is not None and set(there.aliases) & set(endpoint.aliases):
                yield plan, service


def ambiguous(service: ServicePlan, name: str, stood: Stood) -> str:
    """The story of a look-up that leads to several containers."""
    found = stood.ask(stood.running(service), name, name=True)
    return str(found.why) if found.why.reason == reasons.NAME_SHARED else ""


def renamed(plan: Plan, service: ServicePlan, alias: str) -> Fix:
    """Another name for the service."""
    new = f"{plan.project}-{alias}"

    def edit(plan: Plan) -> Plan:
        networks = {
            name: replace(endpoint, aliases=[new if each == alias else each for each in endpoint.aliases])
            for name, endpoint in service.networks.items()
        }
        return with_service(plan, replace(plan.services[service.name], networks=networks))

    what = "service" if alias == service.name else "alias"
    return Fix(say(f"lint.fix.rename-{what}", old=alias, new=new), edit)
