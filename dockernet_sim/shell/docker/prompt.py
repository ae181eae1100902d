"""The question that ``prune`` asks, and filters as the Engine API wants them."""

from __future__ import annotations

from dockernet_sim.programs.stream import Pipe
from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps

QUESTION = "Are you sure you want to continue? [y/N] "


def agreed(call: Call, warning: str, space: bool = True) -> Steps:
    """Whether to go on: ``-f``, or a y in what the command can read; `space`: whether the command tells of space."""
    if call["force"]:
        return 1
    call.task.out(f"{warning}\n{QUESTION}")
    yield call.task.sleep(0)
    given = call.task.source
    line = (yield from given.line()) if isinstance(given, Pipe) else given.partition("\n")[0]
    if line.strip().lower() == "y":
        return 1
    declined = call.client.say("prune-declined")
    if declined and space:
        call.out(declined)
    return 0


def filters(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """``--filter`` options: each name with all its values.

    >>> filters([("name", "a"), ("name", "b")])
    {'name': ['a', 'b']}
    """
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, [])
        if value not in found[name]:
            found[name].append(value)
    return found


def prune_filters(call: Call) -> dict[str, list[str]]:
    """A prune command's filters."""
    return filters(call["filter"])
