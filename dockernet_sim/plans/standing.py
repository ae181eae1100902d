"""A plan in a world: its networks and containers made by docker commands, as if they had been typed."""

from __future__ import annotations

from dockernet_sim.plans.commands import commands
from dockernet_sim.plans.errors import Mark, PlanError, Problem
from dockernet_sim.plans.plan import Plan
from dockernet_sim.world.world import World

HOST = "vm"
LIMIT = 120.0


def stand(world: World, plan: Plan) -> list[str]:
    """Make what a plan names, and start it.

    Parameters
    ----------
    world : World
        A world whose ``vm`` has an engine and the docker command.
    plan : Plan
        What to make.

    Returns
    -------
    list of str
        What the engine refused, in its own words; what it refuses does not keep the rest from being made.

    Raises
    ------
    PlanError
        When a network that the plan calls external is not there.
    """
    missing = absent(world, plan)
    if missing:
        raise PlanError([Problem(mark, f"network {name} declared as external, but could not be found") for name, mark in missing])
    refused = []
    for line in commands(plan):
        result = world.run_line(HOST, line, LIMIT)
        if result.exit:
            refused.append(result.stderr.strip() or f"{line}: exit {result.exit}")
    return refused


def absent(world: World, plan: Plan) -> list[tuple[str, Mark]]:
    """External networks that the engine does not know."""
    known = set(world.run_line(HOST, "docker network ls --format '{{.Name}}'", LIMIT).stdout.split())
    return [(name, network.mark) for name, network in plan.networks.items() if network.external and name not in known]
