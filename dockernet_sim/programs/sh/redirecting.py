"""A shell's redirections."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.sh import devtcp
from dockernet_sim.programs.sh.expanding import Expanding
from dockernet_sim.programs.sh.redirect import Io, source
from dockernet_sim.programs.sh.syntax import Redirect
from dockernet_sim.sim.errors import NotModelled


class Redirecting(Expanding):
    """Opens and closes the files of commands."""

    def redirect(self, redirects: list[Redirect], io: Io) -> Generator[Any, Any, bool]:
        """Open files; False, with a complaint, when one cannot be."""
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

    def close(self, io: Io, who: str) -> int:
        """Close what was opened: 1, with a complaint, when something could not be written."""
        for sink in io.opened:
            error = sink.close()
            if error is not None:
                io.outputs[2].write(self.dialect.write_error(self.name, self.line, who, error.text))
                return 1
        return 0
