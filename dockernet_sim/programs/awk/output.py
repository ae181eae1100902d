"""Where awk's print goes: files, and commands behind a pipe."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled


class Outputs:
    """The files and commands that a program has written to."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._files: set[str] = set()
        self._commands: dict[str, str] = {}

    def write(self, kind: str, name: str, text: str) -> None:
        """``print > FILE``, ``>> FILE`` or ``| COMMAND``; a file is emptied at its first ``>`` only."""
        if kind == "|":
            self._commands[name] = self._commands.get(name, "") + text
        elif name in ("/dev/stderr", "/dev/stdout"):
            (self.task.err if name == "/dev/stderr" else self.task.out)(text)
        else:
            try:
                self.task.write(name, text, append=kind == ">>" or name in self._files)
            except NetError as error:
                raise NotModelled(f"awk: {name}: {error.text}") from None
            self._files.add(name)

    def finish(self) -> Generator[Any, Any, None]:
        """Run the commands on what was written to them."""
        program = self.task.place.programs.get("sh")
        for command, text in self._commands.items():
            if program is None:
                raise NotModelled("awk's | COMMAND is not modelled without a shell")
            child = Task(
                self.task.place, ["sh", "-c", command], env=self.task.env, stdin=text, stdout=self.task.stdout,
                stderr=self.task.stderr, cwd=self.task.cwd, program=program, parent=self.task,
            )  # fmt: skip
            yield child.start()
