"""What docker events tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dockernet_sim.sim.when import nanoseconds, unix

KEPT = 1_000


class Events:
    """The last events, oldest first.

    Examples
    --------
    >>> events = Events(lambda: 2.0)
    >>> events.add("network", "create", "abc", {"name": "mynet", "type": "bridge"})
    >>> next(iter(events))["Action"]
    'create'
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._events: list[dict[str, Any]] = []
        self._listeners: list[Callable[[dict[str, Any]], object]] = []

    def __iter__(self) -> Iterator[dict[str, Any]]:
        yield from self._events

    def add(self, kind: str, action: str, actor: str, attributes: dict[str, Any]) -> None:
        """Something happened."""
        now = self._now()
        event: dict[str, Any] = {
            **({"status": action, "id": actor, "from": attributes.get("image", "")} if kind == "container" else {}),
            "Type": kind,
            "Action": action,
            "Actor": {"ID": actor, "Attributes": dict(sorted(attributes.items()))},
            "scope": "local",
            "time": unix(now),
            "timeNano": unix(now) * 1_000_000_000 + nanoseconds(now),
        }
        self._events.append(event)
        del self._events[:-KEPT]
        for listener in list(self._listeners):
            listener(event)

    def listen(self, listener: Callable[[dict[str, Any]], object]) -> Callable[[], None]:
        """Call `listener` with every event that comes; the function that ends it is returned."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
