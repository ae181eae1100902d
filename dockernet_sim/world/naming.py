"""Functions of a user's own get names, by which copies and saved labs find them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dockernet_sim.sim.errors import BadArgument

if TYPE_CHECKING:
    from dockernet_sim.world.world import World


@contextmanager
def registering(world: World) -> Iterator[None]:
    """Functions that a block registers for one call; they are taken back when the call is refused."""
    known, calls = set(world.functions), len(world.log)
    try:
        yield
    except BaseException:
        if len(world.log) == calls:
            for name in world.functions.keys() - known:
                del world.functions[name]
        raise


def named(world: World, function: Callable[..., object]) -> str:
    """The name by which a function is registered: that of its definition, unless it has one.

    Raises
    ------
    BadArgument
        When its definition has no name (a lambda, a partial), or one that another function has.
    """
    for name, known in world.functions.items():
        if known is function:
            return name
    name = getattr(function, "__name__", "")
    if not name.isidentifier() or name in world.functions:
        why = "its name is taken by another function" if name in world.functions else "it has no name of its own"
        raise BadArgument(f"{name or repr(function)}: {why}; lab.register(NAME, function) gives it one")
    world.register(name, function)
    return name


def remember(world: World, answer: object) -> None:
    """Register what an image answers with if it is a function with a name that is free; a copy asks for the others."""
    name = getattr(answer, "__name__", "")
    if callable(answer) and name.isidentifier() and name not in world.functions:
        named(world, answer)
