"""Running commands: the shell itself."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NoReturn

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.files import File
from dockernet_sim.programs.busybox import APPLET_NAMES, APPLETS, not_modelled
from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.sh import declaring as declaring
from dockernet_sim.programs.sh import devtcp
from dockernet_sim.programs.sh.builtins import BUILTINS, SPECIAL, Break, Continue, ExitShell, Return
from dockernet_sim.programs.sh.compound import run_compound
from dockernet_sim.programs.sh.dialect import Bash, Dialect, SyntaxFault
from dockernet_sim.programs.sh.environment import bucket, level
from dockernet_sim.programs.sh.expand import Expander, ExpansionFault
from dockernet_sim.programs.sh.parser import Parser
from dockernet_sim.programs.sh.redirect import Io, source
from dockernet_sim.programs.sh.syntax import (
    AndOr,
    Assignment,
    Command,
    Function,
    Pipeline,
    Redirect,
    Sequence,
    Simple,
    Word,
)
from dockernet_sim.programs.sh.variables import Array, ReadOnly, Variables
from dockernet_sim.programs.stream import Pipe, Stream
from dockernet_sim.programs.task import SIGNALS, Task
from dockernet_sim.sim.errors import NotModelled, Runaway

Run = Generator[Any, Any, int]
MOST_DEPTH = 1000  # functions inside each other
STACKED = 10  # of them on one stack of Python's


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
        self.variables = Variables({**task.env, **own})
        self.functions: dict[str, Function] = {}
        self.traps: dict[str, str] = {}  # by signal, or EXIT
        self.declared: list[Assignment] = []  # among the words of the builtin that runs: declare and its like
        self.process_inputs: dict[str, Pipe] = {}  # ``<(...)``, by the names that they go by
        self.sourced = 0  # scripts that `.` runs
        self.depth = 0  # functions inside each other
        self.exported = set(self.variables)
        self.cwd = task.cwd
        self.status = 0
        self.line = 1
        self.pid = task.inner_pid
        self.jobs: list[Task] = []
        self.options = {"errexit": False, "nounset": False, "pipefail": False}
        self.loops = 0
        self.expand = Expander(self)
        self.io = Io({0: source(task.clock, task.source)}, {1: task.stdout, 2: task.stderr})
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
        began = self.task.clock.now
        if len(pipeline.commands) == 1:
            code = yield from self.command(pipeline.commands[0], io)
        else:
            code = yield from self._pipe(pipeline.commands, io)
        if len(pipeline.commands) == 1:
            self.statuses = [code]
        self.variables.arrays["PIPESTATUS"] = dict(enumerate(map(str, self.statuses)))
        if pipeline.timed:
            minutes, seconds = divmod(self.task.clock.now - began, 60)
            io.err.write(f"\nreal\t{minutes:.0f}m{seconds:.3f}s\nuser\t0m0.000s\nsys\t0m0.000s\n")
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
                        if self._signal not in self.traps or self._signal == "INT":
                            each.signal(self._signal)
                    if self._signal == "KILL":
                        raise
        codes = [task.exit_code or 0 for task in tasks]
        if self._signal and self._signal in self.traps:
            yield from self.trapped(self._signal)
        elif self._signal and codes[-1] == 128 + SIGNALS[self._signal]:
            raise simpy.Interrupt(self._signal)
        return codes

    def trapped(self, signal: str) -> Generator[Any, Any, None]:
        """Run what ``trap`` says of a signal."""
        self.forget_signal()
        before = self.status
        yield from self.run_inside(self.traps[signal], "", self.io)
        self.status = before

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

    def process_substitution(self, body: Sequence) -> str:
        """``<(...)``: the commands run beside; the name by which their output can be read."""
        pipe = Pipe(self.task.clock)
        task = self.fork(lambda shell: shell.sequence(body, shell.io), self.io.into(pipe))
        task.at_exit.append(pipe.end)
        self.start(task, self.io)
        name = f"/dev/fd/{63 - len(self.process_inputs)}"
        self.process_inputs[name] = pipe
        return name

    def _provide(self, words: list[str]) -> Generator[Any, Any, None]:
        """Files for the ``<(...)`` among the words: a program reads them when they are whole."""
        for name in words:
            pipe = self.process_inputs[name]
            yield from pipe.whole()
            self.task.files.bind(name, File(pipe.take()))

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

    def expansion_failed(self, fault: ExpansionFault, io: Io) -> NoReturn:
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
        self.process_inputs.clear()
        words = yield from self.fields(command.words, io)
        io = io.copy()
        if command.redirects and not (yield from self._redirect(command.redirects, io)):
            return self.dialect.redirect_status
        provided = [word for word in words if word in self.process_inputs]
        yield from self._provide(provided)
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
            self._close(io, self.name)
            return code
        code = yield from self.call(words, io, values)
        for name in provided:
            self.task.files.remove(name)
        if isinstance(io.out, Pipe) and io.out.full:
            yield from io.out.room()
        return self._close(io, words[0]) or code

    def assign(self, assignment: Assignment, io: Io) -> Generator[Any, Any, None]:
        """One assignment; the shell ends where the variable is read-only."""
        name, value, variables = assignment.name, assignment.value, self.variables
        try:
            if not isinstance(value, Word):
                variables.set_array(name, (yield from self._array(assignment, value)))
            elif assignment.subscript is None:
                text = yield from self.expand.text(value)
                variables[name] = variables.get(name, "") + text if assignment.append else text
            else:
                key = yield from self.expand.key(name, assignment.subscript)
                text = yield from self.expand.text(value)
                before = variables.element(name, key) or "" if assignment.append else ""
                variables.set_element(name, key, before + text)
        except ExpansionFault as fault:
            self.expansion_failed(fault, io)
        except ReadOnly:
            self.read_only(name, io)

    def _array(self, assignment: Assignment, values: list[tuple[Word | None, Word]]) -> Generator[Any, Any, Array]:
        name = assignment.name
        array: Array = dict(self.variables.elements(name)) if assignment.append else {}
        at = max([key for key in array if isinstance(key, int)], default=-1) + 1
        for subscript, word in values:
            if subscript is None:
                for text in (yield from self.expand.fields([word])):
                    array[at], at = text, at + 1
            else:
                key = yield from self.expand.key(name, subscript)
                array[key] = yield from self.expand.text(word)
                at = key + 1 if isinstance(key, int) else at
        return array

    def read_only(self, name: str, io: Io) -> NoReturn:
        """Say that a variable is read-only, and end."""
        text = {"bash": "readonly variable", "dash": "is read only"}.get(self.dialect.name, "is read only")
        self.complain(f"{name}: {text}", io)
        raise ExitShell(1 if self.dialect.name == "bash" else 2)

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
        """Call a function: its own arguments and locals. Every so often a process of its own, which spares Python's stack."""
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
            "*": " ".join(self.arguments), "LINENO": str(self.line), "-": "hBc" if self.dialect.name == "bash" else "", "PWD": self.cwd,
        }  # fmt: skip
        return special[name] if name in special else self.variables.get(name)

    # -- redirections --------------------------------------------------------
    def redirect(self, redirects: list[Redirect], io: Io) -> Generator[Any, Any, bool]:
        """Open files; False, with a complaint, when one cannot be."""
        return (yield from self._redirect(redirects, io))

    def _redirect(self, redirects: list[Redirect], io: Io) -> Generator[Any, Any, bool]:
        for redirect in redirects:
            target = yield from self.text(redirect.target, io)
            if self.dialect.name == "bash" and devtcp.is_socket(target):
                if not (yield from devtcp.open_socket(self, redirect, target, io)):
                    return False
                continue
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
            io.inputs[fd] = source(self.task.clock, target + ("\n" if operator == "<<<" else ""))
        elif operator == "<" and target in self.process_inputs:
            io.inputs[fd] = self.process_inputs[target]
        elif operator == "<":
            io.inputs[fd] = source(self.task.clock, "" if target == "/dev/null" else self.task.read(target))
        elif operator == "<&":
            return io.duplicate_input(fd, target)
        elif operator in (">&", "&>", "&>>") and not (operator == ">&" and (target.isdigit() or target == "-")):
            io.output_to(self.task, target, 1, append=operator == "&>>")
            io.outputs[2] = io.outputs[1]
        elif operator == ">&":
            return io.duplicate(fd, target)
        elif operator in (">", ">|", ">>"):
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
