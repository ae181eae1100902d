"""What a program is waiting for: things that arrived, each with its time, and a way to wait for the next."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import simpy

if TYPE_CHECKING:
    from dockernet_sim.sim.clock import Clock

T = TypeVar("T")
SAME = 1e-9  # seconds that rounding may make of the same moment


class Mailbox(Generic[T]):
    """Items and the times at which they arrive, the first first."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._items: deque[tuple[T, float]] = deque()
        self._waiter: simpy.Event | None = None

    def put(self, item: T) -> None:
        """Something arrives, at the leg's time."""
        clock = self.clock
        self._items.append((item, clock.t))
        if self._waiter is not None:
            clock.call_later(max(0.0, clock.t - clock.now), self._wake)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.triggered:
            self._waiter.succeed()

    @property
    def ready(self) -> bool:
        """Whether something is there by now: what the kernel handled in this very leg may still be on its way."""
        return bool(self._items) and self._items[0][1] <= self.clock.now + SAME

    def next(self) -> tuple[T, float] | None:
        """What arrived first and was not read yet, and when."""
        return self._items.popleft() if self.ready else None

    def wait(self, seconds: float | None = None) -> Generator[Any, Any, None]:
        """Until something is there, or so many seconds have passed."""
        if self.ready:
            return
        if self._items:
            left = self._items[0][1] - self.clock.now
            seconds = left if seconds is None else min(seconds, left)
        self._waiter = simpy.Event(self.clock)
        timer = self.clock.call_later(max(0.0, seconds), self._wake) if seconds is not None else None
        try:
            yield self._waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()
