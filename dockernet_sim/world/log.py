"""The log of calls: everything that was asked of a world, with its time, so that it can be asked again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple


class Call(NamedTuple):
    """One thing that was asked: when, of what kind (``line``, ``api``, ``host``, ``run``, ...), where, and what.

    ``taken`` is the number of events that had been taken at that very moment: it tells the moment's two ends apart. The
    details of a call that was interrupted have ``stops``: after how many of its events each interrupt came.
    """

    time: float
    taken: int
    kind: str
    where: str
    text: str
    details: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.time:.6f} {self.kind} {self.where}$ {self.text}".rstrip()


class CallLog:
    """The calls of one world, in order.

    Examples
    --------
    >>> log = CallLog()
    >>> _ = log.add(0.0, 0, "line", "vm", "docker ps")
    >>> print(log[0])
    0.000000 line vm$ docker ps
    """

    def __init__(self) -> None:
        self._calls: list[Call] = []

    def add(self, time: float, taken: int, kind: str, where: str, text: str = "", **details: Any) -> Call:
        """Note a call as it is made."""
        call = Call(time, taken, kind, where, text, details)
        self._calls.append(call)
        return call

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def __getitem__(self, number: int) -> Call:
        return self._calls[number]
