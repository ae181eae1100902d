"""Checks of what the client's methods are given: docker-py's types, refused with the client's own error."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NoReturn, ParamSpec, TypeVar

from dockernet_sim.client.errors import InvalidArgument, NullResource
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


def of_one(method: Callable[P, R]) -> Callable[P, R]:
    """A call about one container, network or image: told by name, by id, or by a dictionary with its ``Id``.

    NullResource is raised when nothing is told.
    """
    first = next(name for name in inspect.signature(method).parameters if name != "self")

    @functools.wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        owner, *rest = args
        given: Any = rest.pop(0) if rest else kwargs.pop(first, None)
        if isinstance(given, Mapping):
            given = given.get("Id", given.get("ID"))
        if given is None or given == "":
            raise NullResource(f"Resource ID was not provided: {method.__name__} needs {first}")
        return method(owner, given, *rest, **kwargs)  # type: ignore[arg-type]

    return call


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
pairs = must.either(must.mapping(must.text, must.maybe(scalar), "names with values"), must.texts)
links = must.either(
    must.mapping(must.text, must.maybe(must.text), "names with aliases"),
    must.sequence(must.either(must.text, must.sequence(must.text, "a pair of texts", least=2)), "a list of links"),
)


def refused(what: str) -> Callable[..., NoReturn]:
    """A method of docker-py that the model does not have: it says so by name."""

    def method(*args: object, **kwargs: object) -> NoReturn:
        raise NotModelled(
            f"{what} is not modelled: this client covers containers, networks, images and volumes for networking"
        )

    method.__name__ = what.rpartition(".")[2]
    method.__doc__ = f"docker-py's {what}: not modelled, and refused by name."
    return method


def without(what: str, **given: object) -> None:
    """Refuse keywords of docker-py that are not modelled, when they are given a value."""
    for name, value in given.items():
        if value not in (None, False, (), [], {}):
            raise NotModelled(f"{what}: the keyword {name} is not modelled")


def as_filters(given: Mapping[str, object] | None) -> str | None:
    """Filters as the Engine API takes them: lists of texts, in JSON."""

    def text(value: object) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)

    lists = {k: [text(x) for x in v] if isinstance(v, list) else [text(v)] for k, v in (given or {}).items()}
    return json.dumps(lists) if lists else None


def one(given: bool) -> int:
    """A flag as 1 or 0."""
    return 1 if given else 0
