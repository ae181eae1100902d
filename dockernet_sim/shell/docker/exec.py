"""``docker exec``."""

from __future__ import annotations

import simpy

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.programs.task import Task
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
    yield call.wait("exec")
    try:
        call.engine.container_inspect(name)
    except ApiError as problem:
        raise CliError(daemon_text(problem, "container", name)) from None
    try:
        made = call.engine.exec_create(name, body)["Id"]
        if call["detach"]:
            call.engine.exec_start(made, stdin="", stdout=None, stderr=None, tty=call["tty"])
            return 0
        stdin = call.task.stdin if call["interactive"] else ""
        running = call.engine.exec_start(
            made, stdin=stdin, stdout=call.task.stdout, stderr=call.task.stderr, tty=call["tty"]
        )
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    return (yield from until(call, running))


def until(call: Call, running: Task) -> Steps:
    """Wait for a program in a container.

    Without a terminal Docker hands no signal on, and Ctrl-C ends only the waiting. At a terminal (``-t``) the program gets it.
    """
    call.task.waits_for = running
    while running.process is not None and running.process.is_alive:
        try:
            yield running.process
        except simpy.Interrupt as signal:
            running.signal(str(signal.cause))
            if str(signal.cause) == "KILL":
                raise
    return running.exit_code or 0
