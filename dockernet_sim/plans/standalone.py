"""The containers that run in a world as a plan, one service each:
for questions about labs that no compose file made."""

from __future__ import annotations

from dockernet_sim.plans.plan import EndpointPlan, NetworkPlan, Plan, PortPlan, ServicePlan
from dockernet_sim.reach import ContainerFacts, Facts
from dockernet_sim.reach.live import of
from dockernet_sim.wire.address import ip_text
from dockernet_sim.world.world import World


def plan_of(world: World, project: str = "lab") -> Plan:
    """The plan of what runs.

    Parameters
    ----------
    world : World
        Whose containers are meant.
    project : str
        What the plan is called.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("docker run -d --name web -p 8080:80 nginx").exit
    0
    >>> plan_of(lab.world).services["web"].ports[0].published
    '8080'
    """
    facts: Facts = of(world)
    services = {each.name: service(each) for each in facts.running}
    networks = {
        each.name: NetworkPlan(each.name, each.name, each.driver, internal=each.internal)
        for each in facts.networks
        if any(each.name in made.networks for made in services.values())
    }
    return Plan(project, services, networks)


def service(container: ContainerFacts) -> ServicePlan:
    """One container."""
    joined = {
        each.network.name: EndpointPlan(aliases=sorted({container.name, *each.aliases})) for each in container.endpoints
    }
    ports = [
        PortPlan(ip_text(each.host_ip) if each.host_ip else "", str(each.host_port), each.port, each.proto)
        for each in container.published
    ]
    mode = "" if joined else container.mode
    links = [f"{name}:{alias}" for alias, name in container.links]
    return ServicePlan(
        container.name, [container.name], mode=mode, networks=joined, ports=ports, external_links=links,
        hostname=container.hostname,
    )  # fmt: skip
