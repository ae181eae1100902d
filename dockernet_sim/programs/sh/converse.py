"""A shell at a terminal: prompt, line, answer, and so on."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.programs.sh.builtins import Break, Continue, ExitShell, Return
from dockernet_sim.programs.sh.dialect import END, Bash, Dialect, SyntaxFault
from dockernet_sim.programs.sh.interpreter import Shell
from dockernet_sim.programs.sh.parser import Parser
from dockernet_sim.programs.task import SIGNALS
from dockernet_sim.programs.terminal import Terminal
from dockernet_sim.sim.errors import NotModelled


class TalkingBash(Bash):
    """bash at a terminal: it names no lines."""

    def prefix(self, shell: str, line: int) -> str:
        """What stands before a complaint."""
        return f"{shell}: "


UNFINISHED = ("'", '"', "`", ")", "}")


def converse(shell: Shell, terminal: Terminal) -> Generator[Any, Any, int]:
    """Ask for lines until ``exit`` or the end of the input; Ctrl-C ends what runs, not the shell."""
    if isinstance(shell.dialect, Bash):
        shell.dialect = TalkingBash()
    while True:
        try:
            text = yield from _ask(shell, terminal)
            if text is None:
                return (yield from shell.run_exit_trap(shell.status))
            yield from shell.run_inside(text, "", shell.io)
        except ExitShell as ended:
            return (yield from shell.run_exit_trap(ended.code))
        except (Break, Continue, Return):
            shell.status = 0
        except NotModelled as missing:
            shell.io.err.write(f"{shell.name}: {missing}\n")
            shell.status = 127
        except simpy.Interrupt as signal:
            if signal.cause != "INT":
                raise
            shell.status = 128 + SIGNALS["INT"]
            shell.io.err.write("\n")
        shell.forget_signal()


def _ask(shell: Shell, terminal: Terminal) -> Generator[Any, Any, str | None]:
    """One whole command: as many lines as it takes."""
    terminal.status = shell.status
    shown = shell.task.tty  # without -t a shell does not know that it talks to a terminal
    text = yield from next_line(terminal, prompt(shell) if shown else "")
    while text is not None and not _is_whole(text, shell.dialect):
        more = yield from next_line(terminal, "> " if shown else "")
        if more is None:
            break
        text = f"{text}\n{more}"
    return text


def next_line(terminal: Terminal, prompt: str = "") -> Generator[Any, Any, str | None]:
    """The next line of an input, once it is there; None at its end."""
    while True:
        line = terminal.ask(prompt)
        if line is None or isinstance(line, str):
            return line
        yield line


def _is_whole(text: str, dialect: Dialect) -> bool:
    parser = Parser(text, dialect)
    try:
        while parser.next_command() is not None:
            pass
    except SyntaxFault as fault:
        return fault.token != END and fault.special not in UNFINISHED
    return not parser.unfinished and not parser.lexer.continues


def prompt(shell: Shell) -> str:
    """What stands before the cursor: ``[root@vm ~]#`` on a machine, ``/ #`` in a container."""
    if shell.dialect.name == "dash":
        return "# "
    home = shell.value("HOME")
    if shell.dialect.name == "ash":
        return f"{'~' if home and shell.cwd == home else shell.cwd} # "
    folder = "~" if shell.cwd == home else shell.cwd.rpartition("/")[2] or "/"
    return f"[root@{shell.task.place.hostname} {folder}]# "
