"""Which ports are open to whom: one line for each port that is published, asked to be published, or listened on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dockernet_sim.explain.exposure.asked import Asked
from dockernet_sim.explain.exposure.doors import doors
from dockernet_sim.explain.exposure.row import Exposed, Exposure
from dockernet_sim.explain.exposure.user import own_rules
from dockernet_sim.explain.said import said
from dockernet_sim.explain.why.aside import aside
from dockernet_sim.explain.why.land import Land
from dockernet_sim.plans.asking import UNKNOWN
from dockernet_sim.plans.plan import Plan
from dockernet_sim.plans.unknown import Unknown
from dockernet_sim.world.world import World

__all__ = ["Exposed", "Exposure", "exposure"]


def exposure(
    world: World,
    *,
    copy: Callable[[], World],
    unknown: Unknown | None = None,
    fork: bool | None = None,
    lang: str = "en",
) -> Exposure:
    """Which ports of a world's containers are open to the internet, the LAN, the host and other containers.

    Parameters
    ----------
    world : World
        Left as it is: packets are sent on a copy.
    copy : callable
        Makes a copy of the world, where it cannot be forked.
    unknown : Unknown, optional
        What a project uses that the model does not have: nothing is told of the containers that it concerns.
    fork : bool, optional
        Whether to fork; as the platform allows, unless given.
    lang : str
        ``en`` or ``zh``.

    Returns
    -------
    Exposure
    """
    return aside(world, lambda other: examined(other, unknown or Unknown(Plan("")), lang), copy, fork)


def examined(world: World, unknown: Unknown, lang: str = "en") -> Exposure:
    """The same, on a world that may be used up."""
    land = Land(world)
    found = doors(land)
    asked = Asked(land, found, unknown.containers, lang)
    made = {each.container.name for each in found}
    rows = [*asked.rows(), *(row for row in lost(unknown, lang) if row.container not in made)]
    return Exposure(tuple(sorted(rows, key=lambda row: row.container)), tuple(own_rules(world, lang)), lang=lang)


def lost(unknown: Unknown, lang: str) -> Iterator[Exposed]:
    """Rows of the containers that were not made, by what the file says of their ports."""
    for name, service, _ in unknown.lost():
        why = said("exposure.unknown", lang, why=unknown.containers[name])
        ports = {
            f"{port.target}/{port.protocol}": f"{port.host_ip or ''}:{port.published}".strip(":")
            for port in service.ports
        }
        ports |= {f"{port.partition('/')[0]}/{port.partition('/')[2] or 'tcp'}": "" for port in service.expose}
        for port, wanted in ports.items():
            yield Exposed(
                name, service.name, port, "", wanted, False, UNKNOWN, UNKNOWN, UNKNOWN, reason=UNKNOWN, fact=why
            )
