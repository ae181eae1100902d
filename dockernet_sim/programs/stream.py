"""What programs write to and read from: streams that keep their text, and pipes between two programs."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from dockernet_sim.sim.errors import Runaway

CAPACITY = 65_536  # characters in a pipe, as Linux's 64 KiB
MOST_WRITTEN = 16_777_216  # characters in one stream

Waiting = Generator[Any, Any, None]
Reading = Generator[Any, Any, str]


class BrokenPipe(Exception):
    """SIGPIPE: the reader of the pipe has ended."""


class InputPending(Exception):
    """A program that reads its whole input asked for it before its writer had ended."""

    def __init__(self, pipe: Pipe) -> None:
        self.pipe = pipe
        super().__init__()


class Stream:
    """Text that a task has written; `echo` is given each piece as it comes, as a terminal is."""

    __slots__ = ("_echo", "_pieces", "_written")

    def __init__(self, echo: Callable[[str], object] | None = None) -> None:
        self._pieces: list[str] | None = None
        self._echo = echo
        self._written = 0

    def write(self, text: str) -> None:
        """Add text at the end; Runaway when it is too much."""
        if text:
            if self._pieces is None:
                self._pieces = []
            self._count(len(text))
            self._pieces.append(text)
            if self._echo is not None:
                self._echo(text)

    def _count(self, length: int) -> None:
        self._written += length
        if self._written > MOST_WRITTEN:
            self._written -= length
            raise Runaway(f"more than {MOST_WRITTEN} characters of output: end it earlier, as with | head")

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces or ())


class Pipe(Stream):
    """What one program writes and another one reads meanwhile.

    Parameters
    ----------
    clock : simpy.Environment
        The clock by which reader and writer wait for each other.
    text : str
        What is in it from the start.
    ended : bool
        Whether nothing more will come: the text of a file or a here-document.

    Examples
    --------
    >>> from dockernet_sim.sim.clock import Clock
    >>> pipe = Pipe(Clock(), "one\\ntwo\\n", ended=True)
    >>> pipe.take_line(), pipe.take(), pipe.take()
    ('one\\n', 'two\\n', '')
    """

    __slots__ = ("_arrived", "_at", "_clock", "_held", "_waiting", "broken", "capacity", "ended")

    def __init__(self, clock: simpy.Environment, text: str = "", ended: bool = False) -> None:
        super().__init__()
        self._clock = clock
        self._held = text
        self._at = 0
        self._arrived = 0  # characters in _pieces
        self._waiting: list[simpy.Event] = []
        self.capacity = CAPACITY
        self.ended = ended
        self.broken = False

    # -- the writer's end ------------------------------------------------------
    def write(self, text: str) -> None:
        """Add text at the end; BrokenPipe when the reader has gone."""
        if not text:
            return
        if self.broken:
            raise BrokenPipe
        self._count(len(text))
        if self._pieces is None:
            self._pieces = []
        self._pieces.append(text)
        self._arrived += len(text)
        self._wake()

    def end(self) -> None:
        """The writer has ended."""
        self.ended = True
        self._wake()

    @property
    def full(self) -> bool:
        """Whether a writer has to wait for room."""
        return not self.broken and len(self._held) - self._at + self._arrived >= self.capacity

    @property
    def awaited(self) -> bool:
        """Whether a reader waits for text."""
        return bool(self._waiting) and not self.ended

    def room(self) -> Waiting:
        """Wait until there is room; BrokenPipe when the reader ends meanwhile."""
        while self.full:
            yield self._event()
        if self.broken:
            raise BrokenPipe

    # -- the reader's end ------------------------------------------------------
    def abandon(self) -> None:
        """The reader has ended."""
        self.broken, self._held, self._at, self._pieces, self._arrived = True, "", 0, None, 0
        self._wake()

    def take(self) -> str:
        """All that is there."""
        text = self._gather()[self._at :]
        self._held, self._at = "", 0
        if text:
            self._wake()
        return text

    def take_line(self) -> str:
        """The line that is there; at the end also what has no newline; otherwise empty."""
        text = self._gather()
        end = text.find("\n", self._at) + 1
        if not end:
            return self.take() if self.ended else ""
        line = text[self._at : end]
        self._at = end
        if self._at >= CAPACITY:
            self._held, self._at = text[end:], 0
        self._wake()
        return line

    def more(self) -> Reading:
        """Wait for text: all that is there, empty at the end."""
        while not (text := self.take()) and not self.ended:
            yield self._event()
        return text

    def line(self) -> Reading:
        """Wait for a line, with its newline; empty at the end."""
        while not (text := self.take_line()) and not self.ended:
            if self.full:
                return self.take()
            yield self._event()
        return text or self.take_line()

    def whole(self) -> Waiting:
        """Wait for the writer's end, with room for all that it writes."""
        self.capacity = MOST_WRITTEN + 1
        self._wake()
        while not self.ended:
            yield self._event()

    @property
    def text(self) -> str:
        """All that is there, without taking it."""
        return self._gather()[self._at :]

    def _gather(self) -> str:
        if self._pieces:
            self._held, self._at = self._held[self._at :] + "".join(self._pieces), 0
            self._pieces, self._arrived = None, 0
        return self._held

    # -- waiting ---------------------------------------------------------------
    def _event(self) -> simpy.Event:
        event = simpy.Event(self._clock)
        self._waiting.append(event)
        return event

    def _wake(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for event in waiting:
                event.succeed()
