"""What a shell holds: place, variables, functions, open files; and what it says in its dialect's words."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.programs.sh.dialect import Bash, Dialect
from dockernet_sim.programs.sh.environment import bucket, level
from dockernet_sim.programs.sh.redirect import Io, source
from dockernet_sim.programs.sh.syntax import Assignment, Function
from dockernet_sim.programs.sh.variables import Variables
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import Task

Run = Generator[Any, Any, int]


class State:
    """The state of one shell; see Shell."""

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
        task.traps = self.traps
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
        self.io = Io({0: source(task.clock, task.source)}, {1: task.stdout, 2: task.stderr})
        self.guarded = 0  # conditions around here: a failure in one ends nothing
        self.pending_signal = ""
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

    def environment(self) -> dict[str, str]:
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
            "*": " ".join(self.arguments), "LINENO": str(self.line), "-": "hBc" if self.dialect.name == "bash" else "",
            "PWD": self.cwd,
        }  # fmt: skip
        return special[name] if name in special else self.variables.get(name)
