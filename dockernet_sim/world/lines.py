"""Lines: a client's tie to a program that it talks with (exec, attach), as calls of the log.

What the program writes goes to the client and changes nothing in the world. What the client sends does: each piece, its
end and each signal is a call, so that a saved world makes them again at the same moments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.daemon.routes import work_of
from dockernet_sim.engine.errors import DaemonDown
from dockernet_sim.programs.stream import BrokenPipe, Pipe, Stream
from dockernet_sim.programs.terminal import OpenInput
from dockernet_sim.world.again import again

if TYPE_CHECKING:
    import simpy

    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.programs.task import Task
    from dockernet_sim.sim.clock import Clock
    from dockernet_sim.world.log import Call
    from dockernet_sim.world.world import World

SHELLS = ("sh", "ash", "bash", "dash")
Hear = Callable[[str, str], object]
"""Given the stream (``stdout`` or ``stderr``) and a piece of text"""


class Keyboard(OpenInput):
    """Lines that a client types at a shell: the prompt is written once before each of them."""

    __slots__ = ("_hear", "_prompted", "prompt")

    _hear: Hear
    _prompted: bool
    prompt: str  # the last one, for a client that comes back to a shell that waits

    @classmethod
    def heard_by(cls, clock: Clock, hear: Hear) -> Keyboard:
        """An open and empty input whose prompts go to `hear`."""
        keyboard = cls.on(clock)
        assert isinstance(keyboard, cls)
        keyboard._hear, keyboard._prompted, keyboard.prompt = hear, False, ""
        keyboard.ask = keyboard._prompt
        return keyboard

    def prompt_again(self) -> None:
        """The line that was begun is given up."""
        self._prompted = False

    def _prompt(self, prompt: str) -> str | simpy.Event | None:
        if not self._prompted:
            self._prompted, self.prompt = True, prompt
            self._hear("stdout", prompt)
        answer = self._next(prompt)
        if answer is None or isinstance(answer, str):
            self._prompted = False
        return answer


class Line:
    """One such tie.

    Parameters
    ----------
    world : World
        Where the program runs.
    hear : callable
        Given stream and text as the program writes.
    """

    def __init__(self, world: World, hear: Hear) -> None:
        self.world = world
        self.hear = hear
        self.number = len(world.lines)
        self.stdin: Pipe | OpenInput | None = None
        self.task: Task | None = None
        self.container: Container | None = None  # whose main process it leads to, which may be started later
        self.stop: Callable[[], object] | None = None
        self._ended = False
        world.lines.append(self)

    def open_input(self, shell: bool) -> None:
        """Make its standard input: a keyboard for a shell at a terminal, else a pipe."""
        clock = self.world.clock
        self.stdin = Keyboard.heard_by(clock, lambda *heard: self.hear(*heard)) if shell else Pipe(clock)

    def write(self, text: str) -> None:
        """Send text to the program's standard input; it is lost when nothing reads it."""
        if self.stdin is not None and not self._ended:
            with self.world.call("input", text=text, line=self.number):
                try:
                    self.stdin.write(text)
                except BrokenPipe:
                    self._ended = True

    def end(self) -> None:
        """End of standard input."""
        if self.stdin is not None and not self._ended:
            self._ended = True
            with self.world.call("input end", line=self.number):
                self.stdin.end()

    def signal(self, name: str) -> None:
        """Send INT, TERM or KILL to the program: what a terminal does on Ctrl-C."""
        with self.world.call("line signal", text=name, line=self.number):
            if isinstance(self.stdin, Keyboard):
                self.stdin.prompt_again()
            task = self.task if self.container is None else self.container.main
            if task is not None:
                task.signal(name)

    def hang_up(self) -> None:
        """The client is gone: the program goes on, its input ends."""
        self.end()
        self.leave()

    def leave(self) -> None:
        """The client went away from a terminal: the program goes on, and waits for the next one's keys."""
        self.hear = lambda stream, text: None
        if self.stop is not None:
            with self.world.call("detach", line=self.number):
                self.stop()
                self.stop = None


def exec_line(world: World, machine: str, exec_id: str, stdin: bool, tty: bool, hear: Hear) -> Line:
    """Start the program of an exec instance, with a line to it (``POST /exec/ID/start``).

    Raises
    ------
    ApiError
        When the engine refuses.
    """
    engine = world.engine(machine)
    with world.call("exec", machine, exec_id, stdin=stdin, tty=tty):
        _let_work(world, engine, "exec_start")
        line = Line(world, hear)
        made = engine.daemon.execs.get(exec_id)
        if stdin and made is not None:
            line.open_input(tty and made.argv[0].rpartition("/")[2] in SHELLS)
        out = Stream(lambda text: line.hear("stdout", text))
        err = Stream(lambda text: line.hear("stderr", text))
        given = line.stdin if line.stdin is not None else ""
        line.task = engine.execs.start(exec_id, stdin=given, stdout=out, stderr=err, tty=tty)
        return line


def attach_line(world: World, machine: str, ref: str, stdin: bool, hear: Hear) -> Line:
    """A line to a container's main process, which need not run yet (``POST /containers/ID/attach``).

    Raises
    ------
    ApiError
        When the engine refuses.
    """
    engine = world.engine(machine)
    with world.call("attach", machine, ref, stdin=stdin):
        _let_work(world, engine, "container_attach")
        container = engine.containers.get(ref)
        line = Line(world, hear)
        if stdin and container.config["OpenStdin"]:
            line.open_input(container.config["Tty"] and container.blueprint.command[0].rpartition("/")[2] in SHELLS)
        line.task, line.container = container.main, container
        line.stop = engine.containers.attach(ref, lambda stream, text: line.hear(stream, text), line.stdin)
        return line


def _let_work(world: World, engine: Engine, call: str) -> None:
    world.pass_time(engine.release.costs.of(work_of(call)))
    if not engine.daemon.up:
        raise DaemonDown


def _nothing(stream: str, text: str) -> None:
    """Hears nothing: in a copy there is no client."""


@again("exec")
def _exec(world: World, call: Call) -> None:
    exec_line(world, call.where, call.text, call.details["stdin"], call.details["tty"], _nothing)


@again("attach")
def _attach(world: World, call: Call) -> None:
    attach_line(world, call.where, call.text, call.details["stdin"], _nothing)


def _line(world: World, call: Call) -> Any:
    return world.lines[call.details["line"]]


@again("input")
def _input(world: World, call: Call) -> None:
    _line(world, call).write(call.text)


@again("input end")
def _end(world: World, call: Call) -> None:
    _line(world, call).end()


@again("line signal")
def _signal(world: World, call: Call) -> None:
    _line(world, call).signal(call.text)


@again("detach")
def _detach(world: World, call: Call) -> None:
    _line(world, call).stop()
