"""The exercises that come with the package, by name, with a variant for each seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from dockernet_sim.notebook.exercises import Exercise
from dockernet_sim.notebook.exercises.both import filled
from dockernet_sim.notebook.exercises.endings import ENDINGS
from dockernet_sim.notebook.exercises.variant import Variant
from dockernet_sim.sim.errors import DockernetError

BANK = "dockernet_sim.notebook.exercises.bank"
NAMES = (
    # build it
    "patch-cable",
    "switch-by-hand",
    "two-rooms",
    "private-port",
    "three-tiers",
    "sidecar",
    "internal-tier",
    "pool-clash",
    "nat-by-hand",
    "compose-tiers",
    # explain it
    "which-cable",
    "who-reaches-whom",
    "whose-address",
    "where-it-dies",
    "what-breaks-at-29",
    "broken-laws",
    # fix it
    "lost-name",
    "refused-port",
    "shut-in",
    "lost-lan",
    "large-pages",
    "two-gateways",
    # close it
    "ufw-is-on",
    "office-only",
    "sandbox",
    # clinic
    "alias-twins",
    "five-faults",
)


class UnknownExercise(DockernetError, LookupError):
    """No exercise has that name."""


def names() -> list[str]:
    """The names, in a good order to do them."""
    return list(NAMES)


def titles(language: str = "en") -> list[tuple[str, str]]:
    """Names and titles, in the same order.

    >>> titles("zh")[0]
    ('patch-cable', '一根网线')
    """
    return [(name, exercise(name).title(language)) for name in names()]


def exercise(name: str, seed: str | int = "") -> Exercise:
    """A fresh exercise, with no hint given yet.

    Parameters
    ----------
    name : str
        One of :func:`names`.
    seed : str
        A student's name or number: another seed gives other names, ports and addresses. Case and blanks around it do
        not matter. Without one, the plain variant.

    Returns
    -------
    Exercise

    Raises
    ------
    UnknownExercise
        When none is called so.

    Examples
    --------
    >>> exercise("two-rooms").name, exercise("two-rooms").start[0]
    ('two-rooms', 'docker run -d --name alice busybox')
    >>> exercise("two-rooms", "Anna").start[0]
    'docker run -d --name amara busybox'
    """
    if name not in NAMES:
        raise UnknownExercise(f"no exercise is called {name}; there are {', '.join(names())}")
    function = name.replace("-", "_")
    make: Callable[[Variant], Exercise] = getattr(import_module(f"{BANK}.{function}"), function)
    variant = Variant(name, seed)
    made, told = make(variant), ENDINGS[name]
    ending = filled(told, told.zh, **variant.values)
    return replace(made, seed=variant.seed, values=variant.values, ending=ending)
