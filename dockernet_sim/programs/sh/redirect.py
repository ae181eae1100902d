"""Where a command's input comes from and its output goes."""

from __future__ import annotations

from dataclasses import dataclass, field

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.kernelfs import ROOTS
from dockernet_sim.programs.stream import Pipe, Stream
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.terminal import Terminal


def source(clock: simpy.Environment, text: str | Pipe) -> str | Pipe:
    """Standard input that commands share, each going on where the last one stopped reading; a terminal stays one."""
    return text if isinstance(text, (Pipe, Terminal)) or not text else Pipe(clock, text, ended=True)


class Sink(Stream):
    """A file that is written to; a kernel setting is changed when the command is done."""

    def __init__(self, task: Task, path: str, append: bool) -> None:
        super().__init__()
        self._task = task
        self._path = task.path(path)
        self._late = self._path.startswith(ROOTS) and task.kernel_file(task.resolve(self._path)) is not None
        if self._late:
            task.check_writable(task.resolve(self._path))
        else:
            task.write(self._path, "", append)

    def write(self, text: str) -> None:
        """Add text at the end."""
        super().write(text)
        if text and not self._late:
            self._task.write(self._path, text, append=True)

    def close(self) -> NetError | None:
        """Done; what the kernel said to it."""
        if self._late and self.text:
            try:
                self._task.write(self._path, self.text)
            except NetError as error:
                return error
        return None


@dataclass(slots=True)
class Io:
    """The open files of a command."""

    inputs: dict[int, str | Pipe]
    outputs: dict[int, Stream]
    opened: list[Sink] = field(default_factory=list)

    @property
    def stdin(self) -> str | Pipe:
        """Standard input."""
        return self.inputs.get(0, "")

    @property
    def out(self) -> Stream:
        """Standard output."""
        return self.outputs.get(1) or Stream()

    @property
    def err(self) -> Stream:
        """Standard error."""
        return self.outputs.get(2) or Stream()

    def copy(self) -> Io:
        """The same open files, to be changed for one command."""
        return Io(dict(self.inputs), dict(self.outputs))

    def into(self, out: Stream, stdin: str | Pipe | None = None) -> Io:
        """With another standard output, and input if given."""
        return Io({**self.inputs, **({} if stdin is None else {0: stdin})}, {**self.outputs, 1: out})

    # -- redirections --------------------------------------------------------
    def output_to(self, task: Task, path: str, fd: int, append: bool) -> None:
        """``> FILE``; NetError when it cannot be opened."""
        special = {"/dev/stdout": 1, "/dev/stderr": 2}
        if path in special:
            self.outputs[fd] = self.outputs[special[path]]
        elif path == "/dev/null":
            self.outputs[fd] = Stream()
        else:
            sink = Sink(task, path, append)
            self.outputs[fd] = sink
            self.opened.append(sink)

    def duplicate_input(self, fd: int, source: str) -> bool:
        """``3<&0`` and ``3<&-``; False when there is no such open file."""
        if source == "-":
            self.inputs[fd] = ""
            self.outputs.pop(fd, None)
            return True
        if not source.isdigit() or int(source) not in self.inputs:
            return False
        self.inputs[fd] = self.inputs[int(source)]
        return True

    def duplicate(self, fd: int, source: str) -> bool:
        """``2>&1``; False when there is no such open file."""
        if source == "-":
            self.outputs[fd] = Stream()
            return True
        found = self.outputs.get(int(source)) if source.isdigit() else None
        if found is None:
            return False
        self.outputs[fd] = found
        return True
