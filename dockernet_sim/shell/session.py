"""A world with the docker command installed: what every face that takes typed lines starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.world.world import World

if TYPE_CHECKING:
    from collections.abc import Generator

    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.programs.registry import Program
    from dockernet_sim.programs.task import Task
    from dockernet_sim.world.machine import Machine


def open_world(**options: Any) -> World:
    """A new :class:`World` (same options) on whose machines `docker` can be typed."""
    world = World(**options)
    world.watch_engines(_install)
    return world


def _install(machine: Machine) -> None:
    assert machine.engine is not None
    machine.programs["docker"] = docker_program(machine.engine)
    machine.programs["docker-compose"] = compose_program(machine.engine)


def docker_program(engine: Engine) -> Program:
    """The ``docker`` command of a machine whose engine this is; it is imported when it is first typed."""

    def run(task: Task) -> Generator[Any, Any, int]:
        from dockernet_sim.shell.docker.program import docker

        return docker(task, engine)

    return run


def compose_program(engine: Engine) -> Program:
    """``docker-compose``, which is ``docker compose`` under its older name."""

    def run(task: Task) -> Generator[Any, Any, int]:
        from dockernet_sim.shell.compose.program import compose

        return compose(task, engine, task.args)

    return run
