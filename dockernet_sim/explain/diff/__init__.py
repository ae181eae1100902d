"""What changes between two labs: reach gained and lost with the rule on each side, names, addresses, ports, texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dockernet_sim.explain.diff.compare import Comparison, Seen
from dockernet_sim.explain.diff.difference import Difference, Differences
from dockernet_sim.explain.diff.reach import Reach, explained
from dockernet_sim.explain.diff.texts import texts
from dockernet_sim.explain.why.aside import aside
from dockernet_sim.plans.plan import Plan
from dockernet_sim.plans.standalone import plan_of
from dockernet_sim.plans.unknown import Unknown
from dockernet_sim.world.world import World

__all__ = ["Difference", "Differences", "Side", "diff"]


@dataclass
class Side:
    """One of the two labs.

    Parameters
    ----------
    world : World
        Left as it is: packets are sent on copies.
    copy : callable
        Makes a copy of the world, where it cannot be forked.
    plan : Plan, optional
        The project that stands in it; what runs, unless given.
    unknown : Unknown, optional
        What the project uses that the model does not have.
    label : str
        What it is called in the table.
    steps : sequence of dict
        What a scenario's steps showed.
    """

    world: World
    copy: Callable[[], World]
    plan: Plan | None = None
    unknown: Unknown | None = None
    label: str = ""
    steps: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def aside(self, job: Callable[[Reach], Any]) -> Any:
        """Something done with the questions of a copy."""
        plan = self.plan or plan_of(self.world)
        unknown = self.unknown or Unknown(plan)
        return aside(self.world, lambda other: job(Reach(other, plan, unknown)), self.copy)


def diff(old: Side, new: Side, lang: str = "en") -> Differences:
    """What changes from one lab to another.

    Parameters
    ----------
    old, new : Side
        Before and after: another version of a project, or the same on another release.
    lang : str
        In which language they are told: ``en`` or ``zh``.

    Returns
    -------
    Differences
    """
    here, there = old.aside(Reach.answers), new.aside(Reach.answers)
    here |= old.aside(lambda reach: reach.more(set(there) - set(here)))
    there |= new.aside(lambda reach: reach.more(set(here) - set(there)))
    changed = [key for key in here if key in there and here[key] != there[key]]
    before, after = (
        Seen(
            answers,
            side.aside(lambda reach: explained(reach, changed)),
            side.aside(lambda reach: texts(reach.world)),
            side.steps,
        )
        for side, answers in ((old, here), (new, there))
    )
    found = Comparison(before, after, lang).differences()
    engines = [str(side.world.options["engine"]) for side in (old, new)]
    rows = found if engines[0] != engines[1] else (replace(row, since="") for row in found)
    return Differences(tuple(rows), old.label or engines[0], new.label or engines[1], lang)
