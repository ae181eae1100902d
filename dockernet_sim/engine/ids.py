"""Ids of containers, networks, endpoints and sandboxes: 64 hexadecimal digits."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TypeVar

from dockernet_sim.sim.identity import Identity

DIGITS = 64
T = TypeVar("T")


class ById(dict[str, T]):
    """Things by their full ids, in the order in which they came, which are also found by the beginning of an id.

    Examples
    --------
    >>> things = ById()
    >>> things["12ab"], things["12cd"], things["3f00"] = "one", "two", "three"
    >>> things.beginning_with("12"), things.beginning_with("3"), things.beginning_with("x")
    (['one', 'two'], ['three'], [])
    """

    def __init__(self) -> None:
        super().__init__()
        self._sorted: list[str] = []

    def __setitem__(self, key: str, value: T) -> None:
        if key not in self:
            insort(self._sorted, key)
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        del self._sorted[bisect_left(self._sorted, key)]

    def drop(self, key: str) -> None:
        """Take one out, if it is there."""
        if key in self:
            del self[key]

    def beginning_with(self, ref: str) -> list[T]:
        """All whose ids begin so."""
        first = bisect_left(self._sorted, ref)
        found = []
        while first < len(self._sorted) and self._sorted[first].startswith(ref):
            found.append(self[self._sorted[first]])
            first += 1
        return found


ENGINE_ID = "DOCK:ERNE:TSIM"
"""``ID`` of ``docker info``; a real one is made at the first start of dockerd"""


def new_id(identity: Identity, purpose: str) -> str:
    """An id that begins with a decimal digit.

    The beginning of an id is as good as the id, so that one which begins with ``a1`` or ``db`` would answer to a name
    that is given to something else, or has just removed. In real life that happens now and then; here it must not
    hang on the seed.

    Examples
    --------
    >>> new_id(Identity(0), "container-id")[0].isdigit()
    True
    """
    given = identity.taken(purpose)
    if given is not None:
        return f"{given:0{DIGITS}x}"
    draw = identity.stream(purpose).getrandbits
    while (number := draw(4 * DIGITS)) >> 4 * DIGITS - 4 > 9:
        pass
    return f"{number:0{DIGITS}x}"
