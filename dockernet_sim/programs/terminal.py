"""A terminal: standard input that is typed at."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import simpy

    from dockernet_sim.sim.clock import Clock

Ask = Callable[[str], "str | simpy.Event | None"]
"""Takes the prompt; returns the next line, None at the end of the input, or the event after which to ask again."""


class Terminal(str):
    """Standard input of a task that runs at a terminal.

    To programs that read their whole input it is empty; a shell asks it for one line after the other. No simulated time
    goes by while the user thinks.

    Examples
    --------
    >>> lines = iter(["hostname", None])
    >>> terminal = Terminal.at(lambda prompt: next(lines))
    >>> terminal.ask("# "), terminal.ask("# "), str(terminal)
    ('hostname', None, '')
    """

    __slots__ = ("ask", "status")

    ask: Ask
    status: int  # `$?` of the shell that asks, as it asked last

    @classmethod
    def at(cls, ask: Ask) -> Terminal:
        """A terminal whose next line comes from ``ask(prompt)``; None is its end (Ctrl-D)."""
        terminal = cls("")
        terminal.ask = ask
        return terminal


class OpenInput(Terminal):
    """Standard input that stays open although nothing is typed: that of a container run with ``-dit``, ``-dt`` or
    ``-di``.

    A program that reads it waits until :meth:`write` or a terminal (:meth:`attach`) brings a line, or :meth:`end` its
    end.

    Examples
    --------
    >>> from dockernet_sim.sim.clock import Clock
    >>> stdin = OpenInput.on(Clock())
    >>> stdin.write("hostname\\nexit\\n")
    >>> stdin.ask("# "), stdin.ask("# ")
    ('hostname', 'exit')
    """

    __slots__ = ("_clock", "_closed", "_lines", "_terminal", "_waiting")

    _clock: Clock
    _closed: bool
    _lines: deque[str]
    _terminal: Terminal | None
    _waiting: simpy.Event | None

    @classmethod
    def on(cls, clock: Clock) -> OpenInput:
        """An input that is open and empty."""
        stdin = cls("")
        stdin._clock, stdin._closed, stdin._terminal, stdin._waiting = clock, False, None, None
        stdin._lines = deque()
        stdin.ask = stdin._next
        return stdin

    def write(self, text: str) -> None:
        """Append the lines of `text`, and wake the program that waits for them."""
        self._lines.extend(text.splitlines())
        self._wake()

    def end(self) -> None:
        """End of input once the lines are read."""
        self._closed = True
        self._wake()

    @property
    def awaited(self) -> bool:
        """Whether a program waits for a line."""
        other = self._terminal
        return (self._waiting is not None and not self._closed) or (isinstance(other, OpenInput) and other.awaited)

    def attach(self, terminal: Terminal) -> Callable[[], None]:
        """Take lines from `terminal` until the returned function is called."""
        self._terminal = terminal
        self._wake()

        def detach() -> None:
            if self._terminal is terminal:
                self._terminal = None
                if isinstance(terminal, OpenInput):
                    terminal._wake()  # the program asks here again, and hears the terminal that comes next

        return detach

    def _next(self, prompt: str) -> str | simpy.Event | None:
        if self._lines:
            return self._lines.popleft()
        if self._terminal is not None:
            return self._terminal.ask(prompt)
        if self._closed:
            return None
        if self._waiting is None:
            self._waiting = self._clock.event()
        return self._waiting

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.succeed()
