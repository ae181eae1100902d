"""Lines that were refused while an exercise was worked on: often why something is not there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from dockernet_sim.explain.why.command import told_error
from dockernet_sim.world.result import Result

COMMANDS = re.compile(r"(?:sudo )?(docker|ip|iptables|brctl|bridge|sysctl|systemctl)\b")
TOLD = re.compile(
    r"rror|[Uu]sage:|unknown|requires|invalid|not a docker command|Unable to|No such|not found|not modelled"
)
SHOWN = 3  # the last ones
ALIKE = 0.8  # a later line that works and is as like as this is the refused one put right


@dataclass(frozen=True)
class Slip:
    """A line that was refused, and the first line of what was said about it."""

    line: str
    error: str


def slips(typed: Iterable[tuple[str, Result]], lang: str = "en") -> tuple[Slip, ...]:
    """The refused lines that were not put right later, the last few of them.

    Parameters
    ----------
    typed : iterable of (str, Result)
        Lines in their order, with what became of them.
    lang : str
        ``en`` or ``zh``.

    Examples
    --------
    >>> slips([("docker network creat shop", Result(1, "", "Usage:  docker network COMMAND"))])
    (Slip(line='docker network creat shop', error='`docker network` has no command creat'),)
    """
    found: dict[str, Slip] = {}
    for line, result in typed:
        if result.exit and not result.interrupted and _is_refusal(line, result):
            found[line] = Slip(line, told_error(line, result.stderr or result.output).text(lang))
        elif not result.exit:
            for old in [old for old in found if difflib.SequenceMatcher(None, old, line).ratio() >= ALIKE]:
                del found[old]
    return tuple(found.values())[-SHOWN:]


def _is_refusal(line: str, result: Result) -> bool:
    """Whether a command was refused; the exit code of a program in a container says nothing of the kind."""
    return bool(COMMANDS.match(line)) and bool(TOLD.search(result.stderr))
