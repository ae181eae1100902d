"""The message of a failed assertion: the conclusion first, then remedies, rules and the story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dockernet_sim.explain.reasons import REFUSED
from dockernet_sim.explain.why import Why, why
from dockernet_sim.reach import changes
from dockernet_sim.reach.handmade import told
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world.world import World

MOST = 40  # lines of a story


def explained(
    world: World,
    conclusion: str,
    source: str,
    target: str = "",
    *,
    name: str = "",
    arrived: bool,
    rules: Sequence[str] = (),
) -> str:
    """The conclusion and its reason; then what would change it, and what happened, asked on a copy of the world.

    Parameters
    ----------
    world : World
        Left as it is.
    conclusion : str
        What the assertion found.
    source, target, name : str
        As :func:`dockernet_sim.explain.why.why` takes them.
    arrived : bool
        What the assertion found, as a truth value: an answer of `why` that says otherwise is left out.
    rules : sequence of str
        What Docker's facts say.
    """
    answer = _asked(world, source, target, name, arrived)
    head = f"{conclusion}: {answer.fact} [{answer.reason}]" if answer is not None else conclusion
    lines = [head, *(f"  {note}" for note in answer.notes)] if answer is not None else [head]
    changed = told(changes(world))
    if changed:
        lines.append(f"  {changed.replace('But ', 'On this lab, ', 1)}")
    if answer is not None and answer.remedies:
        lines.append("What would change it (each tried on a copy of the lab):")
        for remedy in answer.remedies:
            first, *rest = remedy.lines()
            lines += [f"  * {first}", *(f"    {line}" for line in rest)]
    if answer is not None and answer.story:
        steps = str(answer.story).splitlines()
        left_out = [f"... {len(steps) - MOST} steps before"] if len(steps) > MOST else []
        lines += ["What happened:", *left_out, *steps[-MOST:]]
    return "\n".join([*lines, *rules])


def _asked(world: World, source: str, target: str, name: str, arrived: bool) -> Why | None:
    """The packets' answer, if it is about the same outcome."""

    def copy() -> World:
        face: Any = world.face
        made: World = face.copy(trace=True).world
        return made

    try:
        answer = why(world, source, target, name=name, copy=copy)
    except DockernetError:  # a place that went in between, or a question that `why` does not read
        return None
    return answer if bool(answer) == arrived or (arrived and answer.reason == REFUSED) else None
