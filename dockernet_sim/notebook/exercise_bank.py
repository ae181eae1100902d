"""The exercises that come with the package, by name."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.notebook.exercises import Exercise
from dockernet_sim.notebook.exercises.build import private_port, three_tiers, two_rooms
from dockernet_sim.notebook.exercises.explain import where_it_dies, who_reaches_whom
from dockernet_sim.notebook.exercises.fix import lost_lan, lost_name, refused_port, shut_in
from dockernet_sim.sim.errors import DockernetError

ALL: tuple[Callable[[], Exercise], ...] = (
    two_rooms,
    three_tiers,
    private_port,
    lost_name,
    refused_port,
    shut_in,
    lost_lan,
    who_reaches_whom,
    where_it_dies,
)


class UnknownExercise(DockernetError, LookupError):
    """No exercise has that name."""


def names() -> list[str]:
    """The names, in a good order to do them."""
    return [make.__name__.replace("_", "-") for make in ALL]


def titles(language: str = "en") -> list[tuple[str, str]]:
    """Names and titles, in the same order.

    >>> titles("zh")[0]
    ('two-rooms', '两个房间')
    """
    return [(name, exercise(name).title(language)) for name in names()]


def exercise(name: str) -> Exercise:
    """A fresh exercise, with no hint given yet.

    Raises
    ------
    UnknownExercise
        When none is called so.

    Examples
    --------
    >>> exercise("two-rooms").name
    'two-rooms'
    """
    for make in ALL:
        if make.__name__.replace("_", "-") == name:
            return make()
    raise UnknownExercise(f"no exercise is called {name}; there are {', '.join(names())}")
