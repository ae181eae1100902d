"""Programs by name. A module registers what it holds; who builds a place picks from here what is installed there."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

Program = Callable[["Task"], "Generator[Any, Any, int] | int"]

PROGRAMS: dict[str, Program] = {}


def program(*names: str) -> Callable[[Program], Program]:
    """Register a function as the program of these names.

    The function is given its :class:`~dockernet_sim.programs.task.Task` and returns an exit code, at once or, as a generator
    that yields SimPy events, after a while.
    """

    def register(function: Program) -> Program:
        for name in names:
            PROGRAMS[name] = function
        return function

    return register
