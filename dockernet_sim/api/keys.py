"""What a terminal makes of the keys that a client in raw mode sends:
it echoes, gathers lines, and knows Ctrl-C and Ctrl-D."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from dockernet_sim.engine.container.detachkeys import DETACH, sequence

INTERRUPT, END, KILL_LINE = "\x03", "\x04", "\x15"
ERASE = ("\x7f", "\b")
LONGEST = 4096  # characters of a line, as the kernel's N_TTY_BUF_SIZE


class Typed(Protocol):
    """Where lines go."""

    def write(self, text: str) -> None:
        """A line with its newline."""

    def end(self) -> None:
        """End of input."""

    def signal(self, name: str) -> None:
        """A signal to the program in the foreground."""


class Keys:
    """The line discipline of one terminal.

    Parameters
    ----------
    line : Typed
        Where the lines go.
    show : callable
        Given the text to echo.
    detach : str
        The keys by which the client goes away, as Docker writes them.
    """

    def __init__(self, line: Typed, show: Callable[[str], object], detach: str = DETACH) -> None:
        self._line = line
        self._show = show
        self._detach = sequence(detach) or ""
        self._held = ""  # keys that may become those
        self._text = ""
        self._before = ""  # the key before this one
        self._escape = False
        self.detached = False

    def hear(self, text: str) -> None:
        """Keys that were pressed."""
        for key in text:
            self._hold(key)
            if self.detached:
                return

    def _hold(self, key: str) -> None:
        """Keep keys back as long as they may become those of going away."""
        self._held += key
        self.detached = self._held == self._detach
        if self._detach.startswith(self._held):
            return
        held, self._held = self._held, ""
        for each in held[:-1]:
            self._press(each)
        if len(held) > 1 and self._detach.startswith(key):
            self._held = key
            return
        self._press(key)

    def _press(self, key: str) -> None:
        before, self._before = self._before, key
        if self._escape:  # an arrow key or the like: there is no history
            self._escape = not (key.isalpha() or key == "~")
        elif key == "\x1b":
            self._escape = True
        elif key == "\n" and before == "\r":
            return
        elif key in "\r\n":
            self._show("\n")
            text, self._text = self._text, ""
            self._line.write(f"{text}\n")
        elif key < " " or key in ERASE:
            self._control(key)
        elif len(self._text) < LONGEST:
            self._text += key
            self._show(key)

    def _control(self, key: str) -> None:
        if key in ERASE and self._text:
            self._text = self._text[:-1]
            self._show("\b \b")
        elif key == KILL_LINE:
            self._show("\b \b" * len(self._text))
            self._text = ""
        elif key == INTERRUPT:
            self._show("^C")
            self._text = ""
            self._line.signal("INT")
        elif key == END and not self._text:
            self._line.end()
