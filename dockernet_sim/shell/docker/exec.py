"""``docker exec``."""

from __future__ import annotations

from collections.abc import Callable

import simpy

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.programs.task import Stream, Task
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.container_config import read_variables
from dockernet_sim.shell.docker.errors import CliError


def execute(call: Call) -> Steps:
    """Run a program in a container: its output, its exit code."""
    name = call.words[0]
    body = {
        "User": call["user"],
        "Privileged": call["privileged"],
        "Tty": call["tty"],
        "AttachStdin": call["interactive"] and not call["detach"],
        "AttachStdout": not call["detach"],
        "AttachStderr": not call["detach"],
        "Detach": call["detach"],
        "Env": read_variables(call, call["env-file"], call["env"]),
        "WorkingDir": call["workdir"],
        "Cmd": call.words[1:],
    }
    yield call.wait("exec_start")
    call.check_container(name)
    try:
        made = call.engine.execs.create(name, body)["Id"]
        if call["detach"]:
            call.engine.execs.start(made, stdin="", stdout=None, stderr=None, tty=call["tty"])
            return 0
        stdin = call.task.source if call["interactive"] else ""
        line = Line(call)
        running = call.engine.execs.start(made, stdin=stdin, stdout=line.out, stderr=line.err, tty=call["tty"])
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    return (yield from until(call, running))


class Line:
    """What carries a program's output from the daemon to the command; it is cut when the command ends first."""

    def __init__(self, call: Call) -> None:
        self.open = True
        self.out, self.err = self.carry(call.task.out), self.carry(call.task.err)
        call.task.at_exit.append(self.cut)

    def carry(self, write: Callable[[str], object]) -> Stream:
        """A stream whose text is written on as long as the line stands."""
        return Stream(lambda text: write(text) if self.open else None)

    def cut(self) -> None:
        """The client has gone."""
        self.open = False


def until(call: Call, running: Task) -> Steps:
    """Wait for a program in a container.

    At a terminal (``-t``) the program itself gets Ctrl-C. Otherwise Docker hands no signal on: only the waiting ends,
    and the program goes on in its container.
    """
    call.task.waits_for = running
    while running.process is not None and running.process.is_alive:
        try:
            yield running.process
        except simpy.Interrupt as signal:
            if not call["tty"] or str(signal.cause) == "KILL":
                raise
            running.signal(str(signal.cause))
    return running.exit_code or 0
