"""`dockernet-sim shell`: a prompt on the lab's machines.

It starts on `vm`. ``ssh lan`` opens a shell on another machine (without the protocol: no packet travels), ``docker exec
-it NAME sh`` one in a container, ``exit`` or Ctrl-D leaves it again. Ctrl-C interrupts what runs, as everywhere.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from dockernet_sim.programs.task import Stream, Task
from dockernet_sim.programs.terminal import Terminal
from dockernet_sim.shell.complete import Completer
from dockernet_sim.shell.ssh import ssh_program
from dockernet_sim.sim.clock import INFINITY
from dockernet_sim.sim.errors import Runaway
from dockernet_sim.sim.interrupts import Interrupted
from dockernet_sim.sim.printable import printable
from dockernet_sim.world.again import again
from dockernet_sim.world.log import Call
from dockernet_sim.world.world import World

LIMIT = 60.0  # simulated seconds for one line where nobody can press Ctrl-C
SLICE = 0.05
WELCOME = """\
The standard lab: vm, with Docker {engine}, and lan, the other machine on its network. Images: tomcat, nginx, mysql, busybox; others are pulled.
Try: docker run -d --name web tomcat / docker exec web ip addr / ip link / iptables-save / ssh lan / help / exit
"""  # noqa: E501

Ask = Callable[[str], "str | None"]


class Console:
    """A root shell on vm, driven by what is typed.

    Parameters
    ----------
    world : World
        With its docker commands installed.
    ask : callable
        Given the prompt, returns the next line, or None at the end of the input.
    write : callable
        Given each piece of output as it comes.
    pace : float
        Simulated seconds for each real one; 0 does not wait, and interrupts a line after 60 simulated seconds.
    """

    def __init__(self, world: World, ask: Ask, write: Callable[[str], object], pace: float = 0.0) -> None:
        self.world = world
        self.pace = pace
        self._ask = ask
        self._write = write
        self._interrupted = False
        self._asking = False
        self._shown: list[str] = []  # since the last prompt
        self._heard: dict[str, Any] = {}  # what was typed, and when Ctrl-C came
        self._mark()

    def run(self) -> int:
        """Until the shell on vm ends; its exit code."""
        for machine in self.world.machines.values():
            machine.programs["ssh"] = ssh_program(self.world.machine)
        vm = self.world.machine("vm")
        out = Stream(self._show)
        task = Task(vm.place, ["bash"], stdin=Terminal.at(self._next), stdout=out, stderr=out, tty=True, cwd="/root")
        with self.world.call("console", lines=[], interrupts=[]) as self._heard, self._ctrl_c():
            task.start()
            while task.running:
                self._wait(task)
                self._step(task)
        return task.exit_code or 0

    def _step(self, task: Task) -> None:
        """One event; when everything goes round, what runs is stopped and the prompt comes back."""
        try:
            self.world.clock.advance(INFINITY)
        except Interrupted:  # another signal than Ctrl-C; the call notes it
            task.signal("INT")
        except Runaway as error:
            self._write(f"{type(error).__name__}: {error}\n")
            task.signal("INT")

    def _tell_refusals(self) -> None:
        """A line above the prompt for each refusal that the terminal did not show."""
        shown, self._shown = "".join(self._shown), []
        for text in self.world.newly_refused():
            if text not in shown:
                self._write(f"[not modelled, and not shown: {text}]\n")

    def _show(self, text: str) -> None:
        self._shown.append(text)
        self._write(text)

    def _next(self, prompt: str) -> str | None:
        self._tell_refusals()
        try:
            self._asking = True
            line = self._ask(prompt)
        except KeyboardInterrupt:
            self._write("^C\n")
            line = ""
        finally:
            self._asking = False
        self._interrupted = False
        self._heard["lines"].append(line)
        self._mark()
        return line

    def _mark(self) -> None:
        """Simulated and real time start from here."""
        self._simulated, self._real = self.world.clock.now, time.monotonic()

    def _wait(self, task: Task) -> None:
        """Let real time catch up with the next event, and hand on Ctrl-C."""
        passed = self.world.clock.peek() - self._simulated
        if not self.pace and passed > LIMIT:
            self._write(f"^C [stopped after {LIMIT:g} simulated seconds]\n")
            self._interrupted = True
        while self.pace and not self._interrupted:
            ahead = passed / self.pace - (time.monotonic() - self._real)
            if ahead <= 0:
                break
            time.sleep(min(ahead, SLICE))
        if self._interrupted:
            self._interrupted = False
            self._interrupt(task)
            self._mark()

    def _interrupt(self, task: Task) -> None:
        self._heard["interrupts"].append(self._moment())
        task.signal("INT")

    def _moment(self) -> list[float]:
        return [self.world.clock.now, self.world.clock.taken]

    @contextmanager
    def _ctrl_c(self) -> Iterator[None]:
        """While something runs, Ctrl-C is noted and handed on between two events, so that none is cut in half."""

        def note(_number: int, _frame: FrameType | None) -> None:
            if self._asking:
                raise KeyboardInterrupt
            self._interrupted = True

        if threading.current_thread() is not threading.main_thread():
            yield  # only a main thread hears signals
            return
        before = signal.signal(signal.SIGINT, note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


class Echo(Console):
    """A console as it was: the same lines, and Ctrl-C at the same moments."""

    def __init__(self, world: World, lines: list[str | None], interrupts: list[list[float]]) -> None:
        left = iter(lines)
        super().__init__(world, lambda prompt: next(left, None), lambda text: None)
        self._moments = list(interrupts)

    def _wait(self, task: Task) -> None:
        if self._moments[:1] == [self._moment()]:
            del self._moments[0]
            self._interrupt(task)


@again("console")
def _console(world: World, call: Call) -> None:
    Echo(world, call.details["lines"], call.details["interrupts"]).run()


def run(world: World, pace: float | None = None) -> int:
    """Open a console at this process's own standard input and output."""
    at_terminal = sys.stdin.isatty()
    console = Console(
        world,
        _keyboard(world) if at_terminal else _pipe,
        _show,
        (1.0 if at_terminal else 0.0) if pace is None else pace,
    )
    if at_terminal:
        sys.stdout.write(WELCOME.format(engine=world.options["engine"]))
    return console.run()


def _show(text: str) -> None:
    sys.stdout.write(printable(text))
    sys.stdout.flush()


def _pipe(_prompt: str) -> str | None:
    """The next line of an input that is no terminal; there is no terminal to prompt at."""
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


def _keyboard(world: World) -> Ask:
    """Lines from a keyboard, with history and completion where the platform has readline."""
    completer = Completer(world)
    completer.install()

    def ask(prompt: str) -> str | None:
        completer.prompt = prompt
        try:
            return input(prompt)
        except EOFError:
            return None

    return ask
