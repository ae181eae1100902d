"""What a container's main process wrote (the json-file log), and who listens to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dockernet_sim.programs.task import Stream

Listener = Callable[[str, str], object]


class Entry(NamedTuple):
    """One piece: when, which stream (``stdout`` or ``stderr``), and the text."""

    time: float
    stream: str
    text: str


class Log:
    """A container's log; it goes on through restarts.

    Examples
    --------
    >>> log = Log(lambda: 1.5)
    >>> log.stream("stdout").write("hi\\n")
    >>> log.entries
    [Entry(time=1.5, stream='stdout', text='hi\\n')]
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.entries: list[Entry] = []
        self._listeners: list[Listener] = []

    def stream(self, name: str) -> Stream:
        """A stream whose text goes into the log."""
        return Stream(lambda text: self._add(name, text))

    def _add(self, stream: str, text: str) -> None:
        self.entries.append(Entry(self._now(), stream, text))
        for listener in list(self._listeners):
            listener(stream, text)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with stream and text of all that comes; the function that ends it is returned."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop
