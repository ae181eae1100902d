"""What a container's main process wrote (the json-file log), and who listens to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dockernet_sim.programs.task import Stream
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.gonumbers import NoNumber, atoi

Listener = Callable[[str, str], object]
Line = tuple[float, str, str]
"""When, which stream, and a line's text"""


class Entry(NamedTuple):
    """One piece: when, which stream (``stdout`` or ``stderr``), and the text."""

    time: float
    stream: str
    text: str


class Log:
    """A container's log; it goes on through restarts.

    Examples
    --------
    >>> log = Log(Clock())
    >>> log.stream("stdout").write("hi\\n")
    >>> log.entries
    [Entry(time=0.0, stream='stdout', text='hi\\n')]
    """

    __slots__ = ("_clock", "_entries", "_listeners")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: list[Entry] | None = None
        self._listeners: tuple[Listener, ...] = ()

    @property
    def entries(self) -> list[Entry]:
        """All that was written."""
        return list(self._entries or ())

    def stream(self, name: str) -> Stream:
        """A stream whose text goes into the log."""
        return _Stream(self, name)

    def add(self, stream: str, text: str) -> None:
        """Something was written."""
        if self._entries is None:
            self._entries = []
        self._entries.append(Entry(self._clock.now, stream, text))
        for listener in self._listeners:
            listener(stream, text)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with stream and text of all that comes; the function that ends it is returned."""
        self._listeners += (listener,)

        def stop() -> None:
            self._listeners = tuple(each for each in self._listeners if each is not listener)

        return stop


class _Stream(Stream):
    """One of the two streams of a main process."""

    __slots__ = ("_log", "_name")

    def __init__(self, log: Log, name: str) -> None:
        super().__init__()
        self._log = log
        self._name = name

    def write(self, text: str) -> None:
        """Add text at the end."""
        super().write(text)
        if text:
            self._log.add(self._name, text)


def joined(pieces: list[Line]) -> list[Line]:
    """Pieces put together to lines."""
    lines: list[Line] = []
    for time, stream, text in pieces:
        for part in text.splitlines(keepends=True):
            if lines and lines[-1][1] == stream and not lines[-1][2].endswith("\n"):
                lines[-1] = (lines[-1][0], stream, lines[-1][2] + part)
            else:
                lines.append((time, stream, part))
    return lines


def tail(lines: list[Line], wanted: str) -> list[Line]:
    """The last so many lines; all when it is no number."""
    try:
        count = atoi(wanted)
    except NoNumber:
        return lines
    return lines if count < 0 else lines[len(lines) - count :] if count < len(lines) else lines
