"""The project that a command is about: its files on the machine, its containers in the engine."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.plans.commands import PROJECT, SERVICE
from dockernet_sim.plans.load import DEFAULTS, OVERRIDES, load
from dockernet_sim.plans.plan import Plan
from dockernet_sim.programs.stream import Stream
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.processes import attend
from dockernet_sim.shell.compose.errors import ComposeError

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.shell.docker.pflag import Parsed

NUMBER = "com.docker.compose.container-number"
ONEOFF = "com.docker.compose.oneoff"
FIELDS = "\t".join(
    (
        "{{.Names}}", "{{.Image}}", "{{.Command}}", f'{{{{.Label "{SERVICE}"}}}}', "{{.RunningFor}}", "{{.Status}}",
        "{{.Ports}}", "{{.State}}", f'{{{{.Label "{NUMBER}"}}}}', "{{.ID}}",
        f'{{{{.Label "{ONEOFF}"}}}}',
    )
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a docker command came to."""

    exit: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Made:
    """A container of the project, as ``docker ps`` shows it."""

    name: str
    image: str
    command: str
    service: str
    age: str
    status: str
    ports: str
    state: str
    number: int = 1
    id: str = ""
    oneoff: bool = False  # of docker compose run

    @property
    def short(self) -> str:
        """``web-1``, as log lines begin."""
        return f"{self.service}-{self.number}" if self.name.endswith(f"-{self.service}-{self.number}") else self.name


class MachineFiles:
    """The files of the machine on which compose runs."""

    def __init__(self, task: Task) -> None:
        self.task = task

    def read(self, path: str) -> str:
        """The text of a file."""
        try:
            return self.task.read(path)
        except NetError as error:
            raise FileNotFoundError(f"{path}: {error.name}") from None

    def exists(self, path: str) -> bool:
        """Whether there is a file."""
        return self.task.exists(path) and not self.task.is_folder(path)


class Project:
    """What a command works on.

    Parameters
    ----------
    task : Task
        The compose program.
    engine : Engine
        The machine's.
    root : Parsed
        Compose's own options.
    command : str
        The command's name.
    """

    def __init__(self, task: Task, engine: Engine, root: Parsed, command: str) -> None:
        self.task = task
        self.engine = engine
        self.root = root
        self.command = command
        self._plan: Plan | None = None

    # -- files ------------------------------------------------------------------------
    def files(self) -> list[str]:
        """The compose files: those that ``-f`` or COMPOSE_FILE name, or those in this folder or one above it."""
        named = self.root["file"] or [each for each in self.task.env.get("COMPOSE_FILE", "").split(":") if each]
        if named:
            for path in map(self.task.path, named):
                if not self.task.exists(path):
                    text = f'compose file "{path}" is invalid: open {path}: no such file or directory'
                    raise ComposeError(text)
            return [self.task.path(each) for each in named]
        folder = self.task.path(self.root["project-directory"] or ".")
        folder = posixpath.normpath(folder)
        while True:
            found = [f"{folder}/{name}".replace("//", "/") for name in DEFAULTS if self.task.exists(f"{folder}/{name}")]
            if found:
                over = [f"{folder}/{name}" for name in OVERRIDES if self.task.exists(f"{folder}/{name}")]
                return [found[0], *over[:1]]
            if folder == "/" or self.root["project-directory"]:
                raise ComposeError("no configuration file provided: not found")
            folder = posixpath.dirname(folder)

    @property
    def plan(self) -> Plan:
        """The plan of the files; PlanError or ComposeError when there is none."""
        if self._plan is None:
            self._plan = self.read(self.root["profile"])
            for warning in self._plan.warnings:
                self.task.err(f'time="{self.stamp()}" level=warning msg={warning_text(warning)}\n')
        return self._plan

    def read(self, profiles: Sequence[str]) -> Plan:
        """The plan with some profiles."""
        given = [self.task.path(each) for each in self.root["env-file"]]
        return load(
            *self.files(),
            project=self.root["project-name"] or None,
            env_file=given[-1] if given else None,
            profiles=profiles,
            environment=dict(self.task.env),
            store=MachineFiles(self.task),
        )

    def stamp(self) -> str:
        """The time, as log lines have it."""
        from dockernet_sim.sim.when import rfc3339

        return rfc3339(float(int(self.task.clock.now)))

    @property
    def name(self) -> str:
        """The project's name; ``-p`` alone is enough for commands that need no file."""
        given = self.root["project-name"] or self.task.env.get("COMPOSE_PROJECT_NAME", "")
        if given and not self.root["file"]:
            try:
                self.files()
            except ComposeError:
                return str(given)
        return self.plan.project

    # -- docker commands -----------------------------------------------------------------
    def docker(self, *words: str) -> Generator[Any, Any, Said]:
        """Run a docker command and take what it prints."""
        out, err = Stream(), Stream()
        code = yield from self.attached(words, out, err)
        return Said(code, out.text, err.text)

    def attached(self, words: Sequence[str], out: Stream, err: Stream, stdin: Any = "") -> Generator[Any, Any, int]:
        """Run a docker command with streams of its own."""
        task = self.task
        child = Task(
            task.place, ["docker", *words], env=task.env, stdin=stdin, stdout=out, stderr=err, tty=task.tty,
            cwd=task.cwd,
            parent=task,
        )  # fmt: skip
        return (yield from attend(child))

    def line(self, text: str) -> Generator[Any, Any, Said]:
        """The same for a line that begins with ``docker``."""
        return (yield from self.docker(*shlex.split(text)[1:]))

    def say(self, text: str) -> None:
        """Progress, on standard error."""
        self.task.err(f" {text} \n")

    # -- containers ------------------------------------------------------------------------
    def made(self, stopped: bool = True, oneoff: bool = False) -> Generator[Any, Any, list[Made]]:
        """The project's containers, by name; those of ``run`` only where they are asked for."""
        label = f"label={PROJECT}={self.name}"
        shown = yield from self.docker("ps", *(["-a"] if stopped else []), "--filter", label, "--format", FIELDS)
        rows = [line.split("\t") for line in shown.stdout.splitlines()]
        names = ("name", "image", "command", "service", "age", "status", "ports", "state")
        found = [
            Made(**dict(zip(names, row, strict=False)), number=int(row[8] or 1), id=row[9], oneoff=row[10] == "True")
            for row in rows
        ]
        return sorted((each for each in found if oneoff or not each.oneoff), key=lambda each: each.name)

    def chosen(self, made: Sequence[Made], services: Sequence[str], strangers: bool = False) -> list[Made]:
        """Those of some services, or of all that are on; all of the project with `strangers`.

        ComposeError for a service that the project does not have.
        """
        self.check(services)
        if services:
            return [each for each in made if each.service in services]
        return [each for each in made if strangers or self.is_on(each.service)]

    def is_on(self, service: str) -> bool:
        """Whether the file has a service and its profile is on; true of all without a file (``-p NAME`` alone)."""
        try:
            return service in self.plan.services
        except ComposeError:
            if not self.root["project-name"]:
                raise
            return True

    def check(self, services: Sequence[str]) -> None:
        """Refuse names of no service."""
        known = self.plan.services if services else {}
        for name in services:
            if name not in known:
                raise ComposeError(f"no such service: {name}")


def warning_text(text: str) -> str:
    """A warning as a log line quotes it."""
    quoted = text.replace('"', '\\"')
    return f'"{quoted}"'
