"""A world with the docker command installed: what every face that takes typed lines starts from."""

from __future__ import annotations

from typing import Any

from dockernet_sim.shell.docker.program import docker_program
from dockernet_sim.world.machine import Machine
from dockernet_sim.world.world import World


def open_world(**options: Any) -> World:
    """A new :class:`World` (same options) on whose machines `docker` can be typed."""
    world = World(**options)
    world.watch_engines(_install)
    return world


def _install(machine: Machine) -> None:
    assert machine.engine is not None
    machine.programs["docker"] = docker_program(machine.engine)
