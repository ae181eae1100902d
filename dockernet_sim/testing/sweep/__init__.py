"""Sweeps: many labs, one for each case of a set of parameters, their results as rows."""

from dockernet_sim.testing.sweep.errors import BadSweep, OtherSweep
from dockernet_sim.testing.sweep.rows import Row, Rows
from dockernet_sim.testing.sweep.sweeping import sweep

__all__ = ["BadSweep", "OtherSweep", "Row", "Rows", "sweep"]
