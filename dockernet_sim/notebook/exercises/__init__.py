"""Exercises that check themselves: goals over a lab, graded by what packets do in it."""

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import (
    Goal,
    hidden,
    isolated,
    published,
    reaches,
    resolves,
    survives_restart,
)
from dockernet_sim.notebook.exercises.otter import otter_file
from dockernet_sim.notebook.exercises.report import Mark, Report, UnknownGoal
from dockernet_sim.notebook.exercises.variant import Variant

__all__ = [
    "About",
    "Bench",
    "Both",
    "Exercise",
    "Finding",
    "Goal",
    "Mark",
    "Report",
    "UnknownGoal",
    "Variant",
    "hidden",
    "isolated",
    "otter_file",
    "published",
    "reaches",
    "resolves",
    "survives_restart",
]
