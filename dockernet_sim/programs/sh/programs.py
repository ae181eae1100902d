"""The shells as programs, and one line as the host's root shell runs it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.sh.converse import converse
from dockernet_sim.programs.sh.dialect import Ash, Bash, Dash, Dialect
from dockernet_sim.programs.sh.interpreter import Shell
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.terminal import Terminal
from dockernet_sim.sim.errors import NotModelled


def run_line(task: Task, text: str) -> Generator[Any, Any, int]:
    """Run one line as ``bash -c TEXT`` does, with the streams of `task`; its value is the exit code."""
    return (yield from Shell(task, Bash(), "bash").run(text))


def _shell(task: Task, dialect: Dialect) -> Generator[Any, Any, int]:
    name, words = task.argv[0], list(task.args)
    options = ""
    while words and words[0][:1] == "-" and words[0] != "-":
        word = words.pop(0)
        if word == "--":
            break
        options += word[1:] if not word.startswith("--") else ""
    if set(options) - set("ceilu"):
        raise NotModelled(f"option -{next(iter(sorted(set(options) - set('ceilu'))))} is not modelled")
    if "c" in options:
        if not words:
            shell = Shell(task, dialect, name)
            complaint = "-c: option requires an argument" if dialect.name == "bash" else "-c requires an argument"
            task.err(f"{name}: {complaint}\n" if dialect.name != "dash" else f"{dialect.prefix(name, 0)}{complaint}\n")
            return 2
        shell = Shell(task, dialect, words[1] if len(words) > 1 else name, words[2:])
        text, where = words[0], "-c"
    elif words:
        shell = Shell(task, dialect, words[0], words[1:])
        try:
            text, where = task.read(words[0]), ""
        except NetError as error:
            task.err(
                f"{name}: {words[0]}: {error.text}\n"
                if dialect.name == "bash"
                else dialect.cannot(name, 0, "open", words[0], error.text)
            )
            return 127 if dialect.name == "bash" else 2
    elif isinstance(task.source, Terminal):
        return (yield from converse(Shell(task, dialect, name), task.source))
    else:
        shell = Shell(task, dialect, name)
        text, where, shell.io.inputs[0] = task.stdin, "", ""
    shell.options.update(errexit="e" in options, nounset="u" in options)
    return (yield from shell.run(text, where))


@program("bash")
def bash(task: Task) -> Generator[Any, Any, int]:
    """``bash [-c TEXT [NAME [ARGS]]] [FILE]``."""
    return (yield from _shell(task, Bash()))


@program("dash")
def dash(task: Task) -> Generator[Any, Any, int]:
    """``sh`` on Debian."""
    return (yield from _shell(task, Dash()))


@applet("sh", "ash")
@program("ash")
def ash(task: Task) -> Generator[Any, Any, int]:
    """``sh`` of busybox."""
    return (yield from _shell(task, Ash()))
