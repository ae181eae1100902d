"""Ways out: gateways that the order of names chooses, and internal networks whose members get out by another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from dockernet_sim.explain.said import Said, listed, say
from dockernet_sim.lint.ground import LIMIT, Stood
from dockernet_sim.lint.rule import Case, Edit, Fix, Suspicion, both, rule, with_service
from dockernet_sim.plans.asking import OPEN
from dockernet_sim.plans.listening import HOST
from dockernet_sim.plans.plan import NetworkPlan, Plan, ServicePlan
from dockernet_sim.plans.unknown import unmodelled
from dockernet_sim.reach.live import of
from dockernet_sim.wire.address import ip_text

INTERNET = "internet"
LARGE = 1472  # bytes of data: a full frame of an Ethernet


def ways(case: Case, service: ServicePlan) -> list[NetworkPlan]:
    """The networks of a service that lead out."""
    found = [case.network(name) for name in service.networks]
    return [each for each in found if each is not None and not each.internal and not unmodelled(each)]


@rule("NET401", "gateway-by-name-order")
def gateway_by_name_order(case: Case) -> Iterator[Suspicion]:
    """Services on networks with different options, without gw_priority."""
    for service in case.plan.services.values():
        out = ways(case, service)
        chosen = {endpoint.gw_priority for endpoint in service.networks.values()}
        if len(out) > 1 and len(chosen) == 1 and any(each.options != out[0].options for each in out):
            names = both([each.key for each in out])
            text = say("lint.NET401", service=service.name, networks=names)
            mark = service.networks[out[-1].name].mark
            fixes = tuple(fix for each in out for fix in preferred(case, service, each))
            yield Suspicion(mark, text, partial(differs, service, tuple(out)), fixes)


def differs(service: ServicePlan, out: tuple[NetworkPlan, ...], stood: Stood) -> str:
    """The stories of packets by the gateway that was chosen and by another one, where more arrives by the other."""
    name = stood.running(service)
    now = outcome(stood, name)
    for network in out:
        other = by_gateway(stood, name, network)
        if other is not None and sum(outcome(other, name)) > sum(now):
            by_other = say("lint.NET401.other", network=network.key, outcome=told(outcome(other, name)))
            return "\n".join(
                [
                    say("lint.NET401.now", outcome=told(now)).text(stood.lang),
                    str(stood.ask(name, INTERNET, size=LARGE).why),
                    by_other.text(stood.lang),
                ]
            )
    return ""


def told(found: tuple[bool, bool]) -> Said:
    """An outcome in words."""
    small, large = (say("lint.NET401.answered" if each else "lint.NET401.not-answered") for each in found)
    return say("lint.NET401.outcome", target=INTERNET, small=small, size=LARGE, large=large)


def outcome(stood: Stood, container: str) -> tuple[bool, bool]:
    """Whether a small and a large packet to the internet are answered."""
    return stood.ask(container, INTERNET).word == OPEN, stood.ask(container, INTERNET, size=LARGE).word == OPEN


def by_gateway(stood: Stood, container: str, network: NetworkPlan) -> Stood | None:
    """The same lab once more, with another default route in a container."""
    facts = of(stood.lab.world)
    made = next((each for each in facts.networks if each.name == network.name), None)
    if made is None or not made.bridge_address:
        return None
    lab = stood.lab.copy()
    inside = f"nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {container}) -n"
    done = lab.world.run_line(HOST, f"{inside} ip route replace default via {ip_text(made.bridge_address)}", LIMIT)
    return None if done.exit else Stood(lab, stood.standings, stood.host, stood.lang)


def preferred(case: Case, service: ServicePlan, network: NetworkPlan) -> Iterator[Fix]:
    """``gw_priority`` (Docker 28 and later), or a name that stands first."""

    def weighed(plan: Plan) -> Plan:
        endpoint = replace(service.networks[network.name], gw_priority=1)
        return with_service(
            plan, replace(plan.services[service.name], networks={**service.networks, network.name: endpoint})
        )

    yield Fix(f"services: {{{service.name}: {{networks: {{{network.key}: {{gw_priority: 1}}}}}}}}", weighed)
    if not network.external:
        yield Fix(f"networks: {{{network.key}: {{name: a0-{network.name}}}}}", named_first(network))


def named_first(network: NetworkPlan) -> Edit:
    """The plan with another real name of a network, before the others."""

    def edit(plan: Plan) -> Plan:
        new = f"a0-{network.name}"
        networks = {
            new if name == network.name else name: replace(each, name=new) if name == network.name else each
            for name, each in plan.networks.items()
        }
        plan = replace(plan, networks=networks)
        for each in plan.services.values():
            joined = {new if name == network.name else name: end for name, end in each.networks.items()}
            plan = with_service(plan, replace(each, networks=joined))
        return plan

    return edit


# -- internal networks -------------------------------------------------------------
def members(case: Case, network: NetworkPlan) -> list[ServicePlan]:
    """The services on a network."""
    return [each for each in case.plan.services.values() if network.name in each.networks]


def gets_out(service: ServicePlan, stood: Stood) -> str:
    """The story of a packet to the internet that is answered; empty where it is not."""
    found = stood.ask(stood.running(service), INTERNET)
    return str(found.why) if found.word == OPEN else ""


def kept_in(service: ServicePlan, case: Case) -> Fix:
    """The service on its internal networks only."""
    inner = {
        name: end
        for name, end in service.networks.items()
        if (network := case.network(name)) is not None and network.internal
    }
    keys = ", ".join(network.key for name in inner if (network := case.network(name)) is not None)

    def edit(plan: Plan) -> Plan:
        return with_service(plan, replace(plan.services[service.name], networks=inner))

    return Fix(f"services: {{{service.name}: {{networks: [{keys}]}}}}", edit)


@rule("NET402", "internal-without-effect")
def internal_without_effect(case: Case) -> Iterator[Suspicion]:
    """Internal networks without a member that is on nothing else."""
    for network in case.plan.networks.values():
        joined = members(case, network)
        if network.internal and not network.external and joined and all(ways(case, each) for each in joined):
            names = listed(each.name for each in joined)
            text = say("lint.NET402", network=network.key, names=names)
            fixes = tuple(kept_in(each, case) for each in joined if not each.ports)
            yield Suspicion(case.mark(network), text, partial(all_out, tuple(joined)), fixes)


def all_out(joined: tuple[ServicePlan, ...], stood: Stood) -> str:
    """The story of the first, where all get out."""
    stories = [gets_out(each, stood) for each in joined]
    return stories[0] if all(stories) else ""


@rule("NET403", "dual-homed-on-internal", usual=False)
def dual_homed_on_internal(case: Case) -> Iterator[Suspicion]:
    """Members of internal networks with a way out."""
    for service in case.plan.services.values():
        inner = [each for name in service.networks if (each := case.network(name)) is not None and each.internal]
        out = ways(case, service)
        if inner and out:
            keys = listed(each.key for each in out)
            text = say("lint.NET403", service=service.name, network=inner[0].key, networks=keys)
            mark = service.networks[inner[0].name].mark
            yield Suspicion(mark, text, partial(gets_out, service), (kept_in(service, case),))
