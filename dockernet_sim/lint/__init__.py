"""Faults of compose projects that packets show: each with its line, the packet's story, and fixes that were tried."""

from dockernet_sim.lint.finding import Finding, Report
from dockernet_sim.lint.ground import Ground
from dockernet_sim.lint.linting import lint
from dockernet_sim.lint.project import Project, read_projects
from dockernet_sim.lint.rule import RULES, Rule, chosen

__all__ = ["RULES", "Finding", "Ground", "Project", "Report", "Rule", "chosen", "lint", "read_projects"]
