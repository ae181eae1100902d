"""The host on which projects are stood up: its release, what stands there first, and routes that are given."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from dockernet_sim.check.verdict import Verdict, ask
from dockernet_sim.explain.said import say
from dockernet_sim.lint.rule import LintError, Unasked
from dockernet_sim.plans.errors import PlanError
from dockernet_sim.plans.hosts.outside import server
from dockernet_sim.plans.listening import HOST
from dockernet_sim.plans.plan import Plan, ServicePlan
from dockernet_sim.plans.standing import Standing, stand

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab
    from dockernet_sim.plans.hosts.standing import HostLab

LIMIT = 60.0
DOCKERS = re.compile(r"docker0|docker_gwbridge|br-[0-9a-f]{12}")
Subnet = ipaddress.IPv4Network


@dataclass
class Stood:
    """Projects that stand in a lab, and what can be asked of it."""

    lab: Lab
    standings: tuple[Standing, ...]
    host: HostLab | None = None
    lang: str = "en"
    known: dict[tuple[str, str, bool, int], Verdict] = field(default_factory=dict)

    @property
    def refused(self) -> list[str]:
        """What the engine refused."""
        return [line for each in self.standings for line in each.refused]

    def ask(self, source: str, target: str, name: bool = False, size: int = 56) -> Verdict:
        """One question to the packets."""
        key = source, target, name, size
        if key not in self.known:
            self.known[key] = ask(self.lab, source, target, self.host, name=name, size=size, lang=self.lang)
        return self.known[key]

    def runs(self, container: str) -> bool:
        """Whether a container runs."""
        return bool(self.lab.world.containers_called(container))

    def running(self, service: ServicePlan) -> str:
        """A container of a service that runs; Unasked without one."""
        for each in service.containers:
            if self.runs(each):
                return each
        raise Unasked(next(iter(self.unknown(service)), say("lint.not-running", service=service.name).text(self.lang)))

    def unknown(self, service: ServicePlan) -> list[str]:
        """What of a service the model does not have."""
        told = [each.unknown.containers.get(name, "") for each in self.standings for name in service.containers]
        return [each for each in told if each]

    def exists(self, network: str) -> bool:
        """Whether the engine made a network."""
        return not self.lab.world.run_line(HOST, f"docker network inspect {network}", LIMIT).exit

    def lacks(self, network: str) -> str:
        """Why a network is not there, where the model lacks something."""
        return next((each.unknown.networks[network] for each in self.standings if network in each.unknown.networks), "")


@dataclass
class Ground:
    """A host before the projects.

    Parameters
    ----------
    base : callable
        Makes a fresh lab with what stands there first, and the dump that it was made from, if any.
    routes : iterable of str
        Further subnets that the host reaches over a device of its own, as a VPN's: ``10.8.0.0/16``.
    mtu : int
        The MTU of the host's way out in bytes; 0 leaves it as it is.
    given : bool
        Whether a host is given at all, or the lab's own stands for any.
    lang : str
        The language of stories: ``en`` or ``zh``.
    """

    base: Callable[[], tuple[Lab, HostLab | None]]
    routes: tuple[str, ...] = ()
    mtu: int = 0
    given: bool = False
    lang: str = "en"
    _stood: dict[tuple[int, ...], Stood] = field(default_factory=dict)
    _kept: list[tuple[Plan, ...]] = field(default_factory=list)

    def bare(self) -> Stood:
        """The host with no project."""
        return self.stand(())

    def stand(self, plans: tuple[Plan, ...], lines: Iterable[str] = ()) -> Stood:
        """Projects on the host; those that were asked for before are the same ones."""
        key = tuple(map(id, plans))
        if key in self._stood and not lines:
            return self._stood[key]
        lab, host = self.base()
        self._furnish(lab)
        standings = tuple(self._stand(lab, each) for each in plans)
        for line in lines:
            lab.world.run_line(HOST, line, LIMIT)
        stood = Stood(lab, standings, host, self.lang)
        if not lines:
            self._kept.append(plans)  # so that no other plan gets its id
            self._stood[key] = stood
        return stood

    def _stand(self, lab: Lab, plan: Plan) -> Standing:
        for network in plan.networks.values():
            if network.external:
                lab.world.run_line(HOST, f"docker network create {network.name}", LIMIT)
        try:
            return stand(lab.world, plan)
        except PlanError as error:
            raise LintError(str(error)) from None

    def _furnish(self, lab: Lab) -> None:
        lines = []
        if self.mtu:
            lines.append(f"ip link set {self.way_out(lab)} mtu {self.mtu}")
        if self.routes:
            lines += [
                "ip netns add beyond",
                "ip link add vpn0 type veth peer name eth0 netns beyond",
                "ip link set vpn0 up",
            ]
            lines += [
                "ip netns exec beyond ip link set eth0 up",
                *(f"ip route add {each} dev vpn0" for each in self.routes),
            ]
        for line in lines:
            lab.world.run_line(HOST, line, LIMIT)

    @staticmethod
    def way_out(lab: Lab) -> str:
        """The device of the host's default route."""
        vm = lab.world.machine(HOST).host.root
        found = next((route.dev.name for route in vm.ip.fib.routes() if route.plen == 0 and route.dev is not None), "")
        return found or "eth0"

    def taken(self) -> list[Subnet]:
        """The subnets that the host's own routes lead to, without Docker's."""
        stood = self.bare()
        vm = stood.lab.world.machine(HOST).host.root
        own = {each.name for each in vm.devices.values() if DOCKERS.fullmatch(each.name)}
        return [
            Subnet(str(route).split()[0], strict=False)
            for route in vm.ip.fib.routes()
            if route.plen and route.dev is not None and route.dev.name not in own and str(route)[:1].isdigit()
        ]

    def listening(self, port: int, source: str) -> Verdict:
        """What `source` meets at a port of the host on which a program of the host listens, without any project."""
        lab, host = self.base()
        self._furnish(lab)
        lab.world.start_task(server(port), HOST)
        lab.world.run_until(lab.world.clock.now + 0.1)
        return ask(lab, source, f"host:{port}", host, lang=self.lang)


def free_subnet(used: Iterable[Subnet], plen: int = 24, number: int = 0) -> str:
    """A subnet of that length in 10.64.0.0/10 that none of others touches: the first, or one so many further on.

    >>> free_subnet([Subnet("10.64.0.0/23")]), free_subnet([], number=2)
    ('10.64.2.0/24', '10.64.2.0/24')
    """
    used = list(used)
    free = (each for each in Subnet("10.64.0.0/10").subnets(new_prefix=plen) if not any(map(each.overlaps, used)))
    return str(next(islice(free, number, None)))


def subnets_of(plans: Iterable[Plan]) -> list[tuple[str, Subnet]]:
    """The IPv4 subnets that plans ask for, each with its network's name; those that are none are left out."""
    found = []
    for plan in plans:
        for network in plan.networks.values():
            for pool in network.subnets:
                if "." in pool.subnet and not network.external:
                    try:
                        found.append((network.name, Subnet(pool.subnet, strict=False)))
                    except ValueError:
                        continue
    return found
