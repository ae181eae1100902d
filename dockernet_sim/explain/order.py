"""Who stands next to whom: an order of namespaces and bridges in which bars are short and few lie side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SWAPS = 400  # a bound on trying: many networks are left in the order in which they were made


def arrange(members: Mapping[str, Sequence[str]], bridges: Sequence[str]) -> tuple[list[str], list[str]]:
    """Rows and bridges in a good order.

    Parameters
    ----------
    members : mapping
        The bridges that each row is on, by the row's name, in the order in which the rows were made.
    bridges : sequence of str
        All bridges in the order in which they were made.

    Returns
    -------
    tuple
        The rows, and the bridges, from top to bottom.

    Examples
    --------
    >>> arrange({"a": ["x"], "b": ["y"], "c": ["x", "y"], "d": []}, ["x", "y"])
    (['a', 'c', 'b', 'd'], ['x', 'y'])
    """
    order = list(bridges)
    best, tried = _cost(members, order), 0
    improved = True
    while improved and tried < SWAPS:
        improved = False
        for i in range(len(order) - 1):
            tried += 1
            swapped = [*order[:i], order[i + 1], order[i], *order[i + 2 :]]
            cost = _cost(members, swapped)
            if cost < best:
                order, best, improved = swapped, cost, True
    return _rows(members, order), order


def _rows(members: Mapping[str, Sequence[str]], order: Sequence[str]) -> list[str]:
    """Rows by their first bridge; those that lead on to a later one stand last of them."""
    place = {name: number for number, name in enumerate(order)}

    def key(row: str) -> list[int]:
        return sorted(place[bridge] for bridge in members[row]) or [len(order)]

    return sorted(members, key=key)


def _cost(members: Mapping[str, Sequence[str]], order: Sequence[str]) -> int:
    """How long all bars are together."""
    return sum(last - first for first, last in spans(members, _rows(members, order)).values())


def spans(members: Mapping[str, Sequence[str]], rows: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The first and last row of each bridge that has any."""
    found: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        for bridge in members[row]:
            found[bridge] = (found.get(bridge, (number, 0))[0], number)
    return found


def columns(found: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """A column for each bar: those that would lie beside each other get different ones."""
    ends: list[int] = []
    chosen: dict[str, int] = {}
    for name, (first, last) in sorted(found.items(), key=lambda item: item[1]):
        column = next((number for number, end in enumerate(ends) if end < first), len(ends))
        ends[column : column + 1] = [last]
        chosen[name] = column
    return chosen
