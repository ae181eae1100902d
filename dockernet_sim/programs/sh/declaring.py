"""Builtins that say what a variable is, calculate, or set traps; and those that are refused by name."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.programs.sh.arith import ArithmeticFault, evaluate
from dockernet_sim.programs.sh.builtins import BUILTINS, Builtin, ExitShell, builtin, complain
from dockernet_sim.programs.sh.helping import help_text
from dockernet_sim.programs.sh.lexer import is_name
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.sh.syntax import Assignment, Text, Word
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import SIGNALS
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.programs.sh.interpreter import Shell

Run = Generator[Any, Any, int]
REFUSED = """
alias bg bind caller compgen complete dirs disown enable fg getopts hash history jobs logout popd pushd shopt suspend
times ulimit unalias
"""
NUMBERS = {str(number): name for name, number in SIGNALS.items()} | {"0": "EXIT"}


def _wanted(shell: Shell, args: list[str], allowed: str, name: str) -> tuple[set[str], list[Assignment | str]]:
    """The option letters, and names and assignments in the order that they need: declared ones last."""
    letters: set[str] = set()
    words: list[Assignment | str] = []
    for word in args:
        if word[:1] in "-+" and len(word) > 1 and not words:
            letters |= set(word[1:])
            continue
        target, equals, value = word.partition("=")
        words.append(Assignment(target, Word((Text(value, True),))) if equals else word)
    if letters - set(allowed):
        raise NotModelled(f"{name} -{min(letters - set(allowed))} is not modelled")
    declared, shell.declared = shell.declared, []
    return letters, [*words, *declared]


def _name(word: Assignment | str) -> str:
    return word if isinstance(word, str) else word.name


@builtin("export")
def export(shell: Shell, io: Io, args: list[str]) -> Run:
    """``export [-n] NAME[=VALUE]``."""
    letters, words = _wanted(shell, args, "pnf", "export")
    if not words:
        start = "declare -x" if shell.dialect.name == "bash" else "export"
        quote = '"' if shell.dialect.name == "bash" else "'"
        for name in sorted(shell.exported & set(shell.variables)):
            io.out.write(f"{start} {name}={quote}{shell.variables[name]}{quote}\n")
    code = 0
    for word in words:
        name = _name(word)
        if not is_name(name):
            text = f"`{name}': not a valid identifier" if shell.dialect.name == "bash" else f"{name}: bad variable name"
            complain(shell, io, "export", text)
            code = 1 if shell.dialect.name == "bash" else 2
            continue
        if isinstance(word, Assignment):
            yield from shell.assign(word, io)
        if "n" in letters:
            shell.exported.discard(name)
        elif "f" not in letters:
            shell.exported.add(name)
    return code


@builtin("local")
def local(shell: Shell, io: Io, args: list[str]) -> Run:
    """``local NAME[=VALUE]``: until the function ends."""
    if not shell.depth:
        text = "can only be used in a function" if shell.dialect.name == "bash" else "not in a function"
        complain(shell, io, "local", text)
        if shell.dialect.name != "bash":
            raise ExitShell(2)
        return 1
    return (yield from _declare(shell, io, args, "local", True))


@builtin("declare", "typeset")
def declare(shell: Shell, io: Io, args: list[str]) -> Run:
    """``declare [-aAxrgi] NAME[=VALUE]``: inside a function as ``local``."""
    return (yield from _declare(shell, io, args, "declare", shell.depth > 0))


def _declare(shell: Shell, io: Io, args: list[str], name: str, inside: bool) -> Run:
    letters, words = _wanted(shell, args, "aAxrgfp", name)
    if not words or letters & set("fp"):
        raise NotModelled(f"{name} without names, -f and -p are not modelled")
    variables = shell.variables
    for word in words:
        target = _name(word)
        if not is_name(target):
            complain(shell, io, name, f"`{target}': not a valid identifier")
            return 1
        before = variables.get(target)
        if inside and "g" not in letters:
            variables.hide(target)
        if letters & set("aA"):
            if "A" in letters:
                variables.associative.add(target)
            variables.set_array(target, dict(variables.elements(target)))
        if isinstance(word, Assignment):
            yield from shell.assign(word, io)
        elif inside and shell.dialect.name == "dash" and before is not None:
            variables[target] = before
        if "x" in letters:
            shell.exported.add(target)
        if "r" in letters:
            variables.readonly.add(target)
    return 0


@builtin("readonly")
def readonly(shell: Shell, io: Io, args: list[str]) -> Run:
    """``readonly NAME[=VALUE]``."""
    for word in _wanted(shell, args, "p", "readonly")[1]:
        if isinstance(word, Assignment):
            yield from shell.assign(word, io)
        shell.variables.readonly.add(_name(word))
    return 0


@builtin("let")
def let(shell: Shell, io: Io, args: list[str]) -> int:
    """``let EXPRESSION...``: fails where the last one is zero."""
    if not args:
        complain(shell, io, "let", "expression expected")
        return 1
    value = 0
    for text in args:
        try:
            value = evaluate(text, shell.variables)
        except ArithmeticFault as fault:
            complain(shell, io, "let", str(fault))
            return 1
    return int(not value)


@builtin("mapfile", "readarray")
def mapfile(shell: Shell, io: Io, args: list[str]) -> Run:
    """``mapfile [-t] [NAME]``: the lines of the input as an array."""
    names = [word for word in args if word != "-t"] or ["MAPFILE"]
    if len(names) > 1 or names[0].startswith("-"):
        raise NotModelled(f"mapfile {' '.join(args)} is not modelled")
    lines = list[str]()
    while isinstance(io.stdin, Pipe) and (line := (yield from io.stdin.line())):
        lines.append(line.removesuffix("\n") if "-t" in args else line)
    shell.variables.set_array(names[0], dict(enumerate(lines)))
    return 0


@builtin("trap")
def trap(shell: Shell, io: Io, args: list[str]) -> int:
    """``trap [COMMANDS] SIGNAL...``: EXIT, INT and TERM."""
    words = [word for word in args if word != "--"]
    if not words:
        start = "SIG" if shell.dialect.name == "bash" else ""
        for name in sorted(shell.traps, key=lambda each: SIGNALS.get(each, 0)):
            commands = shell.traps[name].replace("'", "'\\''")
            io.out.write(f"trap -- '{commands}' {'' if name == 'EXIT' else start}{name}\n")
        return 0
    commands = words.pop(0) if len(words) > 1 else "-"
    for word in words:
        name = word.upper().removeprefix("SIG")
        name = NUMBERS.get(name, name)
        if name not in ("EXIT", "INT", "TERM"):
            raise NotModelled(f"trap {word} is not modelled")
        if commands == "-":
            shell.traps.pop(name, None)
        else:
            shell.traps[name] = commands
    return 0


@builtin("umask")
def umask(shell: Shell, io: Io, args: list[str]) -> int:
    """``umask``: files are not protected here."""
    if args:
        raise NotModelled("umask with a mask is not modelled")
    io.out.write("0022\n")
    return 0


@builtin("help")
def help_(shell: Shell, io: Io, args: list[str]) -> int:
    """``help``: what can be typed here."""
    if args or shell.dialect.name != "bash":
        raise NotModelled(f"the builtin {' '.join(['help', *args])} is not modelled")
    io.out.write(help_text(shell.variables.get("LANG") or ""))
    return 0


def _refused(name: str) -> Builtin:
    def refuse(shell: Shell, io: Io, args: list[str]) -> int:
        raise NotModelled(f"the builtin {name} is not modelled")

    return refuse


BUILTINS.update({name: _refused(name) for name in REFUSED.split()})
