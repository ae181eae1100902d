"""A shell's children: the sides of pipes, subshells, jobs in the background, and signals for them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.sh.builtins import Break, Continue, ExitShell, Return
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.sh.redirecting import Redirecting
from dockernet_sim.programs.sh.state import Run
from dockernet_sim.programs.sh.syntax import Command, Sequence
from dockernet_sim.programs.stream import Pipe, Stream
from dockernet_sim.programs.task import SIGNALS, Task
from dockernet_sim.vfs.files import File

if TYPE_CHECKING:
    from dockernet_sim.programs.sh.interpreter import Shell


class Children(Redirecting):
    """Starts tasks and waits for them."""

    def run_inside(self, text: str, where: str, io: Io) -> Run:
        """Run a text in this shell."""
        raise NotImplementedError

    def pipe(self, commands: list[Command], io: Io) -> Run:
        """Each side is a task of its own, and all run at once; a side that ends closes its ends of the pipes."""
        stdin, tasks = io.stdin, list[Task]()
        for index, command in enumerate(commands):
            out = io.out if index == len(commands) - 1 else Pipe(self.task.clock)
            task = self.fork(_runner(command), io.into(out, stdin))
            if isinstance(out, Pipe) and out is not io.out:
                task.at_exit.append(out.end)
            if index and isinstance(stdin, Pipe):
                task.at_exit.append(stdin.abandon)
            stdin = out if isinstance(out, Pipe) else ""
            tasks.append(task)
        for task in tasks:
            self.start(task, io)
        self.statuses = yield from self.wait_for_all(tasks)
        failed = [code for code in self.statuses if code]
        return failed[-1] if failed and self.options["pipefail"] else self.statuses[-1]

    def start(self, task: Task, io: Io) -> None:
        """Start a child; the shell ends where the host has too many processes."""
        try:
            task.start()
        except NetError as error:
            text = f"fork: {error.text}" if self.dialect.name == "bash" else "Cannot fork"
            self.complain(text, io)
            raise ExitShell(254 if self.dialect.name == "bash" else 2) from None

    def fork(self, run: Callable[[Shell], Run], io: Io) -> Task:
        """A task in which a copy of this shell will run something."""

        from dockernet_sim.programs.sh.interpreter import Shell

        def main(task: Task) -> Run:
            shell = Shell(task, self.dialect, self.name, self.arguments)
            shell.variables, shell.exported = self.variables.copy(), set(self.exported)
            shell.functions, shell.depth = dict(self.functions), self.depth
            shell.options, shell.status, shell.pid, shell.line = dict(self.options), self.status, self.pid, self.line
            shell.io = Io(dict(io.inputs), {**io.outputs, 1: task.stdout, 2: task.stderr})
            code = 0
            try:
                code = yield from run(shell)
            except (ExitShell, Return) as ended:
                code = ended.code
            except (Break, Continue):
                pass
            return (yield from shell.run_exit_trap(code))

        return Task(
            self.task.place, [self.name], env=self.environment(), stdin=io.stdin, stdout=io.out, stderr=io.err,
            tty=self.task.tty and io.out is self.task.stdout, cwd=self.cwd, program=main, parent=self.task,
        )  # fmt: skip

    def wait_for(self, task: Task) -> Run:
        """Let a child run to its end; signals go on to it, and a child that dies of Ctrl-C takes the shell along."""
        if task.process is None:
            self.start(task, self.io)
        return (yield from self.wait_for_all([task]))[-1]

    def wait_for_job(self, job: Task) -> Run:
        """``wait``: a signal that has a trap ends the waiting and not the job;
        the code is 128 and the signal's number."""
        self.task.waits_for = job
        try:
            if job.running:
                yield job.process
        except simpy.Interrupt as signal:
            name = str(signal.cause)
            if name in self.traps:
                yield from self.trapped(name)
                return 128 + SIGNALS[name]
            self.pending_signal = name
            job.signal(name)
            if name == "KILL":
                raise
        return (yield from self.wait_for(job))

    def wait_for_all(self, tasks: list[Task]) -> Generator[Any, Any, list[int]]:
        """The exit codes of children that run at once: a foreground job."""
        for task in tasks:
            self.task.waits_for = next((each for each in tasks if each.running and each.endless), task)
            while task.running:
                try:
                    yield task.process
                except simpy.Interrupt as signal:
                    self.pending_signal = str(signal.cause)
                    for each in tasks:
                        if self.pending_signal not in self.traps or self.pending_signal == "INT":
                            each.signal(self.pending_signal)
                    if self.pending_signal == "KILL":
                        raise
        codes = [task.exit_code or 0 for task in tasks]
        if self.pending_signal and self.pending_signal in self.traps:
            yield from self.trapped(self.pending_signal)
        elif self.pending_signal and codes[-1] == 128 + SIGNALS[self.pending_signal]:
            raise simpy.Interrupt(self.pending_signal)
        return codes

    def trapped(self, signal: str) -> Generator[Any, Any, None]:
        """Run what ``trap`` says of a signal."""
        self.forget_signal()
        before = self.status
        yield from self.run_inside(self.traps[signal], "", self.io)
        self.status = before

    def forget_signal(self) -> None:
        """The signal that came has been dealt with."""
        self.pending_signal = ""

    def substitute(self, body: Sequence) -> Generator[Any, Any, str]:
        """``$(...)``: what it wrote, without the newlines at its end."""
        out = Stream()
        task = self.fork(lambda shell: shell.sequence(body, shell.io), self.io.into(out))
        self.status = yield from self.wait_for(task)
        self.substituted = True
        return out.text.rstrip("\n")

    substituted = False

    def process_substitution(self, body: Sequence) -> str:
        """``<(...)``: the commands run beside; the name by which their output can be read."""
        pipe = Pipe(self.task.clock)
        task = self.fork(lambda shell: shell.sequence(body, shell.io), self.io.into(pipe))
        task.at_exit.append(pipe.end)
        self.start(task, self.io)
        name = f"/dev/fd/{63 - len(self.process_inputs)}"
        self.process_inputs[name] = pipe
        return name

    def provide(self, words: list[str]) -> Generator[Any, Any, None]:
        """Make files for the ``<(...)`` among the words: a program reads them when they are whole."""
        for name in words:
            pipe = self.process_inputs[name]
            yield from pipe.whole()
            self.task.files.bind(name, File(pipe.take()))


def _runner(command: Command) -> Callable[[Shell], Run]:
    return lambda shell: shell.command(command, shell.io)
