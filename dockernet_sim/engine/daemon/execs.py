"""docker exec: further programs in a running container."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dockernet_sim.engine.container.config import merge_variables
from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.detachkeys import sequence
from dockernet_sim.engine.container.process import (
    NOT_EXECUTABLE,
    NOT_FOUND,
    NoProgram,
    as_mapping,
    find_program,
)
from dockernet_sim.engine.container.users import NoUser
from dockernet_sim.engine.daemon.connections import Connections
from dockernet_sim.engine.daemon.state import RUNC_THREADS, Daemon
from dockernet_sim.engine.errors import BadRequest, Conflict, NotFound, ServerError
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import ALL_CAPABILITIES, Place, Stream, Task
from dockernet_sim.vfs.credentials import ROOT

STREAMS = ("stdin", "stdout", "stderr")
NO_CODE = 128  # of a program that runc did not start, for a reason that dockerd has no code for


@dataclass(eq=False)
class Exec:
    """One program that was asked for in a container, and its task once it was started."""

    id: str
    container: Container
    argv: list[str]
    env: list[str]
    tty: bool = False
    workdir: str = "/"
    user: str = ""
    privileged: bool = False
    attached: tuple[str, ...] = ()  # which of stdin, stdout and stderr a client asked for
    detach_keys: str = ""
    task: Task | None = field(default=None, repr=False)
    told: bool = False  # its end is in the events already, or will never be: it could not be started

    @property
    def title(self) -> str:
        """Program and arguments, as events show them."""
        return f"{self.argv[0]} {' '.join(self.argv[1:])}"


class Execs:
    """``engine.execs``: the calls about exec.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    connections : Connections
        Knows the variables of a container's links.
    """

    def __init__(self, daemon: Daemon, connections: Connections) -> None:
        self._daemon = daemon
        self._connections = connections

    def get(self, exec_id: str) -> Exec:
        """The exec of a full id; NotFound without one."""
        found = self._daemon.execs.get(exec_id)
        if found is None:
            raise NotFound(f"No such exec instance: {exec_id}")
        return found

    def create(self, ref: str, body: dict[str, Any]) -> dict[str, Any]:
        """``POST /containers/ID/exec``.

        Parameters
        ----------
        ref : str
            Name or id of a running container.
        body : dict
            ``Cmd``, and maybe ``Env``, ``Tty``, ``WorkingDir``, ``User``, ``Privileged``.

        Returns
        -------
        dict
            ``Id``.

        Raises
        ------
        ApiError
            The container does not run, or one that it links to does not.
        """
        argv = list(body.get("Cmd") or ())
        if not argv:
            raise BadRequest("No exec command specified")
        container = self._daemon.living(ref)
        if container.state.paused:
            raise Conflict(f"Container {ref} is paused, unpause the container before exec")
        if container.state.restarting:
            raise Conflict(f"Container {container.id} is restarting, wait until the container is running")
        keys = body.get("DetachKeys") or body.get("detachKeys") or ""
        if keys and sequence(keys) is None:
            raise ServerError(f"Invalid escape keys ({keys}) provided")
        tty = bool(body.get("Tty"))
        env = container.environment(tty, self._connections.variables(container))
        made = Exec(
            id=self._daemon.identity.hex("exec-id", 64),
            container=container,
            argv=argv,
            env=merge_variables(env, body.get("Env")),
            tty=tty,
            workdir=body.get("WorkingDir") or container.config["WorkingDir"] or "/",
            user=body.get("User") or container.config["User"],
            privileged=bool(body.get("Privileged")),
            detach_keys=keys,
            attached=tuple(name for name in STREAMS if body.get(f"Attach{name.capitalize()}")),
        )
        self._daemon.execs[made.id] = made
        container.execs += (made.id,)
        self._daemon.container_event(container, f"exec_create: {made.title}", execID=made.id)
        return {"Id": made.id}

    def start(
        self,
        exec_id: str,
        stdin: str | Pipe = "",
        stdout: Stream | None = None,
        stderr: Stream | None = None,
        tty: bool = False,
    ) -> Task:
        """``POST /exec/ID/start``: the program runs; its task is given back, started.

        A program that is not there gives a task that has Docker's text for it on its standard output, and exit code
        126.
        """
        made = self.get(exec_id)
        container = made.container
        if not container.running or container.dying or container.place is None:
            raise Conflict(f"Container {container.id} is not running")
        if made.task is not None:
            raise Conflict(f"Error: Exec command {exec_id} has already run")
        self._daemon.container_event(container, f"exec_start: {made.title}", execID=made.id)
        tty = tty or made.tty
        out = stdout or Stream()
        task = self._task(container.place, made, stdin, out, out if tty else stderr or Stream(), tty)
        container.place.pass_over(RUNC_THREADS)
        made.task = task
        if made.privileged and not task.creds.uid:
            task.caps = ALL_CAPABILITIES
        process = task.start()
        assert process.callbacks is not None
        process.callbacks.append(lambda _event: self._ended(made))
        return task

    def _task(self, place: Place, made: Exec, stdin: str | Pipe, out: Stream, error_out: Stream, tty: bool) -> Task:
        failure, code, creds, home = "", NOT_EXECUTABLE, ROOT, "/root"
        try:
            creds, home = made.container.blueprint.user(place.files, made.user)
            if made.privileged and creds.uid and not place.caps >= ALL_CAPABILITIES:
                raise NoProgram("unable to apply caps: operation not permitted", NOT_EXECUTABLE)
            if not made.workdir.startswith("/"):
                failure = self._daemon.refuse("oci-exec-cwd").text
                code = NO_CODE if self._daemon.release.rules.exec_code_kept else NOT_EXECUTABLE
            elif not place.files.is_folder(made.workdir):
                reason = f'chdir to cwd ("{made.workdir}") set in config.json failed: no such file or directory'
                raise NoProgram(reason, NOT_FOUND)
            program = find_program(place, made.argv, made.workdir)
        except NoUser as error:
            if self._daemon.release.rules.exec_code_kept:
                raise ServerError(error.reason) from None
            failure = error.reason
        except NoProgram as error:
            failure = self._daemon.refuse("oci-exec", why=error.reason).text
            code = error.exit_code if self._daemon.release.rules.exec_code_kept else NOT_EXECUTABLE
        env = as_mapping(made.env, home)
        if not failure:
            return Task(
                place, list(made.argv), env=env, stdin=stdin, stdout=out, stderr=error_out, tty=tty, cwd=made.workdir,
                program=program, creds=creds,
            )  # fmt: skip

        made.told = True

        def refuse(task: Task) -> int:
            task.out(f"{failure}\n")
            return code

        return Task(place, made.argv, env=env, stdout=out, stderr=error_out, program=refuse)

    def _ended(self, made: Exec) -> None:
        """The daemon tells of it, and forgets it at the container's next look."""
        made.container.execs = tuple(each for each in made.container.execs if each != made.id)
        code = made.task.exit_code if made.task is not None else 0
        if not made.told:
            self._daemon.container_event(made.container, "exec_die", execID=made.id, exitCode=str(code or 0))

    def inspect(self, exec_id: str) -> dict[str, Any]:
        """``GET /exec/ID/json``."""
        made = self.get(exec_id)
        running = made.task is not None and made.task.running
        done = made.task is not None and not running
        return {
            "ID": made.id,
            "Running": running,
            "ExitCode": (made.task.exit_code or 0) if done and made.task is not None else None,
            "ProcessConfig": {
                "tty": made.tty,
                "entrypoint": made.argv[0],
                "arguments": made.argv[1:],
                "privileged": made.privileged,
                **({"user": made.user} if made.user else {}),
            },
            "OpenStdin": False,
            "OpenStderr": True,
            "OpenStdout": True,
            "CanRemove": False,
            "ContainerID": made.container.id,
            "DetachKeys": "",
            "Pid": made.task.pid if running and made.task is not None else 0,
        }
