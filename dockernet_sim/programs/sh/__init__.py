"""The shells: bash on machines, busybox's sh in containers (bash(1), sh(1))."""

from dockernet_sim.programs.sh.dialect import Ash, Bash, Dash
from dockernet_sim.programs.sh.interpreter import Shell
from dockernet_sim.programs.sh.programs import run_line

__all__ = ["Ash", "Bash", "Dash", "Shell", "run_line"]
