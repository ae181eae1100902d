"""On which ports a project's containers listen:
known from the image catalogue, said in the file, or assumed from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dockernet_sim.plans.plan import Plan, ServicePlan
from dockernet_sim.world.world import World

HOST = "vm"
ANSWER = "hello"
PORT_IN_TEST = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):([0-9]{1,5})\b")
SAID, ASSUMED = "said", "assumed"


@dataclass(frozen=True)
class Listening:
    """What stands for a service's program: TCP and UDP ports, and why those.

    Attributes
    ----------
    image : str
        The image that is run instead of the service's own.
    reason : str
        ``said`` (``x-dockernet``, ``--listen``) or ``assumed`` (from ports, expose and the health check).
    """

    service: str
    image: str
    tcp: tuple[int, ...]
    udp: tuple[int, ...]
    reason: str

    def __str__(self) -> str:
        ports = ", ".join([*map(str, self.tcp), *(f"{port}/udp" for port in self.udp)]) or "nothing"
        return f"{self.service} listens on {ports} ({self.reason})"


def provide(world: World, plan: Plan, said: Mapping[str, list[str]] | None = None) -> dict[str, Listening]:
    """Give the engine images for the services whose programs it does not know.

    Parameters
    ----------
    world : World
        Where the plan will stand; its engine gets the images.
    plan : Plan
        The project.
    said : mapping, optional
        Ports by service (``80``, ``53/udp``), over those that the file says.

    Returns
    -------
    dict
        By service, only those whose listening is said or assumed.
    """
    found = {}
    for name, service in plan.services.items():
        ports = (said or {}).get(name) or service.listen
        if ports or not known(world, service):
            found[name] = stand_in(plan, service, ports)
            add(world, found[name])
    return found


def stand_in(plan: Plan, service: ServicePlan, ports: list[str]) -> Listening:
    """What stands for a service's own program."""
    texts = ports or assumed(service)
    tcp = sorted({int(text.partition("/")[0]) for text in texts if not text.endswith("/udp")})
    udp = sorted({int(text.partition("/")[0]) for text in texts if text.endswith("/udp")})
    return Listening(service.name, f"{plan.project}-{service.name}", tuple(tcp), tuple(udp), SAID if ports else ASSUMED)


def assumed(service: ServicePlan) -> list[str]:
    """The ports that the file lets us think of: published, exposed, and asked by the health check."""
    found = [f"{port.target}/{port.protocol}" for port in service.ports if port.protocol in ("tcp", "udp")]
    for text in service.expose:
        number, _, protocol = text.partition("/")
        first, _, last = number.partition("-")
        if first.isdigit() and (last or first).isdigit():
            found += [
                f"{port}/{protocol or 'tcp'}"
                for port in range(int(first), min(int(last or first), int(first) + 100) + 1)
            ]
    test = " ".join((service.health.test or []) if service.health else [])
    return found + [f"{port}/tcp" for port in PORT_IN_TEST.findall(test)]


def known(world: World, service: ServicePlan) -> bool:
    """Whether the engine has the service's image, or can fetch it."""
    return bool(service.image) and world.engine(HOST).images.known(service.image) is not None


def add(world: World, listening: Listening) -> None:
    """The image that listens."""
    world.add_image(HOST, listening.image, dict.fromkeys(listening.tcp, ANSWER), dict.fromkeys(listening.udp, ANSWER))
