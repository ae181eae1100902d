"""A task: a running program, with the namespace, files, environment and streams it sees."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.filing import Filing
from dockernet_sim.programs.place import ALL_CAPABILITIES, Place
from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.stream import BrokenPipe, InputPending, Pipe
from dockernet_sim.programs.stream import Stream as Stream
from dockernet_sim.sim.budget import Budget
from dockernet_sim.sim.errors import BrokenExtension, NotModelled, Runaway
from dockernet_sim.vfs.credentials import ROOT, Credentials

SIGNALS = {"INT": 2, "KILL": 9, "PIPE": 13, "TERM": 15}
DEEPEST = 200
MOST_PROCESSES = (
    1_000  # that programs started, on one host at a time; containers' first ones and docker-proxy do not count
)
START = 30  # units of a Budget for starting a program,
FAILED_START = 2_000  # and for trying to on a host that is full: what a fork bomb does
STOPPED = 137  # by the watch over runaways, as if it had killed it
CRASHED = 70  # EX_SOFTWARE

__all__ = ["ALL_CAPABILITIES", "Place", "Stream", "Task"]


class Log(Protocol):
    """Whatever takes down what a program writes."""

    def stream(self, name: str) -> Stream:
        """The stream ``stdout`` or ``stderr``."""


class Task(Filing):
    """One running program.

    Parameters
    ----------
    place : Place
        Where it runs.
    argv : list of str
        The program's name and its arguments.
    env, stdin, stdout, stderr
        The environment (the place's, unless given), the text it can read, and where its output goes.
    tty : bool
        Whether its output goes to a terminal (``-t``).
    program : callable, optional
        The program itself; by default the place's program of the name ``argv[0]``.
    parent : Task, optional
        The task that starts it and will wait for it.
    log : Log, optional
        Where output goes for which there is no stream.
    creds : Credentials
        As which user it runs, unless its parent, in the same place, says so. Others than root have no capabilities.

    >>> from dockernet_sim import Lab
    >>> Lab().task(["sleep", "1"]).running
    True
    """

    __slots__ = (
        "_at_exit", "_log", "_program", "_stderr", "_stdout", "_words", "argv", "budget", "called", "caps", "clock",
        "creds", "cwd", "depth", "endless", "env", "exit_code",
        "files", "host", "inner_pid", "ns", "parent_pid", "pid", "place", "process", "source", "started", "traps",
        "tty", "waits_for",
    )  # fmt: skip

    def __init__(
        self,
        place: Place,
        argv: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        stdin: str | Pipe = "",
        stdout: Stream | None = None,
        stderr: Stream | None = None,
        tty: bool = False,
        cwd: str = "/",
        program: Program | None = None,
        parent: Task | None = None,
        log: Log | None = None,
        creds: Credentials = ROOT,
    ) -> None:
        self.depth: int = parent.depth + 1 if parent is not None else 0
        if self.depth > DEEPEST:
            raise NotModelled(f"more than {DEEPEST} programs that wait for each other are not modelled")
        self.place = place
        self.host, self.ns, self.files, self.clock = place.host, place.ns, place.files, place.host.clock
        self.budget: Budget = parent.budget if parent is not None else Budget(self.clock)
        self.argv: Sequence[str] = argv
        self.called = argv[0] if argv else ""  # what it goes by in its own messages
        self.env: Mapping[str, str] = place.env if env is None else env  # nobody writes to it
        heir = parent is not None and parent.place is place  # of its parent's user and capabilities
        self.creds: Credentials = parent.creds if heir and parent is not None else creds
        own = frozenset[str]() if creds.uid else place.caps
        self.caps: frozenset[str] = parent.caps if heir and parent is not None else own
        self.source = stdin  # what the children that share it are given
        self._stdout, self._stderr = stdout, stderr
        self._log = log
        self.tty = tty
        self.cwd = cwd
        self.started = self.clock.now
        self.pid = place.host.next_pid()
        self.inner_pid = place.inner_pid(self.pid)
        self.parent_pid = parent.inner_pid if parent is not None and parent.place is place else 0
        self._words = tuple(argv)
        self.exit_code: int | None = None
        self.endless = False  # a program sets it that will not end by itself: ``ping`` without ``-c``, a server
        self.waits_for: Task | None = None  # the child that a shell, or docker in the foreground, waits for
        self.traps: Mapping[str, str] | None = None  # a shell's: what it does at a signal
        self._at_exit: list[Callable[[], object]] | None = None
        self._program = program or place.programs[argv[0].rpartition("/")[2]]
        self.process: simpy.Process | None = None

    def __repr__(self) -> str:
        return f"<Task {self.pid} {' '.join(self.argv)} in {self.place.name}>"

    # -- what programs use ----------------------------------------------------
    @property
    def words(self) -> tuple[str, ...]:
        """The words that it was started with, as /proc/PID/cmdline shows them."""
        return self._words

    def become(self, words: Sequence[str]) -> None:
        """Go on as another program with these words (execve(2)); its function is called by the one that is replaced."""
        self.argv, self._words, self.called = words, tuple(words), words[0]

    @property
    def title(self) -> str:
        """What it was started as, as `ps` shows it."""
        return " ".join(self._words)

    @property
    def stdin(self) -> str:
        """All of standard input; InputPending while more can come (the program then runs again at the input's end)."""
        if isinstance(self.source, Pipe):
            if not self.source.ended:
                raise InputPending(self.source)
            self.source = self.source.take()
        return self.source

    @property
    def stdout(self) -> Stream:
        """Standard output."""
        if self._stdout is None:
            self._stdout = Stream() if self._log is None else self._log.stream("stdout")
        return self._stdout

    @property
    def stderr(self) -> Stream:
        """Standard error; with a log, a terminal has one stream for both."""
        if self._stderr is None:
            own = Stream() if self._log is None else self._log.stream("stderr")
            self._stderr = self.stdout if self._log is not None and self.tty else own
        return self._stderr

    @property
    def at_exit(self) -> list[Callable[[], object]]:
        """What is called as it ends, the last one first."""
        if self._at_exit is None:
            self._at_exit = []
        return self._at_exit

    @property
    def args(self) -> list[str]:
        """The arguments, without the program's name."""
        return list(self.argv[1:])

    def out(self, text: str) -> None:
        """Write to standard output."""
        self.stdout.write(text)

    def err(self, text: str) -> None:
        """Write to standard error."""
        self.stderr.write(text)

    def sleep(self, seconds: float) -> simpy.Event:
        """An event that comes in so many seconds."""
        return self.clock.timeout(seconds)

    # -- its life -------------------------------------------------------------
    def start(self) -> simpy.Process:
        """Run; the process's value is the exit code; NetError EAGAIN when the host has too many processes."""
        if self.depth and self.host.forked >= MOST_PROCESSES:
            self.budget.spend(FAILED_START, "starting programs")
            raise NetError("EAGAIN", self.called)
        self.budget.spend(START)
        self.place.begins(self)
        self.host.processes[self.pid] = self
        self.host.forked += self.depth > 0
        self.process = self.clock.spawn(self._main())
        return self.process

    def _main(self) -> Generator[Any, Any, int]:
        try:
            self.exit_code = yield from self._run()
        except RecursionError:
            self.exit_code = self._fails("words nested this deeply are not modelled", 127)
        except NotModelled as missing:
            self.exit_code = self._fails(str(missing), 127)
            self.host.refuse(self.called, str(missing))
        except (Runaway, BrokenExtension) as error:
            self.exit_code = self._fails(f"{type(error).__name__}: {error}", STOPPED)
        except BrokenPipe:
            self.exit_code = 128 + SIGNALS["PIPE"]
        except simpy.Interrupt as signal:
            self.exit_code = 128 + SIGNALS.get(str(signal.cause), SIGNALS["TERM"])
        except Exception as defect:  # of the program: it ends, the machine goes on, and the defect is kept to be seen
            import traceback  # it never should

            self.host.internal_errors.append(f"{self.title}\n{traceback.format_exc()}")
            self.exit_code = self._fails(f"internal error: {defect!r} (please report)", CRASHED)
        finally:
            self.place.ends(self)
            if self.host.processes.pop(self.pid, None) is not None:
                self.host.forked -= self.depth > 0
            self.release()
        return self.exit_code or 0

    def release(self) -> None:
        """Close what it has open (exit_files in do_exit), while its namespace is still there."""
        closing, self._at_exit = self._at_exit, None
        for close in reversed(closing or ()):
            close()

    def _run(self) -> Generator[Any, Any, int]:
        """The program; when it asks for its whole input too early, it is run again when the input has ended."""
        while True:
            try:
                started = self._program(self)
                if isinstance(started, simpy.Event):
                    yield started
                    return 0
                return started if isinstance(started, int) else (yield from started)
            except InputPending as pending:
                yield from pending.pipe.whole()

    def _fails(self, text: str, code: int) -> int:
        with suppress(BrokenPipe, Runaway):
            self.err(f"{self.called}: {text}\n")
        return code

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.process is not None and self.process.is_alive

    @property
    def foreground(self) -> Task:
        """The last task of those that wait for each other, or the first that does not end by itself."""
        task = self
        while not task.endless and task.waits_for is not None and task.waits_for.running:
            task = task.waits_for
        return task

    def signal(self, name: str) -> None:
        """Send INT (Ctrl-C), TERM or KILL: the program sees a simpy.Interrupt whose cause is that name."""
        if self.running and self.process is not None and self.process is not self.clock.active_process:
            self.process.interrupt(name)
