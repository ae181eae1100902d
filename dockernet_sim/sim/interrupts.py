"""Interrupts: a signal that arrives while a lab works is handled between two events, not in the middle of one.

Python runs a signal's handler between any two bytecodes of the main thread; a handler that raises (Ctrl-C does) would
leave half of an event undone. While a lab works, signals with a handler in Python are therefore noted, and their
handlers are called after the event that was under way. An event that does not end does not shut Ctrl-C out: a second
signal after one second, or the watch after two, calls the handler at once; the clock is then marked as torn, and its
lab refuses further work.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # the functions of signal make an enum of each answer: 200 us a call of the lab
import _thread
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

FORCED = 1.0  # seconds of real time after which a second signal does not wait for the event's end
WATCH = 2.0  # seconds of real time after which a signal is sent again, if its event has not ended
NOT_OURS = {"SIGKILL", "SIGSTOP"}  # no handler can be set for them
SIGNALS = tuple(int(number) for number in signal.valid_signals() if getattr(number, "name", "") not in NOT_OURS)

Handler = Callable[[int, FrameType | None], object]


class Interrupted(BaseException):
    """The run stopped between two events; its cause is what the signal's handler raised (none in a replay)."""


class Stoppable(Protocol):
    """A clock, as interrupts see it."""

    torn: bool

    def stop_soon(self) -> None:
        """Call :func:`deliver` after the event that is under way."""


class Held:
    """The signals that are held back, and the clocks that run, the innermost last."""

    def __init__(self) -> None:
        self.clocks: list[Stoppable] = []
        self.handlers: dict[int, Handler] = {}
        self.waiting: list[tuple[int, FrameType | None]] = []
        self._since = 0.0
        self._watch: threading.Timer | None = None

    def take_over(self) -> None:
        """Put :meth:`note` in the place of every handler in Python."""
        for number in SIGNALS:
            handler = _signal.getsignal(number)
            if callable(handler):
                self.handlers[number] = handler
                _signal.signal(number, self.note)

    def give_back(self) -> None:
        """Put the handlers back, but for those that were changed meanwhile."""
        for number, handler in self.handlers.items():
            if _signal.getsignal(number) == self.note:
                _signal.signal(number, handler)

    def note(self, number: int, frame: FrameType | None) -> None:
        """The handler while a lab works."""
        now = time.monotonic()
        if self.waiting and now - self._since >= FORCED:
            self._force(number, frame)
            return
        if not self.waiting:
            self._since = now
            self._watch = _watch(number)
        self.waiting.append((number, frame))
        if self.clocks:
            self.clocks[-1].stop_soon()

    def _force(self, number: int, frame: FrameType | None) -> None:
        self.waiting.clear()
        for clock in self.clocks:
            clock.torn = True
        self.handlers[number](number, frame)

    def deliver(self) -> None:
        """Call the handlers of the signals that wait; what one raises comes out."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        while self.waiting:
            number, frame = self.waiting.pop(0)
            self.handlers[number](number, frame)


def _watch(number: int) -> threading.Timer | None:
    """Send the signal again after :data:`WATCH`; None where there are no threads (in a browser)."""
    if sys.platform == "emscripten":
        return None
    timer = threading.Timer(WATCH, _thread.interrupt_main, [number])
    timer.daemon = True
    timer.start()
    return timer


_held: Held | None = None


@contextmanager
def held(clock: Stoppable) -> Iterator[None]:
    """Hold signals back while `clock` works:
    they are handled between two of its events, or at the end of this block."""
    global _held
    if threading.current_thread() is not threading.main_thread():
        yield  # Python runs signal handlers in the main thread only
        return
    outermost, now = _held is None, _held or Held()
    if outermost:
        now.take_over()
        _held = now
    now.clocks.append(clock)
    try:
        yield
    finally:
        now.clocks.pop()
        if outermost:
            _held = None
            now.give_back()
            now.deliver()
        elif now.waiting:
            now.clocks[-1].stop_soon()


def deliver() -> None:
    """Handle the signals that wait.

    Raises
    ------
    Interrupted
        When a handler raises; its cause is that exception.
    """
    if _held is None or threading.current_thread() is not threading.main_thread():
        return
    try:
        _held.deliver()
    except BaseException as error:
        raise Interrupted from error
