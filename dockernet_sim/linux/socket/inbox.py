"""What a socket has received and its program has not read yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import simpy

if TYPE_CHECKING:
    from dockernet_sim.sim.clock import Clock

WAKE = 30e-6  # seconds until a program that waits runs again: scheduler and system call


class Inbox:
    """A queue with two ways out: an event for a program that waits, or a callback.

    A callback is called as an event of its own, a moment after the packet's leg; never from inside the kernel. At most
    one program waits: a caller that asks again, after a time-out, gets the same event.
    """

    __slots__ = ("_callback", "_clock", "_collect", "_handing", "_waiting", "_watchers", "items")

    def __init__(self, clock: Clock, collect: Callable[[deque[Any]], Any] | None = None) -> None:
        self._clock = clock
        self._collect = collect
        self.items: deque[Any] | tuple[Any, ...] = ()  # most never hold more than one
        self._waiting: simpy.Event | None = None
        self._callback: Callable[[Any], object] | None = None
        self._handing = False
        self._watchers: list[simpy.Event] | tuple[()] = ()

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)

    def put(self, item: Any) -> None:
        """Something arrived: a value, or an exception for who reads next."""
        items = self.items
        if isinstance(items, deque):
            items.append(item)
        else:
            self.items = deque((*items, item)) if items else (item,)
        if self._watchers:
            clock = self._clock
            clock.at(clock.now + (max(0.0, clock.t - clock.now) + WAKE), self._tell)
        if not self._handing:
            self._wake()

    def get(self) -> simpy.Event:
        """An event that brings the next item, or fails with it."""
        if self._waiting is None or self._waiting.triggered:
            self._waiting = simpy.Event(self._clock)
            if self.items and not self._handing:
                self._hand()
        return self._waiting

    def readable(self) -> simpy.Event:
        """An event that comes once there is something to get."""
        event = simpy.Event(self._clock)
        if self.items:
            event.succeed()
        else:
            self._watchers = [*self._watchers, event]
        return event

    def on_item(self, callback: Callable[[Any], object] | None) -> None:
        """From now on, call this with each item."""
        self._callback = callback
        if self.items and not self._handing:
            self._wake()

    def error(self) -> Exception | None:
        """Take an exception that would be read next."""
        first = self.items[0] if self.items else None
        return self._next() if isinstance(first, Exception) else None

    def clear(self) -> None:
        """Forget what was not read."""
        self.items = ()

    def _tell(self) -> None:
        watchers, self._watchers = self._watchers, ()
        for event in watchers:
            event.succeed()

    def _next(self) -> Any:
        items = self.items
        if not isinstance(items, deque):
            self.items = ()
            if self._collect is None:
                return items[0]
            items = self.items = deque(items)
        return items.popleft() if self._collect is None else self._collect(items)

    def _wake(self) -> None:
        if self._callback is not None or (self._waiting is not None and not self._waiting.triggered):
            self._handing, clock = True, self._clock
            now = clock.now
            ahead = clock.t - now
            clock.at(now + (ahead + WAKE if ahead > 0.0 else WAKE), self._hand)

    def _hand(self) -> None:
        self._handing = False
        if not self.items:
            return
        if self._callback is not None:
            while self.items and self._callback is not None:
                self._callback(self._next())
            return
        event = self._waiting
        if event is None or event.triggered:
            return
        item = self._next()
        if isinstance(item, Exception):
            event.fail(item)
            event.defused = True  # whoever waited may have left
        else:
            event.succeed(item)


def join(items: deque[Any]) -> Any:
    """All bytes that are there, as one read of a stream gives them; an exception alone."""
    first = items.popleft()
    if not isinstance(first, bytes) or not first:
        return first
    pieces = [first]
    while items and isinstance(items[0], bytes) and items[0]:
        pieces.append(items.popleft())
    return b"".join(pieces)
