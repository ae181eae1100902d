"""Commands that the shell runs itself."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.sh.arith import evaluate as arithmetic
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import SIGNALS
from dockernet_sim.programs.text.echo import echo_text
from dockernet_sim.programs.text.printf import printf_text
from dockernet_sim.programs.text.signals import may_signal, send
from dockernet_sim.programs.text.test import TestFault, evaluate
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.vfs.files import tidy

if TYPE_CHECKING:
    from dockernet_sim.programs.sh.interpreter import Shell

Run = Generator[Any, Any, int]
KEYWORDS = frozenset(
    ("if", "then", "elif", "else", "fi", "case", "esac", "for", "while", "until", "do", "done", "{", "}", "!")
)
Builtin = Callable[["Shell", Io, list[str]], "int | Run"]
BUILTINS: dict[str, Builtin] = {}


class ExitShell(Exception):
    """``exit``: the shell ends."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(code)


class Jump(Exception):
    """Out of a loop, or to its next round."""

    def __init__(self, levels: int) -> None:
        self.levels = levels
        super().__init__(levels)


class Break(Jump):
    """``break N``."""


class Continue(Jump):
    """``continue N``."""


class Return(Exception):
    """``return``: a function ends."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(code)


SPECIAL = frozenset(
    (":", ".", "break", "continue", "eval", "exec", "exit", "export", "return", "set", "shift", "trap", "unset")
)
"""POSIX's special builtins, which come before functions in dash and ash."""


def builtin(*names: str) -> Callable[[Builtin], Builtin]:
    """Register a builtin under these names."""

    def register(function: Builtin) -> Builtin:
        for name in names:
            BUILTINS[name] = function
        return function

    return register


def complain(shell: Shell, io: Io, name: str, text: str) -> None:
    """Write a complaint of a builtin, with the shell's and its name before it."""
    io.err.write(f"{shell.dialect.builtin(shell.name, shell.line, name)}{text}\n")


# -- output -------------------------------------------------------------------
@builtin("echo")
def echo(shell: Shell, io: Io, args: list[str]) -> int:
    """``echo``; dash's takes no -e and always reads escapes."""
    io.out.write(echo_text(args, escapes=shell.dialect.name == "dash"))
    return 0


@builtin("printf")
def printf(shell: Shell, io: Io, args: list[str]) -> int:
    """``printf FORMAT ARGUMENTS``."""
    if not args:
        io.err.write(
            f"{shell.dialect.prefix(shell.name, shell.line)}printf: usage: printf [-v var] format [arguments]\n"
        )
        return 2
    name = args[1] if args[0] == "-v" and len(args) > 2 and shell.dialect.name == "bash" else ""
    text, faults = printf_text(args[2:] if name else args)
    if name:
        shell.variables[name] = text
    else:
        io.out.write(text)
    for fault in faults:
        shell.complain(f"printf: {fault}", io)
    return int(bool(faults))


@builtin("pwd")
def pwd(shell: Shell, io: Io, args: list[str]) -> int:
    """``pwd``."""
    io.out.write(shell.cwd + "\n")
    return 0


@builtin("test")
def test(shell: Shell, io: Io, args: list[str], name: str = "test") -> int:
    """``test EXPRESSION``."""
    shell.task.cwd = shell.cwd
    try:
        return int(not evaluate(args, shell.task))
    except TestFault as fault:
        shell.complain(fault.text(shell.dialect.name, name), io)
        return 2


@builtin("[")
def bracket(shell: Shell, io: Io, args: list[str]) -> int:
    """``[ EXPRESSION ]``."""
    if not args or args[-1] != "]":
        shell.complain({"bash": "[: missing `]'", "dash": "[: missing ]"}.get(shell.dialect.name, "missing ]"), io)
        return 2
    return int(test(shell, io, args[:-1], "["))  # type: ignore[call-arg, arg-type]


@builtin("true", ":")
def true(shell: Shell, io: Io, args: list[str]) -> int:
    """Nothing, and that goes well."""
    return 0


@builtin("false")
def false(shell: Shell, io: Io, args: list[str]) -> int:
    """Nothing, and that fails."""
    return 1


# -- flow ---------------------------------------------------------------------
@builtin("exit")
def exit_(shell: Shell, io: Io, args: list[str]) -> int:
    """``exit [N]``."""
    if args and not args[0].lstrip("-").isdigit():
        text = f"{args[0]}: numeric argument required" if shell.dialect.name == "bash" else f"Illegal number: {args[0]}"
        complain(shell, io, "exit", text)
        raise ExitShell(2)
    raise ExitShell(int(args[0]) & 255 if args else shell.status)


@builtin("return")
def return_(shell: Shell, io: Io, args: list[str]) -> int:
    """``return [N]``: from a function or a sourced script; at the top dash and ash leave the shell."""
    code = int(args[0]) & 255 if args and args[0].lstrip("-").isdigit() else shell.status
    if args and not args[0].lstrip("-").isdigit():
        text = f"{args[0]}: numeric argument required" if shell.dialect.name == "bash" else f"Illegal number: {args[0]}"
        complain(shell, io, "return", text)
        code = 2
    if shell.depth or shell.sourced:
        raise Return(code)
    if shell.dialect.name != "bash":
        raise ExitShell(code)
    shell.complain("return: can only `return' from a function or sourced script", io)
    return 2


def _jump(shell: Shell, io: Io, args: list[str], kind: type[Jump], name: str) -> int:
    if not shell.loops:
        if shell.dialect.name == "bash":
            shell.complain(f"{name}: only meaningful in a `for', `while', or `until' loop", io)
        return 0
    raise kind(min(int(args[0]), shell.loops) if args and args[0].isdigit() else 1)


@builtin("break")
def break_(shell: Shell, io: Io, args: list[str]) -> int:
    """``break [N]``."""
    return _jump(shell, io, args, Break, "break")


@builtin("continue")
def continue_(shell: Shell, io: Io, args: list[str]) -> int:
    """``continue [N]``."""
    return _jump(shell, io, args, Continue, "continue")


@builtin("wait")
def wait(shell: Shell, io: Io, args: list[str]) -> Run:
    """``wait [PID...]``: until jobs in the background have ended."""
    code = 0
    for pid in args:
        if not any(str(job.inner_pid) == pid for job in shell.jobs):
            if shell.dialect.name == "bash":
                shell.complain(f"wait: pid {pid} is not a child of this shell", io)
            return 127
    for job in [j for j in shell.jobs if not args or str(j.inner_pid) in args]:
        code = yield from shell.wait_for_job(job)
        if job.running:
            return code
        shell.jobs.remove(job)
    return code if args else 0


@builtin("eval")
def eval_(shell: Shell, io: Io, args: list[str]) -> Run:
    """``eval WORDS``: the words, joined, as a line."""
    shell.status = 0
    return (yield from shell.run_inside(" ".join(args), "eval" if shell.dialect.name == "bash" else "", io))


@builtin(".", "source")
def source(shell: Shell, io: Io, args: list[str]) -> int | Run:
    """``. FILE``: the file's lines, in this shell."""
    if not args:
        shell.complain(".: filename argument required\n.: usage: . filename [arguments]", io)
        return 2
    shell.task.cwd = shell.cwd
    try:
        text = shell.task.read(args[0])
    except NetError as error:
        shell.complain(f"{args[0]}: {error.text}", io)
        return 1
    return _sourced(shell, text, io)


def _sourced(shell: Shell, text: str, io: Io) -> Run:
    shell.status = 0
    shell.sourced += 1
    try:
        return (yield from shell.run_inside(text, "", io))
    except Return as back:
        return back.code
    finally:
        shell.sourced -= 1


@builtin("exec")
def exec_(shell: Shell, io: Io, args: list[str]) -> Run:
    """``exec COMMAND``: the command takes the shell's place."""
    if not args:
        shell.io.inputs.update(io.inputs)
        shell.io.outputs.update(io.outputs)
        return 0
    if shell.find(args[0]) is None:
        complain(shell, io, "exec", f"{args[0]}: not found")
        raise ExitShell(127)
    shell.traps.clear()  # they end with the program that set them
    raise ExitShell((yield from shell.call(args, io, kinds="")))


@builtin("command")
def command(shell: Shell, io: Io, args: list[str]) -> int | Run:
    """``command NAME ARGS`` and ``command -v NAME``."""
    if args[:1] == ["-v"]:
        code = 0
        for name in args[1:]:
            where = _where(shell, name)
            io.out.write(f"{where}\n" if where else "")
            code = code if where else shell.dialect.unknown_status
        return code
    if args[:1] == ["-V"]:
        return type_(shell, io, args[1:])
    return shell.call(args, io, kinds="builtin") if args else 0


@builtin("builtin")
def builtin_(shell: Shell, io: Io, args: list[str]) -> int | Run:
    """``builtin NAME ARGS``."""
    if args and args[0] not in BUILTINS:
        complain(shell, io, "builtin", f"{args[0]}: not a shell builtin")
        return 1
    return shell.call(args, io, kinds="builtin") if args else 0


def _where(shell: Shell, name: str) -> str:
    """What a name means, as ``command -v`` prints it."""
    if name in shell.functions or shell.has_builtin(name) or name in KEYWORDS or shell.find(name) is None:
        return name if name in shell.functions or shell.has_builtin(name) or name in KEYWORDS else ""
    return name if "/" in name or shell.dialect.name == "ash" else f"/usr/bin/{name}"


@builtin("type")
def type_(shell: Shell, io: Io, args: list[str]) -> int:
    """``type NAME``."""
    code = 0
    for name in args:
        if name in KEYWORDS:
            io.out.write(f"{name} is a shell keyword\n")
        elif name in shell.functions:
            kind = "function" if shell.dialect.name != "dash" else "shell function"
            io.out.write(f"{name} is a {kind}\n")
            if shell.dialect.name == "bash":
                io.out.write(f"{shell.functions[name].source}\n")
        elif shell.has_builtin(name):
            io.out.write(f"{name} is a shell builtin\n")
        elif where := _where(shell, name):
            io.out.write(f"{name} is {where}\n")
        else:
            code = shell.dialect.unknown_status
            if shell.dialect.name == "bash":
                shell.complain(f"type: {name}: not found", io)
            else:
                io.out.write(f"{name}: not found\n")
    return code


# -- state --------------------------------------------------------------------
@builtin("cd")
def cd(shell: Shell, io: Io, args: list[str]) -> int:
    """``cd [FOLDER]``."""
    if len(args) > 1 and shell.dialect.name == "bash":
        shell.complain("cd: too many arguments", io)
        return 1
    target = args[0] if args else shell.variables.get("HOME", "/")
    if target == "-":
        target = shell.variables.get("OLDPWD", shell.cwd)
        io.out.write(target + "\n")
    path = tidy(target if target.startswith("/") else f"{shell.cwd}/{target}")
    if path not in ("/", "/root") and not shell.task.is_folder(path):
        error = "Not a directory" if shell.task.exists(path) else "No such file or directory"
        io.err.write(shell.dialect.bad_folder(shell.name, shell.line, target, error))
        return shell.dialect.folder_status
    shell.variables["OLDPWD"], shell.cwd = shell.cwd, path
    return 0


@builtin("unset")
def unset(shell: Shell, io: Io, args: list[str]) -> int:
    """``unset NAME``."""
    functions = "-f" in args
    for word in args:
        name, bracket, key = word.partition("[")
        if word in ("-v", "-f"):
            continue
        if functions or (name not in shell.variables and name not in shell.variables.arrays):
            shell.functions.pop(name, None)
        elif bracket:
            index = key.rstrip("]")
            shell.variables.forget(
                name, index if name in shell.variables.associative else arithmetic(index, shell.variables)
            )
        else:
            shell.variables.forget(name)
            shell.exported.discard(name)
    return 0


@builtin("shift")
def shift(shell: Shell, io: Io, args: list[str]) -> int:
    """``shift [N]``."""
    count = int(args[0]) if args and args[0].isdigit() else 1
    if count > len(shell.arguments):
        if shell.dialect.name == "dash":
            complain(shell, io, "shift", "can't shift that many")
        return 2 if shell.dialect.name == "dash" else 1
    del shell.arguments[:count]
    return 0


@builtin("set")
def set_(shell: Shell, io: Io, args: list[str]) -> int:
    """``set -e``, ``-u``, ``-o pipefail`` and ``set -- WORDS``."""
    letters = {"e": "errexit", "u": "nounset"}
    words = list(args)
    while words and words[0][:1] in "-+" and words[0] != "--":
        word = words.pop(0)
        if word[1:] == "o" and words:
            names = [words.pop(0)]
        else:
            names = [letters.get(letter, letter) for letter in word[1:]]
        for name in names:
            if name == "pipefail" and shell.dialect.name == "dash":
                complain(shell, io, "set", "Illegal option -o pipefail")
                raise ExitShell(2)
            if name not in shell.options:
                raise NotModelled(f"set {word[0]}{name} is not modelled")
            shell.options[name] = word[0] == "-"
    if words:
        shell.arguments = words[1:] if words[0] == "--" else words
    elif not args:
        for name in sorted(shell.variables):
            io.out.write(f"{name}={shell.variables[name]}\n")
    return 0


@builtin("read")
def read(shell: Shell, io: Io, args: list[str]) -> Run:
    """``read [-r] NAMES``: a line of the input, cut into variables."""
    raw = "-r" in args
    array = "-a" in args and shell.dialect.name == "bash"
    names = [a for a in args if a != "-r" and not (array and a == "-a")]
    if names[:1] == ["-p"] and len(names) > 1:
        io.err.write(names[1] if shell.task.tty else "")
        del names[:2]
    names = names or ["REPLY"]
    if any(n.startswith("-") for n in names):
        raise NotModelled(f"read {next(n for n in names if n.startswith('-'))} is not modelled")
    line = (yield from io.stdin.line()) if isinstance(io.stdin, Pipe) else ""
    text = line.rstrip("\n")
    if not raw:
        text = text.replace("\\", "")
    separators = shell.variables.get("IFS")
    if array:
        words = text.split() if separators is None else text.split(separators[0])
        shell.variables.set_array(names[0], dict(enumerate(words)))
        return int(not line.endswith("\n"))
    if separators is None:
        words = text.split(None, len(names) - 1) if text.strip() else []
    else:
        words = text.split(separators[0], len(names) - 1) if separators else [text]
    words = [w.strip() if separators is None else w for w in words]
    for index, name in enumerate(names):
        shell.variables[name] = words[index] if index < len(words) else ""
    return int(not line.endswith("\n"))


def _kill_usage(shell: Shell, io: Io) -> int:
    if shell.dialect.name == "bash":
        io.err.write("kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n")
        return 2
    dash = "kill: Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]\n"
    shell.complain(dash if shell.dialect.name == "dash" else "you need to specify whom to kill", io)
    return 2 if shell.dialect.name == "dash" else 1


@builtin("kill")
def kill(shell: Shell, io: Io, args: list[str]) -> Run:
    """``kill [-SIGNAL] PID``."""
    numbers = {str(number): name for name, number in SIGNALS.items()}
    signal, words = "TERM", list(args)
    if words[:1] == ["-s"]:
        words[:2] = ["-" + "".join(words[1:2])]
    if words and words[0].startswith("-") and words[0] != "--":
        given = words.pop(0)[1:].upper().removeprefix("SIG")
        if given == "L":
            raise NotModelled("kill -l is not modelled")
        signal = numbers.get(given, given)
        if signal not in SIGNALS and signal != "0":
            raise NotModelled(f"the signal {given} is not modelled")
    words = words[1:] if words[:1] == ["--"] else words
    if not words:
        return _kill_usage(shell, io)
    code = 0
    for pid in words:
        if pid == "0" or pid.startswith("-"):
            raise NotModelled(f"the process group {pid} is not modelled")
        if pid.startswith("%"):
            raise NotModelled(f"the job {pid} is not modelled: give the process id ($!)")
        if pid == "1" and not shell.task.place.own_pids:
            raise NotModelled("process 1 of a machine is not modelled")
        task = shell.task.place.task(pid)
        if task is shell.task and signal in SIGNALS:
            if signal in shell.traps:
                yield from shell.trapped(signal)
            else:
                raise simpy.Interrupt(signal)
        elif task is None:
            texts = {"bash": f"kill: ({pid}) - No such process", "dash": "kill: No such process\n"}
            shell.complain(texts.get(shell.dialect.name, f"can't kill pid {pid}: No such process"), io)
            code = 1
        elif not may_signal(shell.task, task):
            texts = {"bash": f"kill: ({pid}) - Operation not permitted", "dash": "kill: Operation not permitted\n"}
            shell.complain(texts.get(shell.dialect.name, f"can't kill pid {pid}: Operation not permitted"), io)
            code = 1
        else:
            send(shell.task, task, signal)
    return code
