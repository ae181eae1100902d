"""Subnets: those that cover what the host reaches otherwise, those that cover each other, and those that are full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from dockernet_sim.explain import reasons
from dockernet_sim.explain.said import listed, say
from dockernet_sim.lint.ground import Stood, Subnet, free_subnet, subnets_of
from dockernet_sim.lint.rule import Case, Fix, Suspicion, Unasked, both, rule, with_network, with_service
from dockernet_sim.plans.plan import NetworkPlan, Plan, PoolPlan, ServicePlan
from dockernet_sim.reach.live import of
from dockernet_sim.wire.address import ip_text

FULL_POOLS = re.compile(
    r"could not find an available, non-overlapping IPv4|predefined address pools have been fully subnetted"
)
FULL_SUBNET = "no available IPv4 addresses on this network's address pools: {} "
OVERLAPS = re.compile(r"Pool overlaps with other one on this address space")


def own(case: Case) -> list[NetworkPlan]:
    """The networks that the project makes."""
    return [each for each in case.plan.networks.values() if not each.external]


def used(case: Case) -> list[Subnet]:
    """All subnets that are spoken for, Docker's own pools among them."""
    spoken = [Subnet("172.16.0.0/12"), Subnet("192.168.0.0/16"), *case.ground.taken()]
    return [*spoken, *(subnet for _, subnet in subnets_of(case.plans))]


def moved(case: Case, network: NetworkPlan, plen: int = 24) -> Fix:
    """Another subnet for a network; fixed addresses in the old one are taken back."""
    number = [each.name for each in own(case)].index(network.name)  # fixes of several networks do not clash
    subnet = free_subnet(used(case), plen, number)

    def edit(plan: Plan) -> Plan:
        plan = with_network(plan, replace(plan.networks[network.name], subnets=[PoolPlan(subnet)]))
        for service in plan.services.values():
            if network.name in service.networks:
                endpoint = replace(service.networks[network.name], ipv4="")
                plan = with_service(plan, replace(service, networks={**service.networks, network.name: endpoint}))
        return plan

    return Fix(f"networks: {{{network.key}: {{ipam: {{config: [{{subnet: {subnet}}}]}}}}}}", edit)


@rule("NET101", "subnet-overlaps-route")
def subnet_overlaps_route(case: Case) -> Iterator[Suspicion]:
    """The subnets that networks get, asked or not, beside the host's routes."""
    for network in own(case):
        for route in case.ground.taken():
            text = say("lint.NET101", network=network.key, route=route)
            yield Suspicion(case.mark(network), text, partial(shadowed, case, network, route), (moved(case, network),))


def shadowed(case: Case, network: NetworkPlan, route: Subnet, stood: Stood) -> str:
    """The story of a packet to an address of the route that ends on the network's bridge."""
    facts = of(stood.lab.world)
    made = next((each for each in facts.networks if each.name == network.name), None)
    if made is None or not made.subnet or not Subnet(str(made.subnet)).overlaps(route):
        return ""
    subnet = Subnet(str(made.subnet))
    inner = route if route.prefixlen > subnet.prefixlen else subnet
    taken = {ip_text(end.address) for _, end in facts.endpoints()} | {ip_text(made.bridge_address)}
    address = next(str(each) for each in reversed(list(inner.hosts())[-32:]) if str(each) not in taken)
    members = [
        name
        for each in case.plan.services.values()
        if network.name in each.networks
        for name in each.containers
        if stood.runs(name)
    ]
    for source in ("host", *members[:1]):
        found = stood.ask(source, address)
        if found.why.reason in (reasons.OVERLAP, reasons.ARP_UNANSWERED):
            return str(found.why)
    return ""


@rule("NET102", "subnets-overlap")
def subnets_overlap(case: Case) -> Iterator[Suspicion]:
    """Networks with a subnet that the engine refuses."""
    for network in own(case):
        mine = [subnet for name, subnet in subnets_of([case.plan]) if name == network.name]
        if mine:
            others = [
                (name, each)
                for name, each in subnets_of(case.plans)
                if name != network.name and any(each.overlaps(one) for one in mine)
            ]
            there = [f"{name} ({each})" for name, each in others]
            beside = both(there) if there else say("lint.NET102.there")
            text = say("lint.NET102", network=network.key, mine=listed(mine), others=beside)
            yield Suspicion(case.mark(network), text, partial(not_made, network, OVERLAPS), (moved(case, network),))


def not_made(network: NetworkPlan, said: re.Pattern[str], stood: Stood) -> str:
    """What the engine said when it did not make a network."""
    lines = [line for line in stood.refused if said.search(line)]
    if not lines or stood.exists(network.name):
        return ""
    if stood.lacks(network.name):
        raise Unasked(stood.lacks(network.name))
    return f"docker network create {network.name}: {lines[0]}"


@rule("NET103", "pool-exhausted")
def pool_exhausted(case: Case) -> Iterator[Suspicion]:
    """Networks without a subnet, and the members of all."""
    for network in own(case):
        if not any("." in pool.subnet for pool in network.subnets):
            text = say("lint.NET103.pools", network=network.key)
            yield Suspicion(case.mark(network), text, partial(not_made, network, FULL_POOLS), (moved(case, network),))
    for service in case.plan.services.values():
        for name in service.networks:
            joined = case.plan.networks.get(name)
            if joined is not None and joined.subnets:
                text = say("lint.NET103.addresses", network=joined.key, service=service.name)
                fix = roomier(case, joined)
                yield Suspicion(case.mark(joined), text, partial(no_address, name, service), (fix,))


def roomier(case: Case, network: NetworkPlan) -> Fix:
    """The whole subnet in place of a range of it, or a larger one."""
    pool = network.subnets[0]
    if not pool.ip_range:
        return moved(case, network)

    def edit(plan: Plan) -> Plan:
        return with_network(plan, replace(plan.networks[network.name], subnets=[replace(pool, ip_range="")]))

    yaml = f"networks: {{{network.key}: {{ipam: {{config: [{{subnet: {pool.subnet}}}]}}}}}}"
    return Fix(say("lint.fix.no-range", yaml=yaml), edit)


def no_address(network: str, service: ServicePlan, stood: Stood) -> str:
    """What the engine said to a container for which there was no address."""
    said = next((line for line in stood.refused if FULL_SUBNET.format(network) in f"{line} "), "")
    lost = next((name for name in service.containers if not stood.runs(name)), "")
    return f"docker start {lost}: {said}" if said and lost else ""
