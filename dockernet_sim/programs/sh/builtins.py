"""Commands that the shell runs itself."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.files import tidy
from dockernet_sim.programs.sh.lexer import is_name
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import SIGNALS
from dockernet_sim.programs.text.echo import echo_text
from dockernet_sim.programs.text.printf import printf_text
from dockernet_sim.programs.text.signals import send
from dockernet_sim.programs.text.test import TestFault, evaluate
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.programs.sh.interpreter import Shell

Run = Generator[Any, Any, int]
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


def builtin(*names: str) -> Callable[[Builtin], Builtin]:
    """Register a builtin under these names."""

    def register(function: Builtin) -> Builtin:
        for name in names:
            BUILTINS[name] = function
        return function

    return register


def _complain(shell: Shell, io: Io, name: str, text: str) -> None:
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
    text, faults = printf_text(args)
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
        _complain(shell, io, "exit", text)
        raise ExitShell(2)
    raise ExitShell(int(args[0]) & 255 if args else shell.status)


@builtin("return")
def return_(shell: Shell, io: Io, args: list[str]) -> int:
    """There are no functions to return from; dash and ash then leave the script."""
    if shell.dialect.name != "bash":
        raise ExitShell(shell.status)
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
        code = yield from shell.wait_for(job)
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
    shell.status = 0
    return shell.run_inside(text, "", io)


@builtin("exec")
def exec_(shell: Shell, io: Io, args: list[str]) -> Run:
    """``exec COMMAND``: the command takes the shell's place."""
    if not args:
        raise NotModelled("exec with redirections alone is not modelled")
    if shell.find(args[0]) is None:
        _complain(shell, io, "exec", f"{args[0]}: not found")
        raise ExitShell(127)
    raise ExitShell((yield from shell.call(args, io, functions=False)))


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
    return shell.call(args, io) if args else 0


def _where(shell: Shell, name: str) -> str:
    """What a name means, as ``command -v`` prints it."""
    if name in BUILTINS or shell.find(name) is None:
        return name if name in BUILTINS else ""
    return name if "/" in name or shell.dialect.name == "ash" else f"/usr/bin/{name}"


@builtin("type")
def type_(shell: Shell, io: Io, args: list[str]) -> int:
    """``type NAME``."""
    code = 0
    for name in args:
        if name in BUILTINS:
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


@builtin("export")
def export(shell: Shell, io: Io, args: list[str]) -> int:
    """``export NAME[=VALUE]``."""
    code = 0
    if not [a for a in args if a != "-p"]:
        start = "declare -x" if shell.dialect.name == "bash" else "export"
        quote = '"' if shell.dialect.name == "bash" else "'"
        for name in sorted(shell.exported & set(shell.variables)):
            io.out.write(f"{start} {name}={quote}{shell.variables[name]}{quote}\n")
    for word in [a for a in args if a != "-p"]:
        name, equals, value = word.partition("=")
        if not is_name(name):
            text = f"`{word}': not a valid identifier" if shell.dialect.name == "bash" else f"{name}: bad variable name"
            _complain(shell, io, "export", text)
            code = 1 if shell.dialect.name == "bash" else 2
            continue
        shell.exported.add(name)
        if equals:
            shell.variables[name] = value
    return code


@builtin("unset")
def unset(shell: Shell, io: Io, args: list[str]) -> int:
    """``unset NAME``."""
    for name in args:
        if name not in ("-v", "-f"):
            shell.variables.pop(name, None)
            shell.exported.discard(name)
    return 0


@builtin("shift")
def shift(shell: Shell, io: Io, args: list[str]) -> int:
    """``shift [N]``."""
    count = int(args[0]) if args and args[0].isdigit() else 1
    if count > len(shell.arguments):
        if shell.dialect.name == "dash":
            _complain(shell, io, "shift", "can't shift that many")
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
    names = [a for a in args if a != "-r"] or ["REPLY"]
    if any(n.startswith("-") for n in names):
        raise NotModelled(f"read {next(n for n in names if n.startswith('-'))} is not modelled")
    line = (yield from io.stdin.line()) if isinstance(io.stdin, Pipe) else ""
    text = line.rstrip("\n")
    if not raw:
        text = text.replace("\\", "")
    separators = shell.variables.get("IFS")
    if separators is None:
        words = text.split(None, len(names) - 1) if text.strip() else []
    else:
        words = text.split(separators[0], len(names) - 1) if separators else [text]
    words = [w.strip() if separators is None else w for w in words]
    for index, name in enumerate(names):
        shell.variables[name] = words[index] if index < len(words) else ""
    return int(not line.endswith("\n"))


@builtin("kill")
def kill(shell: Shell, io: Io, args: list[str]) -> int:
    """``kill [-SIGNAL] PID``."""
    numbers = {str(number): name for name, number in SIGNALS.items()}
    signal, words = "TERM", list(args)
    if words[:1] == ["-s"]:
        words[:2] = ["-" + "".join(words[1:2])]
    if words and words[0].startswith("-") and words[0] != "--":
        given = words.pop(0)[1:].upper().removeprefix("SIG")
        signal = numbers.get(given, given)
        if signal not in SIGNALS and signal != "0":
            raise NotModelled(f"the signal {given} is not modelled")
    code = 0
    for pid in words:
        task = shell.task.place.task(pid)
        if task is None:
            texts = {"bash": f"kill: ({pid}) - No such process", "dash": "kill: No such process\n"}
            shell.complain(texts.get(shell.dialect.name, f"can't kill pid {pid}: No such process"), io)
            code = 1
        else:
            send(task, signal)
    return code


def _not_modelled(name: str) -> Builtin:
    def refuse(shell: Shell, io: Io, args: list[str]) -> int:
        raise NotModelled(f"the builtin {name} is not modelled")

    return refuse


for _name in (
    "alias",
    "bg",
    "declare",
    "fg",
    "getopts",
    "history",
    "jobs",
    "let",
    "local",
    "mapfile",
    "readonly",
    "times",
    "trap",
    "ulimit",
    "umask",
):
    BUILTINS[_name] = _not_modelled(_name)
