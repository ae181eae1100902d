"""dockerd: the calls of the Engine API, topic by topic."""

from dockernet_sim.engine.daemon.engine import Engine

__all__ = ["Engine"]
