"""The prompt in the browser: lines and Ctrl-C in, output and waits out, a limited number of events at a time."""

from __future__ import annotations

from typing import Any

from dockernet_sim.programs.terminal import OpenInput
from dockernet_sim.shell.terminal import open_terminal
from dockernet_sim.sim.clock import INFINITY
from dockernet_sim.sim.errors import Runaway
from dockernet_sim.world.lines import Keyboard, Line
from dockernet_sim.world.result import Result
from dockernet_sim.world.world import PROMPT, World

BATCH = 4_000  # events for one call: about 0.1 s in a browser, after which Ctrl-C is heard
GRACE = 0.05  # simulated seconds; shorter waits are not shown as waits
LIMIT = 60.0  # simulated seconds for one line when nothing waits for real time
EXIT = "exit\n"


class WebTerminal:
    """A root shell on vm, for one terminal in the browser.

    Parameters
    ----------
    world : World
        A lab's world; a shell that is open in it (a loaded lab's) is gone on with.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> terminal = WebTerminal(Lab().world)
    >>> terminal.advance()["output"]
    '[root@vm ~]# '
    >>> terminal.type("hostname")
    >>> terminal.advance()["output"]
    'vm\\n[root@vm ~]# '
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.since = world.trace.serial  # where the records of the last line begin
        self._pieces: list[str] = []
        self._typed: tuple[str, float] | None = None  # the line that runs, and when it was typed
        self._heard: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._until = 0.0
        self.line = self._found() or open_terminal(world, "vm", self._hear)

    def _found(self) -> Line | None:
        for line in reversed(self.world.lines):
            if isinstance(line.stdin, Keyboard) and line.task is not None and line.task.running:
                line.hear = self._hear
                if line.stdin.awaited:
                    self._pieces.append(line.stdin.prompt)
                return line
        return None

    def _hear(self, stream: str, text: str) -> None:
        self._pieces.append(text)
        self._heard[stream].append(text)

    # -- what is typed ---------------------------------------------------------
    def type(self, text: str) -> None:
        """Type a line; a shell that has ended is replaced by a new one."""
        if not self._running:
            self.line = open_terminal(self.world, "vm", self._hear)
            self._drift(self.world.clock.now + GRACE)
        self.since = self.world.trace.serial
        self._typed = (text, self.world.clock.now)
        self._heard = {"stdout": [], "stderr": []}
        self._until = 0.0
        self.line.write(f"{text}\n")

    def interrupt(self) -> None:
        """Ctrl-C: the program in the foreground ends, not the shell."""
        if not self.waiting:
            self.line.signal("INT")

    def leave(self) -> None:
        """Ctrl-D at an empty prompt: leave the innermost shell."""
        if self.waiting:
            self.type(EXIT.strip())

    # -- what comes of it ------------------------------------------------------
    @property
    def _running(self) -> bool:
        return self.line.task is not None and self.line.task.running

    @property
    def waiting(self) -> bool:
        """Whether the shell waits for a line, or has ended."""
        stdin = self.line.stdin
        return not self._running or (isinstance(stdin, OpenInput) and stdin.awaited)

    @property
    def prompt(self) -> str:
        """The prompt at which it waits."""
        return self.line.stdin.prompt if self.waiting and isinstance(self.line.stdin, Keyboard) else ""

    def advance(self, skip: bool = False, limit: float = LIMIT) -> dict[str, Any]:
        """Take events until the shell waits for a line, nothing is due soon, or it is enough for one call.

        Parameters
        ----------
        skip : bool
            Whether the wait for the next event is over.
        limit : float
            The most simulated seconds for one line; it is interrupted then.

        Returns
        -------
        dict
            ``output``; ``busy``: a line runs; ``wait``: simulated seconds to the next event, None when none
            is due; ``time``; ``ended``: the shell has ended.
        """
        clock = self.world.clock
        if skip:
            self._until = clock.peek() + GRACE
        self._until = max(self._until, clock.now + GRACE)
        self._drift(self._until)
        if self.waiting:
            self._ended()
        elif self._typed is not None and clock.now - self._typed[1] > limit:
            self._pieces.append(f"^C [stopped after {limit:g} simulated seconds]\n")
            self._typed = (self._typed[0], clock.now)
            self.interrupt()
        return self._state()

    def _state(self) -> dict[str, Any]:
        output, self._pieces = "".join(self._pieces), []
        due = 0.0 if self.waiting else self.world.clock.peek() - max(self._until, self.world.clock.now)
        return {
            "output": output,
            "busy": not self.waiting,
            "wait": max(0.0, due) if due < INFINITY else None,
            "time": self.world.clock.now,
            "ended": not self._running,
        }

    def _drift(self, until: float) -> None:
        try:
            self.world.drift(until, BATCH, lambda: self.waiting)
        except Runaway as error:
            self._pieces.append(f"{type(error).__name__}: {error}\n")
            self.interrupt()

    def _ended(self) -> None:
        """The line has ended: packets in flight land, refusals that were not shown are told, the line is remembered."""
        if self._typed is None:
            return
        (text, began), self._typed = self._typed, None
        prompt = self._pieces.pop() if self._pieces and self._pieces[-1] == self.prompt else ""
        self.world.drift(self.world.clock.now + PROMPT, BATCH, lambda: False)
        out, err = ("".join(self._heard[name]).removesuffix(prompt) for name in ("stdout", "stderr"))
        refused = tuple(self.world.newly_refused())
        status = self.line.stdin.status if isinstance(self.line.stdin, Keyboard) else 0
        result = Result(status, out, err, out + err, self.world.clock.now - began, False, refused)
        self._pieces += [f"[not modelled, and not shown: {each}]\n" for each in result.unseen]
        self._pieces.append(prompt)
        self.world.typed.append((text, result))
