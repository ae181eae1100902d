"""What docker events tells."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.when import nanoseconds, unix

KEPT = 256
INFINITY = float("inf")
Event = tuple[float, str, str, str, dict[str, Any], str]
"""(when, kind, action, id of the actor, attributes, scope)"""


def told(
    when: float, kind: str, action: str, actor: str, attributes: dict[str, Any], scope: str = "local"
) -> dict[str, Any]:
    """An event as the Engine API tells it."""
    return {
        **({"status": action, "id": actor} if kind in ("container", "image") else {}),
        **({"from": attributes.get("image", "")} if kind == "container" else {}),
        "Type": kind,
        "Action": action,
        "Actor": {"ID": actor, "Attributes": dict(sorted(attributes.items()))},
        "scope": scope,
        "time": unix(when),
        "timeNano": unix(when) * 1_000_000_000 + nanoseconds(when),
    }


class Events:
    """The last events, oldest first, and those that listen for more.

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

    def between(self, since: float, until: float) -> Iterator[dict[str, Any]]:
        """Those of a span of simulated time, both ends included."""
        yield from (told(*event) for event in list(self._events) if since <= event[0] <= until)

    def add(self, kind: str, action: str, actor: str, attributes: dict[str, Any], scope: str = "local") -> None:
        """Something happened."""
        event = (self._clock.now, kind, action, actor, attributes, scope)
        self._events.append(event)
        for listener in list(self._listeners):
            listener(told(*event))

    def forget(self) -> None:
        """dockerd was restarted: it keeps events in memory only."""
        self._events.clear()

    def since(
        self, since: float | None, until: float | None, filters: Mapping[str, list[str]] | None = None
    ) -> list[dict[str, Any]]:
        """``GET /events?since=&until=``: the past ones among the last 256, oldest first.

        Parameters
        ----------
        since, until : float, optional
            Simulated seconds; without either there are none.
        filters : mapping, optional
            Lists of values by key.
        """
        if since is None and until is None:
            return []
        low = since if since is not None else -INFINITY
        high = until if until is not None else INFINITY
        return [each for each in self.between(low, high) if matches(each, filters or {})]

    def listen(
        self, listener: Callable[[dict[str, Any]], object], filters: Mapping[str, list[str]] | None = None
    ) -> Callable[[], None]:
        """``GET /events``: call `listener` with each event that passes the filters; what ends it is returned."""

        def hear(event: dict[str, Any]) -> None:
            if matches(event, filters or {}):
                listener(event)

        self._listeners.append(hear)
        return lambda: self._listeners.remove(hear)


FUZZY_EVENTS = ("health_status", "exec_create", "exec_start")
OBJECTS = ("container", "network", "volume", "daemon", "plugin")


def matches(event: dict[str, Any], filters: Mapping[str, list[str]]) -> bool:
    """Whether an event passes all filters; filters that dockerd does not know are ignored, as it does.

    Parameters
    ----------
    event : dict
        As :func:`told` gives it.
    filters : mapping
        Values by key; one value of each key is enough.
    """
    return all(_passes(event, key, list(wanted)) for key, wanted in filters.items())


def _passes(event: dict[str, Any], key: str, wanted: list[str]) -> bool:
    action, actor, attributes = event["Action"], event["Actor"]["ID"], event["Actor"]["Attributes"]
    if key in ("type", "scope"):
        return event["Type" if key == "type" else "scope"] in wanted
    if key == "event":
        fuzzy = any(value in FUZZY_EVENTS for value in wanted)
        return any(action.startswith(value) if fuzzy else action == value for value in wanted)
    if key in OBJECTS:
        return any(text.startswith(value) for value in wanted for text in (actor, attributes.get("name", "")))
    if key == "image":
        name = str(attributes.get("name" if event["Type"] == "image" else "image", ""))
        return any(value in (actor, name, name.partition(":")[0]) for value in wanted)
    if key == "label":
        pairs = (value.partition("=") for value in wanted)
        return all(name in attributes and (not equals or attributes[name] == text) for name, equals, text in pairs)
    return True
