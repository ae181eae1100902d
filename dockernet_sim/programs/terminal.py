"""A terminal: standard input that somebody is typing at."""

from __future__ import annotations

from collections.abc import Callable

Ask = Callable[[str], "str | None"]


class Terminal(str):
    """Standard input of a task that runs at a terminal.

    To programs that read their whole input it is empty; a shell asks it for one line after the other. No simulated time
    goes by while somebody thinks.

    Examples
    --------
    >>> lines = iter(["hostname", None])
    >>> terminal = Terminal.at(lambda prompt: next(lines))
    >>> terminal.ask("# "), terminal.ask("# "), str(terminal)
    ('hostname', None, '')
    """

    __slots__ = ("ask",)

    ask: Ask

    @classmethod
    def at(cls, ask: Ask) -> Terminal:
        """A terminal whose next line comes from ``ask(prompt)``; None is its end (Ctrl-D)."""
        terminal = cls("")
        terminal.ask = ask
        return terminal
