"""What might change an answer, reason by reason."""

from dockernet_sim.explain.why.remedies import ends, kernel, names, networks, stop
from dockernet_sim.explain.why.remedies.case import candidates

__all__ = ["candidates", "ends", "kernel", "names", "networks", "stop"]
