"""Running commands: the shell itself."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.programs.busybox import found
from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.sh import declaring as declaring
from dockernet_sim.programs.sh.builtins import BUILTINS, SPECIAL, ExitShell, Return
from dockernet_sim.programs.sh.children import Children
from dockernet_sim.programs.sh.compound import run_compound
from dockernet_sim.programs.sh.dialect import Dialect, SyntaxFault
from dockernet_sim.programs.sh.expand import Expander
from dockernet_sim.programs.sh.parser import Parser
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.sh.state import Run
from dockernet_sim.programs.sh.syntax import AndOr, Command, Function, Pipeline, Sequence, Simple, Word
from dockernet_sim.programs.sh.variables import ReadOnly
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled, Runaway

MOST_DEPTH = 1000  # functions inside each other
STACKED = 10  # of them on one stack of Python's


class Shell(Children):
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
        super().__init__(task, dialect, name, arguments)
        self.expand = Expander(self)

    # -- whole texts ---------------------------------------------------------
    def run(self, text: str, where: str = "-c") -> Run:
        """Run a text to its end; its value is the exit code."""
        try:
            code = yield from self.run_inside(text, where, self.io)
        except ExitShell as ended:
            code = ended.code
        return (yield from self.run_exit_trap(code))

    def run_exit_trap(self, code: int) -> Run:
        """``trap COMMANDS EXIT``: the shell ends, with this code unless the commands say another one."""
        commands = self.traps.pop("EXIT", "")
        if commands:
            self.status = code
            try:
                yield from self.run_inside(commands, "", self.io)
            except ExitShell as ended:
                return ended.code
        return code

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
            self.guarded += not last or pipeline.negated
            try:
                self.status = yield from self._pipeline(pipeline, io)
            finally:
                self.guarded -= not last or pipeline.negated
            if self.status and last and not pipeline.negated and self.options["errexit"] and not self.guarded:
                raise ExitShell(self.status)
        return self.status

    # -- pipes and children --------------------------------------------------
    def _pipeline(self, pipeline: Pipeline, io: Io) -> Run:
        began = self.task.clock.now
        if len(pipeline.commands) == 1:
            code = yield from self.command(pipeline.commands[0], io)
        else:
            code = yield from self.pipe(pipeline.commands, io)
        if len(pipeline.commands) == 1:
            self.statuses = [code]
        self.variables.arrays["PIPESTATUS"] = dict(enumerate(map(str, self.statuses)))
        if pipeline.timed:
            minutes, seconds = divmod(self.task.clock.now - began, 60)
            io.err.write(f"\nreal\t{minutes:.0f}m{seconds:.3f}s\nuser\t0m0.000s\nsys\t0m0.000s\n")
        return int(not code) if pipeline.negated else code

    # -- commands ------------------------------------------------------------
    def command(self, command: Command, io: Io) -> Run:
        """One command with its redirections."""
        if isinstance(command, Simple):
            try:
                return (yield from self._simple(command, io))
            except NotModelled as missing:  # this command only; the line goes on
                io.err.write(f"{self.name}: {missing}\n")
                self.task.host.refuse(self.name, str(missing))
                return 127
        inner = io.copy()
        if command.redirects and not (yield from self.redirect(command.redirects, inner)):
            return self.dialect.redirect_status
        try:
            return (yield from run_compound(self, command, inner))
        finally:
            self.close(inner, self.name)

    def holds(self, condition: Sequence, io: Io) -> Generator[Any, Any, bool]:
        """Whether a condition goes well; its failing ends nothing."""
        self.guarded += 1
        try:
            return (yield from self.sequence(condition, io)) == 0
        finally:
            self.guarded -= 1

    def _simple(self, command: Simple, io: Io) -> Run:
        self.line = command.line
        self.substituted = False
        self.task.budget.spend(1, f"{self.name}, line {self.line}")
        self.process_inputs.clear()
        words = yield from self.fields(command.words, io)
        io = io.copy()
        if command.redirects and not (yield from self.redirect(command.redirects, io)):
            return self.dialect.redirect_status
        provided = [word for word in words if word in self.process_inputs]
        yield from self.provide(provided)
        code = self.status if self.substituted else 0
        values: dict[str, str] = {}
        for assignment in command.assignments:
            if words and isinstance(assignment.value, Word) and assignment.subscript is None:
                values[assignment.name] = yield from self.text(assignment.value, io)
            else:
                yield from self.assign(assignment, io)
                code = self.status if self.substituted else 0
        self.declared = command.declared
        if not words:
            self.close(io, self.name)
            return code
        code = yield from self.call(words, io, values)
        for name in provided:
            self.task.files.remove(name)
        if isinstance(io.out, Pipe) and io.out.full:
            yield from io.out.room()
        return self.close(io, words[0]) or code

    def call(
        self, words: list[str], io: Io, values: dict[str, str] | None = None, kinds: str = "function builtin"
    ) -> Run:
        """Run a function, a builtin (if `kinds` names them) or a program with these words."""
        name = words[0]
        special = self.dialect.name != "bash" and name in SPECIAL
        function = self.functions.get(name) if "function" in kinds and not special else None
        builtin = BUILTINS.get(name) if "builtin" in kinds and self.has_builtin(name) else None
        if function is None and builtin is None:
            return (yield from self._program(words, io, values or {}))
        before = {each: self.variables.get(each) for each in values or {}}
        try:
            for each, value in (values or {}).items():
                self.variables[each] = value
            if function is not None:
                return (yield from self._function(function, words, io))
            assert builtin is not None
            done = builtin(self, io, words[1:])
            return done if isinstance(done, int) else (yield from done)
        except ReadOnly as fault:
            self.read_only(fault.name, io)
        finally:
            for each, old in before.items():
                if old is None:
                    self.variables.pop(each, None)
                else:
                    self.variables[each] = old

    def has_builtin(self, name: str) -> bool:
        """Whether this shell has the builtin: dash and ash lack some of bash's."""
        return name in BUILTINS and name not in self.dialect.lacks

    def _function(self, function: Function, words: list[str], io: Io) -> Run:
        """Call a function: its own arguments and locals.

        Every so often a process of its own, which spares Python's stack.
        """
        if self.depth >= MOST_DEPTH:
            raise Runaway(
                f"the function {function.name} calls itself more than {MOST_DEPTH} times over: it never comes back"
            )
        self.depth += 1
        before, self.arguments, loops, self.loops = self.arguments, words[1:], self.loops, 0
        self.variables.scopes.append({})
        try:
            run = self.command(function.body, io)
            return (yield from (run if self.depth % STACKED else self._apart(run)))
        except Return as back:
            return back.code
        finally:
            self.depth -= 1
            self.arguments, self.loops = before, loops
            self.variables.leave()

    def _apart(self, run: Run) -> Run:
        process = self.task.clock.spawn(run)
        while True:
            try:
                return int((yield process))
            except simpy.Interrupt as signal:
                if not process.is_alive:
                    raise
                process.interrupt(signal.cause)

    def find(self, name: str) -> Program | None:
        """The program that a name stands for."""
        if self.dialect.name == "ash" and (applet := found(self.task.place, name)) is not None:
            return applet
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
            self.task.place, words, env={**self.environment(), **values}, stdin=io.stdin, stdout=io.out,
            stderr=io.err, tty=self.task.tty and io.out is self.task.stdout, cwd=self.cwd, program=program,
            parent=self.task,
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
