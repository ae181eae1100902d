"""Parts that are made at their first use:
most namespaces never see a packet, and most containers are never asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class later(Generic[T]):
    """A method as a part that is made at the first look; from then on it is a plain attribute, as fast as any.

    Unlike :func:`functools.cached_property` it never asks for the object's ``__dict__``, for which CPython would have
    to make one: objects without it are smaller and faster.

    Examples
    --------
    >>> class House:
    ...     @later
    ...     def cellar(self):
    ...         return ["wine"]
    >>> house = House()
    >>> house.cellar is house.cellar
    True
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, thing: Any, owner: type | None = None) -> T:
        if thing is None:
            return self  # type: ignore[return-value]  # the class itself is looked at, by a help page
        made = self._make(thing)
        setattr(thing, self._name, made)
        return made
