"""A scenario played with the trace on: what the command line draws, steps through and captures."""

from __future__ import annotations

from pathlib import Path

from dockernet_sim.shell.replay import play_on
from dockernet_sim.shell.scenario import load
from dockernet_sim.shell.session import open_world
from dockernet_sim.world.world import World


def play(path: str | Path, engine: str = "20.10", seed: int = 0) -> World:
    """The world as a scenario file leaves it, and what happened in its trace.

    Raises
    ------
    BadScenario
        When the file is none.
    """
    scenario = load(path)
    world = open_world(seed=seed, engine=engine, daemon_flags=scenario.daemon)
    play_on(world, scenario)
    return world
