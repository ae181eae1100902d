"""The questions of a project: each container asks for every name, address and port in it,
the host's ports and the internet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from dockernet_sim.plans.asking import NOBODY, UNKNOWN, Heard, Wanted, ask_all
from dockernet_sim.plans.listening import Listening, assumed
from dockernet_sim.plans.plan import Plan, ServicePlan
from dockernet_sim.plans.unknown import Unknown
from dockernet_sim.reach.facts import ContainerFacts, Facts
from dockernet_sim.reach.live import internet_address, of
from dockernet_sim.wire.address import LOOPBACK, ip_text, is_loopback
from dockernet_sim.world.world import World

OUTSIDE = "example.com"
HOST, LAN, INTERNET = "host", "lan", "internet"


class Project:
    """A project that runs in a world, and what can be asked of it."""

    def __init__(
        self,
        world: World,
        plan: Plan,
        listening: Mapping[str, Listening] | None = None,
        unknown: Unknown | None = None,
    ) -> None:
        self.world = world
        self.plan = plan
        self.facts: Facts = of(world)
        own = {name for service in plan.services.values() for name in service.containers}
        self.containers = [each for each in self.facts.running if each.name in own]
        self.listening_on = listening or {}
        self.unknown = unknown or Unknown(plan)
        running = {each.name for each in self.containers}
        self.lost = [each for each in self.unknown.lost() if each[0] not in running]
        self.address = self.facts.hosts[0].address

    def rows(self, only: Callable[[Wanted], bool] | None = None) -> list[dict[str, Any]]:
        """All questions with their answers, as plain rows; or those that `only` says yes to."""
        questions = [(wanted, self.unknown.why(wanted)) for wanted in self.questions() if only is None or only(wanted)]
        heard = iter(ask_all(self.world, [wanted for wanted, why in questions if not why]))
        return [
            wanted.row(UNKNOWN, [], f"unknown, because {why}") if why else self.row(*next(heard))
            for wanted, why in questions
        ]

    def questions(self) -> Iterator[Wanted]:
        """All questions, sender by sender."""
        names = sorted(self.names())
        for source in (*(each.name for each in self.containers), *(each[0] for each in self.lost)):
            yield from (Wanted(source, "name", name) for name in names)
            yield from self.by_name(source)
            yield from self.by_address(source)
            yield from self.outside(source)
        for source in (HOST, LAN):
            yield from self.by_address(source)
            yield from self.outside(source)

    def names(self) -> set[str]:
        """Every name that means something in the project, and one of the internet."""
        found = {OUTSIDE}
        for service in self.plan.services.values():
            found |= {service.name, *service.containers}
            found |= {alias for endpoint in service.networks.values() for alias in endpoint.aliases}
            found |= {link.partition(":")[2] or link for link in service.links + service.external_links}
            found |= {line.partition("=")[0] for line in service.extra_hosts}
            found |= {f"{service.name}.{network}" for network in service.networks or [service.mode]}
        return found

    def by_name(self, source: str) -> Iterator[Wanted]:
        """Services, by the names that people type."""
        for service in self.plan.services.values():
            yield Wanted(source, "ping", service.name)
            for port in (*self.listened(service.name), NOBODY):
                yield Wanted(source, "tcp", service.name, port=port)

    def by_address(self, source: str) -> Iterator[Wanted]:
        """Containers, by each of their addresses."""
        for target in self.containers:
            for endpoint in target.endpoints:
                place = {"to": target.name, "net": endpoint.network.name, "address": endpoint.address}
                yield Wanted(source, "ping", **place)  # type: ignore[arg-type]
                for port in (*self.listening(target), NOBODY):
                    yield Wanted(source, "tcp", **place, port=port)  # type: ignore[arg-type]

        for name, service, networks in self.unknown.lost():
            for network in networks:
                yield Wanted(source, "ping", to=name, net=network)
                for port in (*ports_of(service), NOBODY):
                    yield Wanted(source, "tcp", to=name, net=network, port=port)

    def outside(self, source: str) -> Iterator[Wanted]:
        """The host, its ports, gateways and the internet."""
        yield Wanted(source, "ping", to=HOST, address=self.address)
        yield Wanted(source, "ping", to=INTERNET, address=internet_address(self.world))
        yield Wanted(source, "tcp", to=INTERNET, address=internet_address(self.world), port=80)
        for network in self.facts.networks:
            if network.name in self.plan.networks and network.bridge_address:
                yield Wanted(source, "ping", to=f"gateway@{network.name}", address=network.bridge_address)
        for port in self.host_ports():
            yield Wanted(source, "tcp", to=HOST, address=self.address, port=port)
            if source != LAN:
                yield Wanted(source, "tcp", to="loopback", address=LOOPBACK, port=port)

    def host_ports(self) -> list[int]:
        """The ports of the host that the project names, and those that the engine chose for it."""
        named = {
            int(port.published)
            for service in self.plan.services.values()
            for port in service.ports
            if port.published.isdigit()
        }
        return sorted(
            named
            | {each.host_port for container in self.containers for each in container.published if each.proto == "tcp"}
        )

    def listened(self, service: str) -> list[int]:
        """The ports on which a service's containers listen."""
        own = set(self.plan.services[service].containers)
        lost = [service for name, service, _ in self.lost if name in own]
        heard = {port for each in self.containers if each.name in own for port in self.listening(each)}
        return sorted(heard | {port for each in lost for port in ports_of(each)})

    def listening(self, container: ContainerFacts) -> list[int]:
        """The TCP ports on which a container's namespace listens, other than to itself."""
        return self._listening[container.name]

    @cached_property
    def _listening(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for each in self.containers:
            known = self.world.containers_called(each.name)  # else it has ended meanwhile
            listeners = self.world.place(each.name).ns.sockets.listeners() if known else []
            found[each.name] = sorted({each.port for each in listeners if not is_loopback(each.ip)})
        return found

    def row(self, wanted: Wanted, heard: Heard) -> dict[str, Any]:
        """One question with its answer."""
        answer = sorted({self.called(address) for address in heard.addresses})
        return wanted.row(heard.verdict, answer, heard.why or self.supposed(wanted))

    def supposed(self, wanted: Wanted) -> str:
        """What is assumed of the listener that the answer rests on; empty where all is known."""
        if wanted.ask != "tcp" or wanted.port == NOBODY:
            return ""
        for name, each in self.listening_on.items():
            own = self.plan.services[name].containers
            if wanted.name == name or wanted.to in own:
                return str(each)
        return ""

    def called(self, address: int) -> str:
        """What an address is called: ``container@network``, ``host``, ``internet``, or the bare address."""
        for container, endpoint in self.facts.endpoints():
            if endpoint.address == address:
                return f"{container.name}@{endpoint.network.name}"
        for own, network in self.facts.host_addresses[self.facts.hosts[0].name].items():
            if own == address:
                return HOST if network is None else f"gateway@{network.name}"
        return INTERNET if address == internet_address(self.world) else ip_text(address)


def ports_of(service: ServicePlan) -> list[int]:
    """The TCP ports that the file lets us think of."""
    return sorted({int(text.partition("/")[0]) for text in assumed(service) if not text.endswith("/udp")})
