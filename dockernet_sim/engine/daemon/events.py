"""What docker events tells."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.when import nanoseconds, unix

KEPT = 1_000
Event = tuple[float, str, str, str, dict[str, Any]]
"""(when, kind, action, id of the actor, attributes)"""


def told(when: float, kind: str, action: str, actor: str, attributes: dict[str, Any]) -> dict[str, Any]:
    """An event as the Engine API tells it."""
    return {
        **({"status": action, "id": actor, "from": attributes.get("image", "")} if kind == "container" else {}),
        "Type": kind,
        "Action": action,
        "Actor": {"ID": actor, "Attributes": dict(sorted(attributes.items()))},
        "scope": "local",
        "time": unix(when),
        "timeNano": unix(when) * 1_000_000_000 + nanoseconds(when),
    }


class Events:
    """The last events, oldest first.

    Examples
    --------
    >>> events = Events(Clock())
    >>> events.add("network", "create", "abc", {"name": "mynet", "type": "bridge"})
    >>> next(iter(events))["Action"]
    'create'
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._listeners: list[Callable[[dict[str, Any]], object]] = []

    def __iter__(self) -> Iterator[dict[str, Any]]:
        yield from (told(*event) for event in list(self._events))

    def add(self, kind: str, action: str, actor: str, attributes: dict[str, Any]) -> None:
        """Something happened."""
        event = (self._clock.now, kind, action, actor, attributes)
        self._events.append(event)
        for listener in list(self._listeners):
            listener(told(*event))

    def listen(self, listener: Callable[[dict[str, Any]], object]) -> Callable[[], None]:
        """Call `listener` with every event that comes; the function that ends it is returned."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
