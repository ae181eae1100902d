"""What a plan asks for that the model does not have:
which answers stay *unknown* by it, and which do not depend on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dockernet_sim.plans.asking import Wanted
from dockernet_sim.plans.plan import NetworkPlan, Plan, ServicePlan

MODELLED = frozenset(("", "default", "bridge", "host", "null", "none"))
OWN = frozenset(("host", "loopback", "internet"))
OUTSIDE = frozenset(("host", "lan", "internet"))


def unmodelled(network: NetworkPlan) -> str:
    """Why nothing is told of a network; empty where it is modelled."""
    if network.driver not in MODELLED:
        return f"the {network.driver} driver of network {network.name} is not modelled"
    if network.enable_ipv4 is False:
        return f"network {network.name} has no IPv4, and IPv6 is not modelled"
    return ""


def has_ipv6(network: NetworkPlan) -> bool:
    """Whether a network has IPv6 beside IPv4."""
    return bool(network.enable_ipv6) or any(":" in pool.subnet for pool in network.subnets)


def told(plan: Plan) -> list[str]:
    """A sentence for each part of a plan that keeps answers unknown."""
    found = list(filter(None, map(unmodelled, plan.networks.values())))
    for network in plan.networks.values():
        if has_ipv6(network) and not unmodelled(network):
            found.append(f"IPv6 of network {network.name} is not modelled: names may lead to IPv6 addresses first")
    return found


class Unknown:
    """Which questions of a project have no answer.

    Parameters
    ----------
    plan : Plan
        The project.

    Attributes
    ----------
    networks : dict
        Reasons by real name, of networks of which nothing is told.
    containers : dict
        Reasons by name, of containers on such networks, of those that share their namespace, and of those that the
        engine could not make because the model lacks something.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.networks = {name: why for name, each in plan.networks.items() if (why := unmodelled(each))}
        self.six = {
            name: f"IPv6 of network {name} is not modelled, and names may lead there first"
            for name, each in plan.networks.items()
            if has_ipv6(each) and name not in self.networks
        }
        self.containers: dict[str, str] = {}
        self._spread()

    def add_network(self, name: str, why: str) -> None:
        """The engine could not make a network because the model lacks something."""
        self.networks[name] = why
        self._spread()

    def add_container(self, name: str, why: str) -> None:
        """The engine could not make a container because the model lacks something."""
        self.containers.setdefault(name, why)

    def _spread(self) -> None:
        """From networks to containers, and on to those that share a namespace."""
        for _ in self.plan.services:
            for service in self.plan.services.values():
                why = self._why(service)
                for name in service.containers if why else ():
                    self.containers.setdefault(name, why)

    def _why(self, service: ServicePlan) -> str:
        owner = self.plan.services.get(service.mode.removeprefix("service:")) if ":" in service.mode else None
        if owner is not None and owner.containers:
            return self.containers.get(owner.containers[0], "")
        return next((self.networks[name] for name in service.networks if name in self.networks), "")

    # -- what can be made -----------------------------------------------------------
    def known(self) -> Plan:
        """The part of the plan that can be made: no network of which nothing is told, no IPv6."""
        services = {}
        for name, service in self.plan.services.items():
            joined = {each: how for each, how in service.networks.items() if each not in self.networks}
            lost = self._why(service)
            if lost and (not joined or service.mode):
                continue
            if any(":" in how.ipv6 for how in joined.values()):
                joined = {each: replace(how, ipv6="") for each, how in joined.items()}
            services[name] = replace(service, networks=joined)
        networks = {name: four(each) for name, each in self.plan.networks.items() if name not in self.networks}
        return replace(self.plan, services=services, networks=networks)

    def lost(self) -> Iterator[tuple[str, ServicePlan, list[str]]]:
        """Containers with the networks on which they cannot be asked for."""
        for service in self.plan.services.values():
            for name in service.containers if self._why(service) else ():
                yield name, service, [each for each in service.networks if each in self.networks]

    # -- questions ------------------------------------------------------------------
    def why(self, wanted: Wanted) -> str:
        """Why a question has no answer; empty where it has one."""
        if not self.containers and not self.six:
            return ""
        mine = self.containers.get(wanted.source, "")
        if wanted.name:
            return self._name(wanted, mine)
        if wanted.net in self.networks:
            return self.networks[wanted.net]
        if wanted.to in OWN:
            return mine or self._port(wanted)
        if mine and wanted.net not in self._joined(wanted.source):
            return mine  # the way there leads over a default route that nobody knows
        return "" if wanted.to not in self.containers or self._joined(wanted.to) else self.containers[wanted.to]

    def _joined(self, container: str) -> set[str]:
        service = self._service(container)
        return set(service.networks) - set(self.networks) if service is not None else set()

    def _service(self, container: str) -> ServicePlan | None:
        return next((each for each in self.plan.services.values() if container in each.containers), None)

    def _name(self, wanted: Wanted, mine: str) -> str:
        """Look-ups: unknown where the name could be one of an unmodelled network that the asker is on,
        or leads to IPv6."""
        asker = self._service(wanted.source)
        if asker is None or (mine and not asker.networks):
            return mine
        bearers = [each for each in self.plan.services.values() if bears(each, wanted.name)]
        for network in asker.networks:
            if any(network in each.networks for each in bearers):
                if network in self.networks or network in self.six:
                    return self.networks.get(network) or self.six[network]
        shared = any(set(each.networks) & set(asker.networks) for each in bearers)
        return mine if mine and not shared else ""

    def _port(self, wanted: Wanted) -> str:
        """Ports of the host that only a container of which nothing is told publishes, or would."""
        for name in self.containers:
            service = self._service(name)
            if service and wanted.port and any(port.published == str(wanted.port) for port in service.ports):
                return self.containers[name]
        return ""


def bears(service: ServicePlan, name: str) -> bool:
    """Whether a service's containers are called so on one of its networks."""
    aliases = {alias for endpoint in service.networks.values() for alias in endpoint.aliases}
    return name in {service.name, *service.containers, *aliases} or name.partition(".")[0] == service.name


def four(network: NetworkPlan) -> NetworkPlan:
    """A network without its IPv6."""
    if not has_ipv6(network):
        return network
    return replace(network, enable_ipv6=None, subnets=[pool for pool in network.subnets if ":" not in pool.subnet])
