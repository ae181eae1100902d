"""Running commands: the shell itself."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import APPLET_NAMES, APPLETS, not_modelled
from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.sh.builtins import BUILTINS, Break, Continue, ExitShell
from dockernet_sim.programs.sh.compound import run_compound
from dockernet_sim.programs.sh.dialect import Bash, Dialect, SyntaxFault
from dockernet_sim.programs.sh.environment import bucket, level
from dockernet_sim.programs.sh.expand import Expander, ExpansionFault
from dockernet_sim.programs.sh.parser import Parser
from dockernet_sim.programs.sh.redirect import Io, source
from dockernet_sim.programs.sh.syntax import (
    AndOr,
    Command,
    Pipeline,
    Redirect,
    Sequence,
    Simple,
    Word,
)
from dockernet_sim.programs.stream import Pipe, Stream
from dockernet_sim.programs.task import SIGNALS, Task
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]


class Shell:
    """A shell that runs in a task; its variables live as long as it does.

    Parameters
    ----------
    task : Task
        Gives place, streams, environment and working folder.
    dialect : Bash, Dash or Ash
        Whose texts it speaks.
    name : str
        ``$0``.
    arguments : list of str
        ``$1`` and so on.
    """

    def __init__(
        self, task: Task, dialect: Dialect | None = None, name: str = "bash", arguments: list[str] | None = None
    ) -> None:
        self.task = task
        self.dialect = dialect or Bash()
        self.name = name
        self.arguments = list(arguments or ())
        own = {"PWD": task.cwd} if self.dialect.name == "dash" else {"PWD": task.cwd, "SHLVL": level(task.env)}
        self.variables = {**task.env, **own}
        self.exported = set(self.variables)
        self.cwd = task.cwd
        self.status = 0
        self.line = 1
        self.pid = task.inner_pid
        self.jobs: list[Task] = []
        self.options = {"errexit": False, "nounset": False, "pipefail": False}
        self.loops = 0
        self.expand = Expander(self)
        self.io = Io(source(task.clock, task.source), {1: task.stdout, 2: task.stderr})
        self._guarded = 0  # conditions around here: a failure in one ends nothing
        self._signal = ""
        self.statuses = [0]  # PIPESTATUS

    # -- texts ---------------------------------------------------------------
    def complain(self, text: str, io: Io) -> None:
        """A line on standard error, with the shell's name before it."""
        io.err.write(f"{self.dialect.prefix(self.name, self.line)}{text}\n")

    def unset_text(self, name: str) -> str:
        """What ``set -u`` says of an unset variable."""
        return f"{name}: {'unbound variable' if self.dialect.name == 'bash' else 'parameter not set'}"

    def arithmetic_text(self, text: str) -> str:
        """What is wrong with an arithmetic expression, in the dialect's words."""
        if self.dialect.name == "bash":
            return text
        if "division by 0" in text:
            return (
                "divide by zero"
                if self.dialect.name == "ash"
                else f'arithmetic expression: division by zero: "{text.split(":")[0]}"'
            )
        if self.dialect.name == "ash":
            return "arithmetic syntax error"
        return f'arithmetic expression: expecting primary: "{text.split(":")[0]}"'

    # -- whole texts ---------------------------------------------------------
    def run(self, text: str, where: str = "-c") -> Run:
        """Run a text to its end; its value is the exit code."""
        try:
            return (yield from self.run_inside(text, where, self.io))
        except ExitShell as ended:
            return ended.code

    def run_inside(self, text: str, where: str, io: Io) -> Run:
        """Run a text in this shell (``eval`` and ``.``): ``exit`` leaves the shell."""
        parser = Parser(text, self.dialect)
        while True:
            try:
                sequence = parser.next_command()
            except SyntaxFault as fault:
                if fault.special == "for":
                    return self._bad_loop_variable(fault, io)
                io.err.write(self.dialect.syntax(self.name, where, fault, text))
                self.status = 2
                return 2
            if sequence is None:
                return self.status
            yield from self.sequence(sequence, io)

    def _bad_loop_variable(self, fault: SyntaxFault, io: Io) -> int:
        self.line = fault.line
        if self.dialect.name == "bash":
            self.complain(f"`{fault.token}': not a valid identifier", io)
            return 1
        bad = (
            "Syntax error: Bad for loop variable"
            if self.dialect.name == "dash"
            else "syntax error: bad for loop variable"
        )
        self.complain(bad, io)
        return 2

    def sequence(self, sequence: Sequence, io: Io) -> Run:
        """Commands one after the other."""
        for item in sequence.items:
            if item.background:
                self._start_in_background(item, io)
                self.status = 0
            else:
                self.status = yield from self._and_or(item, io)
        return self.status

    def _start_in_background(self, item: AndOr, io: Io) -> None:
        front = AndOr(item.first, item.rest)
        task = self.fork(lambda shell: shell.sequence(Sequence([front]), shell.io), io.into(io.out, ""))
        self.start(task, io)
        self.jobs.append(task)
        self.variables["!"] = str(task.inner_pid)

    def _and_or(self, item: AndOr, io: Io) -> Run:
        pipelines = [("", item.first), *item.rest]
        for index, (operator, pipeline) in enumerate(pipelines):
            if operator and (operator == "&&") != (self.status == 0):
                continue
            last = index == len(pipelines) - 1
            self._guarded += not last or pipeline.negated
            try:
                self.status = yield from self._pipeline(pipeline, io)
            finally:
                self._guarded -= not last or pipeline.negated
            if self.status and last and not pipeline.negated and self.options["errexit"] and not self._guarded:
                raise ExitShell(self.status)
        return self.status

    # -- pipes and children --------------------------------------------------
    def _pipeline(self, pipeline: Pipeline, io: Io) -> Run:
        if len(pipeline.commands) == 1:
            code = yield from self.command(pipeline.commands[0], io)
        else:
            code = yield from self._pipe(pipeline.commands, io)
        return int(not code) if pipeline.negated else code

    def _pipe(self, commands: list[Command], io: Io) -> Run:
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

        def main(task: Task) -> Run:
            shell = Shell(task, self.dialect, self.name, self.arguments)
            shell.variables, shell.exported = dict(self.variables), set(self.exported)
            shell.options, shell.status, shell.pid, shell.line = dict(self.options), self.status, self.pid, self.line
            shell.io = Io(io.stdin, {**io.outputs, 1: task.stdout, 2: task.stderr})
            try:
                return (yield from run(shell))
            except ExitShell as ended:
                return ended.code
            except (Break, Continue):
                return 0

        return Task(
            self.task.place, [self.name], env=self._environment(), stdin=io.stdin, stdout=io.out, stderr=io.err,
            tty=self.task.tty and io.out is self.task.stdout, cwd=self.cwd, program=main, parent=self.task,
        )  # fmt: skip

    def wait_for(self, task: Task) -> Run:
        """Let a child run to its end; signals go on to it, and a child that dies of Ctrl-C takes the shell along."""
        if task.process is None:
            self.start(task, self.io)
        return (yield from self.wait_for_all([task]))[-1]

    def wait_for_all(self, tasks: list[Task]) -> Generator[Any, Any, list[int]]:
        """The exit codes of children that run at once: a foreground job."""
        for task in tasks:
            self.task.waits_for = next((each for each in tasks if each.running and each.endless), task)
            while task.running:
                try:
                    yield task.process
                except simpy.Interrupt as signal:
                    self._signal = str(signal.cause)
                    for each in tasks:
                        each.signal(self._signal)
                    if self._signal == "KILL":
                        raise
        codes = [task.exit_code or 0 for task in tasks]
        if self._signal and codes[-1] == 128 + SIGNALS[self._signal]:
            raise simpy.Interrupt(self._signal)
        return codes

    def forget_signal(self) -> None:
        """The signal that came has been dealt with."""
        self._signal = ""

    def substitute(self, body: Sequence) -> Generator[Any, Any, str]:
        """``$(...)``: what it wrote, without the newlines at its end."""
        out = Stream()
        task = self.fork(lambda shell: shell.sequence(body, shell.io), self.io.into(out))
        self.status = yield from self.wait_for(task)
        self.substituted = True
        return out.text.rstrip("\n")

    substituted = False

    # -- commands ------------------------------------------------------------
    def command(self, command: Command, io: Io) -> Run:
        """One command with its redirections."""
        if isinstance(command, Simple):
            return (yield from self._simple(command, io))
        inner = io.copy()
        if command.redirects and not (yield from self._redirect(command.redirects, inner)):
            return self.dialect.redirect_status
        try:
            return (yield from run_compound(self, command, inner))
        finally:
            self._close(inner, self.name)

    def text(self, word: Word, io: Io) -> Generator[Any, Any, str]:
        """A word as one text; the shell ends if it cannot be expanded."""
        try:
            return (yield from self.expand.text(word))
        except ExpansionFault as fault:
            self.expansion_failed(fault, io)
            return ""

    def holds(self, condition: Sequence, io: Io) -> Generator[Any, Any, bool]:
        """Whether a condition goes well; its failing ends nothing."""
        self._guarded += 1
        try:
            return (yield from self.sequence(condition, io)) == 0
        finally:
            self._guarded -= 1

    # -- simple commands -----------------------------------------------------
    def fields(self, words: list[Word], io: Io) -> Generator[Any, Any, list[str]]:
        """The fields of some words; the shell ends if they cannot be expanded."""
        try:
            return (yield from self.expand.fields(words))
        except ExpansionFault as fault:
            self.expansion_failed(fault, io)
            return []

    def expansion_failed(self, fault: ExpansionFault, io: Io) -> None:
        """Say so, and end."""
        if self.dialect.name != "bash" and "bad substitution" in str(fault):
            self.complain("Bad substitution" if self.dialect.name == "dash" else "syntax error: bad substitution", io)
        else:
            self.complain(str(fault), io)
        fatal = "parameter" in str(fault) or "unbound" in str(fault)
        raise ExitShell(127 if fatal and self.dialect.name == "bash" else self.dialect.expansion_status)

    def _simple(self, command: Simple, io: Io) -> Run:
        self.line = command.line
        self.substituted = False
        self.task.budget.spend(1, f"{self.name}, line {self.line}")
        words = yield from self.fields(command.words, io)
        io = io.copy()
        if command.redirects and not (yield from self._redirect(command.redirects, io)):
            return self.dialect.redirect_status
        code = self.status if self.substituted else 0
        values: dict[str, str] = {}
        for name, word in command.assignments:
            values[name] = yield from self.text(word, io)
            if not words:
                self.variables[name] = values[name]
                code = self.status if self.substituted else 0
        if not words:
            self._close(io, self.name)
            return code
        code = yield from self.call(words, io, values)
        if isinstance(io.out, Pipe) and io.out.full:
            yield from io.out.room()
        return self._close(io, words[0]) or code

    def call(self, words: list[str], io: Io, values: dict[str, str] | None = None, functions: bool = True) -> Run:
        """Run a builtin or a program with these words."""
        builtin = BUILTINS.get(words[0]) if functions else None
        if builtin is None:
            return (yield from self._program(words, io, values or {}))
        before = {name: self.variables.get(name) for name in values or {}}
        self.variables.update(values or {})
        try:
            done = builtin(self, io, words[1:])
            return done if isinstance(done, int) else (yield from done)
        finally:
            for name, value in before.items():
                if value is None:
                    self.variables.pop(name, None)
                else:
                    self.variables[name] = value

    def find(self, name: str) -> Program | None:
        """The program that a name stands for."""
        applets = self.task.place.applets
        if self.dialect.name == "ash" and name in (APPLET_NAMES if applets is None else applets):
            return APPLETS.get(name) or not_modelled(name)
        folder, slash, base = name.rpartition("/")
        if not slash:
            return self.task.place.programs.get(name)
        known = folder in ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin")
        return self.task.place.programs.get(base) if known else None

    def _program(self, words: list[str], io: Io, values: dict[str, str]) -> Run:
        program = self.find(words[0])
        if program is None:
            return self._missing(words[0], io)
        task = Task(
            self.task.place, words, env={**self._environment(), **values}, stdin=io.stdin, stdout=io.out,
            stderr=io.err, tty=self.task.tty and io.out is self.task.stdout, cwd=self.cwd, program=program, parent=self.task,
        )  # fmt: skip
        return (yield from self.wait_for(task))

    def _missing(self, name: str, io: Io) -> int:
        path = self.task.path(name)
        if "/" in name and self.task.files.exists(path):
            error = "Is a directory" if self.task.files.is_folder(path) else "Permission denied"
            io.err.write(self.dialect.cannot(self.name, self.line, "run", name, error))
            return 126
        io.err.write(self.dialect.not_found(self.name, self.line, name))
        return 127

    def _environment(self) -> dict[str, str]:
        """What children get, in the order of the shell's own table of variables."""
        names = [name for name in self.variables if name in self.exported]
        return {name: self.variables[name] for name in sorted(names, key=lambda name: bucket(name, self.dialect))}

    def value(self, name: str) -> str | None:
        """The value of a variable or of a special parameter; None when it is not set."""
        if name.isdigit():
            number = int(name)
            return self.name if not number else (self.arguments[number - 1 : number] or [None])[0]  # type: ignore[list-item]
        special = {
            "?": str(self.status), "$": str(self.pid), "#": str(len(self.arguments)), "@": " ".join(self.arguments),
            "*": " ".join(self.arguments), "-": "hBc" if self.dialect.name == "bash" else "", "PWD": self.cwd,
        }  # fmt: skip
        return special[name] if name in special else self.variables.get(name)

    # -- redirections --------------------------------------------------------
    def _redirect(self, redirects: list[Redirect], io: Io) -> Generator[Any, Any, bool]:
        for redirect in redirects:
            target = yield from self.text(redirect.target, io)
            operator, reads = redirect.operator, redirect.operator.startswith("<")
            try:
                if not self._open(redirect.fd, operator, target, io):
                    self.complain(f"{target}: Bad file descriptor", io)
                    return False
            except NetError as error:
                what = "open" if reads else "create"
                io.err.write(self.dialect.cannot(self.name, self.line, what, target, error.text))
                return False
        return True

    def _open(self, fd: int, operator: str, target: str, io: Io) -> bool:
        self.task.cwd = self.cwd
        if operator in ("<<", "<<<"):
            io.stdin = source(self.task.clock, target + ("\n" if operator == "<<<" else ""))
        elif operator == "<":
            io.stdin = source(self.task.clock, "" if target == "/dev/null" else self.task.read(target))
        elif operator == "<&":
            return target in ("0", "-")
        elif operator in (">&", "&>", "&>>") and not (operator == ">&" and (target.isdigit() or target == "-")):
            io.output_to(self.task, target, 1, append=operator == "&>>")
            io.outputs[2] = io.outputs[1]
        elif operator == ">&":
            return io.duplicate(fd, target)
        elif operator in (">", ">|", ">>"):
            if target.startswith(("/dev/tcp/", "/dev/udp/")):
                raise NotModelled(f"{target} is not modelled")
            io.output_to(self.task, target, fd, append=operator == ">>")
        else:
            raise NotModelled(f"the redirection {operator} is not modelled")
        return True

    def _close(self, io: Io, who: str) -> int:
        for sink in io.opened:
            error = sink.close()
            if error is not None:
                io.outputs[2].write(self.dialect.write_error(self.name, self.line, who, error.text))
                return 1
        return 0


def _runner(command: Command) -> Callable[[Shell], Run]:
    return lambda shell: shell.command(command, shell.io)
