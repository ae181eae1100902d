"""The targets that the model knows, by name."""

from dockernet_sim.linux.netfilter.targets import nat, note, reject
from dockernet_sim.linux.netfilter.targets.base import TARGETS, VERDICTS, Target

__all__ = ["TARGETS", "VERDICTS", "Target", "nat", "note", "reject"]
