"""Which ports are open to whom: one line for each port that is published, asked to be published, or listened on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dockernet_sim.explain.exposure.asked import Asked
from dockernet_sim.explain.exposure.doors import doors
from dockernet_sim.explain.exposure.row import Exposed, Exposure
from dockernet_sim.explain.exposure.user import own_rules
from dockernet_sim.explain.why.aside import aside
from dockernet_sim.explain.why.land import Land
from dockernet_sim.world.world import World

__all__ = ["Exposed", "Exposure", "exposure"]


def exposure(
    world: World,
    *,
    copy: Callable[[], World],
    unknown: Mapping[str, str] | None = None,
    fork: bool | None = None,
) -> Exposure:
    """Which ports of a world's containers are open to the internet, the LAN, the host and other containers.

    Parameters
    ----------
    world : World
        Left as it is: packets are sent on a copy.
    copy : callable
        Makes a copy of the world, where it cannot be forked.
    unknown : mapping, optional
        Containers of which nothing is told, and why (what the model does not have decides).
    fork : bool, optional
        Whether to fork; as the platform allows, unless given.

    Returns
    -------
    Exposure
    """
    return aside(world, lambda other: examined(other, unknown or {}), copy, fork)


def examined(world: World, unknown: Mapping[str, str]) -> Exposure:
    """The same, on a world that may be used up."""
    land = Land(world)
    asked = Asked(land, doors(land), unknown)
    return Exposure(tuple(asked.rows()), tuple(own_rules(world)))
