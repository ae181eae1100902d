"""The program's side of a connection: waiting for it, reading from it, hearing of its end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.inbox import WAKE, Inbox, join

if TYPE_CHECKING:
    from dockernet_sim.sim.clock import Clock


class Stream:
    """What arrived in order, and the two ways to it: ``data = yield c.recv()``, or ``on_data`` and ``on_close``.

    ``connected`` is an event that succeeds, or fails with NetError ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH or
    ENETUNREACH.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.connected = simpy.Event(clock)
        self._on_close: Callable[[], object] | None = None
        self._on_data: Callable[[bytes], object] | None = None
        self._ended = False
        self._inbox = Inbox(clock, self._collect)

    # -- what programs call ---------------------------------------------------
    def recv(self) -> simpy.Event:
        """An event that brings the next bytes, ``b""`` at the end; fails with NetError ECONNRESET or ETIMEDOUT."""
        if self._ended and not self._inbox:
            self._inbox.put(b"")
        return self._inbox.get()

    def readable(self) -> simpy.Event:
        """An event that comes once :meth:`recv` would not wait."""
        if self._ended and not self._inbox:
            self._inbox.put(b"")
        return self._inbox.readable()

    @property
    def on_data(self) -> Callable[[bytes], object] | None:
        """Called with the bytes that arrive, as an event of its own."""
        return self._on_data

    @on_data.setter
    def on_data(self, callback: Callable[[bytes], object] | None) -> None:
        self._on_data = callback
        self._inbox.on_item(self._call)

    @property
    def on_close(self) -> Callable[[], object] | None:
        """Called once when the peer has finished, or the connection broke."""
        return self._on_close

    @on_close.setter
    def on_close(self, callback: Callable[[], object] | None) -> None:
        self._on_close = callback
        self._inbox.on_item(self._call)

    def _call(self, item: bytes | NetError) -> None:
        if isinstance(item, bytes) and item:
            if self._on_data is not None:
                self._on_data(item)
        elif self._on_close is not None:
            self._on_close()

    def error(self) -> NetError | None:
        """Why it ended, told once to the call that asks first (sock_error): reading finds the end then."""
        items = [*self._inbox.items]
        if self._on_close is not None or not items or not isinstance(items[-1], NetError):
            return None
        self._inbox.items = deque(items[:-1])
        return items[-1]

    # -- what the connection does ---------------------------------------------
    def took(self, count: int) -> None:
        """The program read so many bytes."""

    def _collect(self, items: deque[Any]) -> Any:
        """What one read gives; the room it took is free again."""
        taken = join(items)
        if isinstance(taken, bytes) and taken:
            self.took(len(taken))
        return taken

    def deliver(self, data: bytes) -> None:
        """Bytes arrived in order."""
        self._inbox.put(data)

    def end(self, error: NetError | None = None) -> None:
        """Nothing more will arrive; `error` says why, if it is not that the peer has finished."""
        if not self._ended:
            self._ended = True
            self._inbox.put(b"" if error is None else error)

    def opened(self, error: NetError | None = None) -> None:
        """The connection is there, or will not be: the program hears of it a moment later."""
        if not self.connected.triggered:
            clock = self.clock
            clock.call_later(max(0.0, clock.t - clock.now) + WAKE, self._opened, error)

    def _opened(self, error: NetError | None) -> None:
        if self.connected.triggered:
            return
        if error is None:
            self.connected.succeed(self)
        else:
            self.connected.fail(error)
            self.connected.defused = True  # its program may have left
