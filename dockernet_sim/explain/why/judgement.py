"""What was found out about a question, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.explain.reasons import GOOD
from dockernet_sim.explain.said import Said
from dockernet_sim.sim.trace import Record


@dataclass
class Judgement:
    """A verdict with its reason.

    Attributes
    ----------
    reason : str
        One of :data:`dockernet_sim.explain.reasons.REASONS`.
    fact : Said
        The fact that decided.
    notes : list of Said
        What else is worth knowing.
    decisive : Record or None
        The record that decided, where one did.
    """

    reason: str
    fact: Said
    notes: list[Said] = field(default_factory=list)
    decisive: Record | None = None

    @property
    def ok(self) -> bool:
        """Whether the answer is yes."""
        return self.reason in GOOD
