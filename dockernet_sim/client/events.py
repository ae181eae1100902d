"""docker-py's stream of events."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from dockernet_sim.client.checks import as_filters
from dockernet_sim.sim.when import EPOCH_SECONDS
from dockernet_sim.world.world import World


def simulated(value: float | datetime | None) -> float | None:
    """Simulated seconds; a date without a time zone is UTC, as docker-py takes it."""
    if isinstance(value, datetime):
        value = (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    return None if value is None else value - EPOCH_SECONDS


class EventStream:
    """What happened, event by event, until it is closed: what happens between two looks at it is kept.

    Where a real client would wait, it lets simulated time go by up to ``until``; without that it ends for now, and can
    be gone through again after ``lab.run``.
    """

    def __init__(
        self,
        world: World,
        machine: str,
        since: float | None,
        until: float | None,
        filters: dict[str, Any] | None,
        decode: bool,
    ) -> None:
        self._world = world
        self._until = until
        self._decode = decode
        events, wanted = world.engine(machine).events, as_filters(filters or {})
        self._kept: deque[dict[str, Any]] = deque(events.since(since, until, wanted) if since is not None else ())
        self._end = None if until is not None and until <= world.clock.now else events.listen(self._hear, wanted)

    def _hear(self, event: dict[str, Any]) -> None:
        if self._until is None or self._world.clock.now <= self._until:
            self._kept.append(event)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        clock = self._world.clock
        if not self._kept and self._end is not None and self._until is not None and self._until > clock.now:
            self._world.run_until(self._until)
        if not self._kept:
            raise StopIteration
        event = self._kept.popleft()
        return event if self._decode else json.dumps(event, separators=(",", ":")).encode() + b"\n"

    def close(self) -> None:
        """Hear no more."""
        if self._end is not None:
            self._end()
            self._end = None
        self._kept.clear()
