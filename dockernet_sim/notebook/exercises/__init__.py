"""Exercises that check themselves: goals over a lab, graded by what packets do in it."""

from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.exercise import Exercise, Mark, Report
from dockernet_sim.notebook.exercises.goal import (
    Goal,
    hidden,
    isolated,
    published,
    reaches,
    resolves,
    survives_restart,
)

__all__ = [
    "Bench",
    "Exercise",
    "Finding",
    "Goal",
    "Mark",
    "Report",
    "hidden",
    "isolated",
    "published",
    "reaches",
    "resolves",
    "survives_restart",
]
