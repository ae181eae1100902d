"""MTUs: networks whose frames do not fit the host's way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from dockernet_sim.explain import reasons
from dockernet_sim.explain.said import say
from dockernet_sim.lint.ground import Stood
from dockernet_sim.lint.rule import Case, Fix, Suspicion, rule, with_network
from dockernet_sim.lint.rules.ways import INTERNET, members, ways
from dockernet_sim.plans.listening import HOST
from dockernet_sim.plans.plan import NetworkPlan, Plan, ServicePlan

OPTION = "com.docker.network.driver.mtu"
USUAL = 1500  # bytes: the MTU of a network that says none
HEADERS = 28  # bytes of IPv4 and ICMP before a ping's data


@rule("NET404", "mtu-above-way-out")
def mtu_above_way_out(case: Case) -> Iterator[Suspicion]:
    """Networks that lead out, each with a member that sends a full packet."""
    for network in case.plan.networks.values():
        joined = [each for each in members(case, network) if ways(case, each) == [network] and not each.mode]
        if joined and not network.external:
            size = mtu_of(case.ground.bare())
            if int(network.options.get(OPTION) or USUAL) <= size:
                continue
            text = say("lint.NET404", network=network.key, size=size)
            yield Suspicion(case.mark(network), text, partial(too_large, joined[0]), (fitting(network, size),))


def mtu_of(stood: Stood) -> int:
    """The MTU of the device that the host's default route leads to, in bytes."""
    vm = stood.lab.world.machine(HOST).host.root
    found = next((route.dev.mtu for route in vm.ip.fib.routes() if route.plen == 0 and route.dev is not None), 0)
    return int(found) or USUAL


def too_large(service: ServicePlan, stood: Stood) -> str:
    """The story of a packet as large as the container's device takes, which dies as too large."""
    container = stood.running(service)
    ns = stood.lab.world.place(container).ns
    mtu = next((route.dev.mtu for route in ns.ip.fib.routes() if route.plen == 0 and route.dev is not None), 0)
    if mtu <= mtu_of(stood):
        return ""
    found = stood.ask(container, INTERNET, size=mtu - HEADERS)
    return str(found.why) if found.why.reason == reasons.MTU else ""


def fitting(network: NetworkPlan, size: int) -> Fix:
    """The way out's MTU for the network."""

    def edit(plan: Plan) -> Plan:
        own = plan.networks[network.name]
        return with_network(plan, replace(own, options={**own.options, OPTION: str(size)}))

    return Fix(f'networks: {{{network.key}: {{driver_opts: {{{OPTION}: "{size}"}}}}}}', edit)
