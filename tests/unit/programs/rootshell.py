"""A bare machine's root shell: give it a line, get exit code, stdout and stderr."""

from __future__ import annotations

from dataclasses import replace

from dockernet_sim.programs.busybox import APPLETS
from dockernet_sim.programs.installed import HOST_PROGRAMS, IMAGE_PROGRAMS
from dockernet_sim.programs.registry import PROGRAMS
from dockernet_sim.programs.task import Place, Task
from tests.unit.linux.machines import host

Answer = tuple[int | None, str, str]


class RootShell:
    """One machine; ``shell`` is bash, dash or ash, and ash has what an image has."""

    def __init__(self, shell: str = "bash") -> None:
        self.host = host()
        self.program = APPLETS["sh"] if shell == "ash" else PROGRAMS[shell]
        self.name = "bash" if shell == "bash" else "sh"
        installed = IMAGE_PROGRAMS if shell == "ash" else HOST_PROGRAMS
        env = {"PATH": "/usr/bin:/bin", "HOME": "/root"}
        self.place = Place("vm", self.host, self.host.root, self.host.files, installed, env)

    def start(self, line: str, stdin: str = "") -> Task:
        """Start a line."""
        task = Task(self.place, [self.name, "-c", line], program=self.program, stdin=stdin)
        task.start()
        return task

    def __call__(self, line: str, stdin: str = "") -> Answer:
        """Run a line to its end."""
        task = self.start(line, stdin)
        clock = self.host.clock
        while task.running and clock.peek() < float("inf"):
            clock.step()
        return task.exit_code, task.stdout.text, task.stderr.text

    def out(self, line: str) -> str:
        """What a line writes that goes well and complains about nothing."""
        code, out, err = self(line)
        assert (code, err) == (0, ""), (code, err)
        return out

    def without(self, *caps: str) -> RootShell:
        """The same machine for somebody who may do less."""
        other = RootShell.__new__(RootShell)
        other.__dict__.update(self.__dict__)
        other.place = replace(self.place, caps=self.place.caps - set(caps))
        return other
