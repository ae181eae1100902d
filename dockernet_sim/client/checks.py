"""Checks of what the client's methods are given: docker-py's types, refused with the client's own error."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, NoReturn, ParamSpec, TypeVar

from dockernet_sim.client.errors import InvalidArgument
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import checked
from dockernet_sim.sim.errors import NotModelled

P = ParamSpec("P")
R = TypeVar("R")

asked: Callable[..., Callable[[Callable[P, R]], Callable[P, R]]] = functools.partial(checked, InvalidArgument)
"""As :func:`checked`, with the client's error."""


def _reference(value: Any) -> Any:
    """A container, network or image, or its name."""
    if isinstance(getattr(value, "id", None), str) and not isinstance(value, type):
        return value
    return must.name(value)


def moment(value: Any) -> float | datetime:
    """A date, or seconds since 1970."""
    return value if isinstance(value, datetime) else must.number(0, 1e11)(value)


scalar = must.either(must.text, must.flag, must.count(), must.seconds)
reference: must.Check = _reference
words = must.either(must.text, must.texts)
filters = must.maybe(
    must.mapping(must.text, must.either(scalar, must.sequence(scalar, "a list")), "filters, each a text or a list")
)
labels = must.either(must.mapping(must.text, must.text, "names with texts"), must.texts)
pairs = must.either(must.mapping(must.text, scalar, "names with values"), must.texts)
links = must.either(
    must.mapping(must.text, must.maybe(must.text), "names with aliases"),
    must.sequence(must.either(must.text, must.sequence(must.text, "a pair of texts", least=2)), "a list of links"),
)


def refused(what: str) -> Callable[..., NoReturn]:
    """A method of docker-py that the model does not have: it says so by name."""

    def method(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotModelled(
            f"{what} is not modelled: this client covers containers, networks and images as networking needs them"
        )

    method.__name__ = what.rpartition(".")[2]
    method.__doc__ = f"docker-py's {what}: not modelled, and refused by name."
    return method


def without(what: str, **given: Any) -> None:
    """Refuse keywords of docker-py that are not modelled, when they are given a value."""
    for name, value in given.items():
        if value not in (None, False, (), [], {}):
            raise NotModelled(f"{what}: the keyword {name} is not modelled")


def as_filters(given: dict[str, Any]) -> dict[str, list[str]]:
    """Filters as lists of texts, as the Engine API takes them."""

    def text(value: Any) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)

    return {k: [text(x) for x in v] if isinstance(v, (list, tuple)) else [text(v)] for k, v in given.items()}
