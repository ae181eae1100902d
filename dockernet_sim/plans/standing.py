"""A plan in a world: its networks and containers made by docker commands, as if they had been typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dockernet_sim.plans.commands import commands, container
from dockernet_sim.plans.errors import Mark, PlanError, Problem
from dockernet_sim.plans.listening import Listening, add, provide, stand_in
from dockernet_sim.plans.plan import Plan
from dockernet_sim.world.world import World

HOST = "vm"
LIMIT = 120.0
SETTLED = 2.0  # seconds in which a program that ends at once has ended


@dataclass
class Standing:
    """A plan that stands in a world: what the engine refused, in its own words, and whose listening is no fact of an image."""

    world: World
    plan: Plan
    refused: list[str] = field(default_factory=list)
    listening: dict[str, Listening] = field(default_factory=dict)


def stand(world: World, plan: Plan, listen: Mapping[str, list[str]] | None = None) -> Standing:
    """Make what a plan names, and start it.

    Parameters
    ----------
    world : World
        A world whose ``vm`` has an engine and the docker command.
    plan : Plan
        What to make.
    listen : mapping, optional
        Ports on which services listen, over those that the file says.

    Returns
    -------
    Standing
        What the engine refuses does not keep the rest from being made.

    Raises
    ------
    PlanError
        When a network that the plan calls external is not there.
    """
    missing = absent(world, plan)
    if missing:
        text = "network {} declared as external, but could not be found"
        raise PlanError([Problem(mark, text.format(name)) for name, mark in missing])
    standing = Standing(world, plan, listening=provide(world, plan, listen))
    run(standing, commands(replaced(plan, standing.listening)))
    world.pass_time(SETTLED)
    again(standing)
    return standing


def run(standing: Standing, lines: list[str]) -> None:
    """Type lines on the host."""
    for line in lines:
        result = standing.world.run_line(HOST, line, LIMIT)
        if result.exit:
            standing.refused.append(result.stderr.strip() or f"{line}: exit {result.exit}")


def replaced(plan: Plan, listening: Mapping[str, Listening]) -> Plan:
    """The plan with stand-ins for the programs that the model does not have."""
    services = {}
    for name, service in plan.services.items():
        own = listening.get(name)
        services[name] = replace(service, image=own.image, command=None, entrypoint=None, health=None) if own else service
    return replace(plan, services=services)


def again(standing: Standing) -> None:
    """Services whose own program ended at once as not modelled are made anew with a stand-in."""
    plan, world = standing.plan, standing.world
    ended = {}
    for name, service in plan.services.items():
        own = service.command is not None or service.entrypoint is not None
        if own and name not in standing.listening and any(unmodelled(world, each) for each in service.containers):
            ended[name] = stand_in(plan, service, [])
    if not ended:
        return
    standing.listening |= ended
    made = replaced(plan, standing.listening)
    for name, listening in ended.items():
        add(world, listening)
        run(standing, [f"docker rm -f {each}" for each in plan.services[name].containers])
        for index, each in enumerate(plan.services[name].containers):
            run(standing, [*container(made, made.services[name], index, False), f"docker start {each}"])


def unmodelled(world: World, name: str) -> bool:
    """Whether a container ended because the model does not have its program."""
    shown = world.run_line(HOST, f"docker inspect -f '{{{{.State.Running}}}} {{{{.State.ExitCode}}}}' {name}", LIMIT)
    return shown.stdout.split() in (["false", "127"], ["false", "126"])


def absent(world: World, plan: Plan) -> list[tuple[str, Mark]]:
    """External networks that the engine does not know."""
    known = set(world.run_line(HOST, "docker network ls --format '{{.Name}}'", LIMIT).stdout.split())
    return [(name, network.mark) for name, network in plan.networks.items() if network.external and name not in known]
