"""A plan in a world: its networks and containers made by docker commands, as if they had been typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dockernet_sim.plans.asking import Wanted
from dockernet_sim.plans.commands import container
from dockernet_sim.plans.errors import Mark, PlanError, Problem
from dockernet_sim.plans.listening import HOST, Listening, add, provide, stand_in
from dockernet_sim.plans.plan import Plan
from dockernet_sim.plans.unknown import Unknown
from dockernet_sim.plans.up import Steps, Up
from dockernet_sim.world.world import World

LIMIT = 120.0
SETTLED = 2.0  # seconds in which a program that ends at once has ended


@dataclass
class Standing:
    """A plan that stands in a world.

    Attributes
    ----------
    refused : list of str
        What the engine refused, in its own words.
    listening : dict
        By service: listening that is no fact of an image.
    assumed : list of str
        What else is assumed, of health checks and jobs.
    unknown : Unknown
        Questions that have no answer, as the model lacks something that the project uses.
    """

    world: World
    plan: Plan
    unknown: Unknown
    refused: list[str] = field(default_factory=list)
    listening: dict[str, Listening] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)

    def assumptions(self) -> list[str]:
        """All that the answers rest on, in sentences."""
        unknown = (f"unknown, because {why}" for why in self.unknowns())
        return [*map(str, self.listening.values()), *self.assumed, *unknown]

    def unknowns(self) -> list[str]:
        """Why some questions have no answer."""
        return list(
            dict.fromkeys([*self.plan.unknown, *self.unknown.networks.values(), *self.unknown.containers.values()])
        )

    def rows(self, only: Callable[[Wanted], bool] | None = None) -> list[dict[str, Any]]:
        """Who reaches whom: every question about names, addresses and ports of the project, asked of the packets.

        The lab is asked itself: caches, neighbours and conntrack remember.

        Parameters
        ----------
        only : callable, optional
            Says which questions are asked; all of them by default.

        Returns
        -------
        list of dict
            Rows as ``dockernet-sim reach --json`` prints them: ``from``, ``ask``, ``name`` or ``to`` and ``net``,
            ``port``, ``verdict`` or ``answer``, ``why``.
        """
        from dockernet_sim.plans.questions import Project

        return Project(self.world, self.plan, self.listening, self.unknown).rows(only)

    def container(self, service: str) -> str:
        """A service's first container, or the word itself."""
        found = self.plan.services.get(service)
        return found.containers[0] if found is not None and found.containers else service


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
    standing = Standing(world, plan, Unknown(plan), listening=provide(world, plan, listen))
    made = replaced(plan, standing.listening)
    up = Up(made, standing.unknown, several(world), standing.listening, standing.refused, standing.assumed)
    drive(world, up.steps())
    world.pass_time(SETTLED)
    again(standing)
    return standing


def several(world: World) -> bool:
    """Whether the engine takes several networks at once."""
    return world.engine(HOST).release.rules.several_networks


def drive(world: World, steps: Steps) -> None:
    """Type the lines on the host, and wait where there is something to wait for."""
    answer = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration:
            return
        answer = None
        if isinstance(step, str):
            answer = world.run_line(HOST, step, LIMIT)
        else:
            world.pass_time(step)


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
        changed = {"command": None, "entrypoint": None, "health": None}
        services[name] = replace(service, image=own.image, **changed) if own else service  # type: ignore[arg-type]
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
            lines = container(made, made.services[name], index, several(world))
            run(standing, [*lines, f"docker start {each}"])


def unmodelled(world: World, name: str) -> bool:
    """Whether a container ended because the model does not have its program."""
    shown = world.run_line(HOST, f"docker inspect -f '{{{{.State.Running}}}} {{{{.State.ExitCode}}}}' {name}", LIMIT)
    return shown.stdout.split() in (["false", "127"], ["false", "126"])


def absent(world: World, plan: Plan) -> list[tuple[str, Mark]]:
    """External networks that the engine does not know."""
    known = set(world.run_line(HOST, "docker network ls --format '{{.Name}}'", LIMIT).stdout.split())
    return [(name, network.mark) for name, network in plan.networks.items() if network.external and name not in known]
