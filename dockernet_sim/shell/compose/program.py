"""The program behind ``docker compose`` and ``docker-compose``: words to one of its commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.plans.errors import PlanError
from dockernet_sim.programs.task import Task
from dockernet_sim.shell.compose import lifecycle, looking, oneoff, tables
from dockernet_sim.shell.compose.errors import ComposeError
from dockernet_sim.shell.compose.project import Project
from dockernet_sim.shell.compose.table import ABSENT, COMMANDS, ROOT
from dockernet_sim.shell.docker.clients.words import NO_SOCKET
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.pflag import FlagError, FlagSet, HelpWanted, Parsed
from dockernet_sim.shell.docker.words import WORDS
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine

VERSION = "v5.6.1"
RUN: dict[str, Callable[[Project, Parsed], Steps]] = {
    "up": lifecycle.up,
    "create": lifecycle.create,
    "down": lifecycle.down,
    "stop": lifecycle.stop,
    "start": lifecycle.start,
    "restart": lifecycle.restart,
    "kill": lifecycle.kill,
    "pause": lifecycle.pause,
    "unpause": lifecycle.pause,
    "rm": lifecycle.remove,
    "ps": looking.ps,
    "port": looking.port,
    "config": looking.config,
    "exec": looking.execute,
    "logs": looking.logs,
    "ls": looking.ls,
    "run": oneoff.run,
    "top": tables.top,
    "images": tables.images,
    "pull": tables.pull,
    "cp": tables.copy,
    "scale": tables.scale,
    "build": tables.build,
}


def compose(task: Task, engine: Engine, words: list[str], host: str = "") -> Steps:
    """Carry out ``docker compose WORDS``; `host` is an endpoint where no engine answers."""
    try:
        return (yield from dispatch(task, engine, words, host))
    except ComposeError as problem:
        task.err(f"{problem}\n" if str(problem) else "")
        return problem.code
    except PlanError as problem:
        task.err(f"{problem}\n")
        return 1


def dispatch(task: Task, engine: Engine, words: list[str], host: str) -> Steps:
    """Compose's own options, then a command."""
    root = read(ROOT, words, "docker compose")
    if root["version"]:
        task.out(f"Docker Compose version {VERSION}\n")
        return 0
    if not root.words or root.words[0] == "help":
        task.out(usage())
        return 0
    name, *rest = root.words
    if name in ABSENT:
        raise NotModelled(f"docker compose {name} is not modelled")
    if name not in COMMANDS:
        task.out(usage())
        raise ComposeError(f'unknown docker command: "compose {name}"')
    parsed = read(COMMANDS[name], rest, f"docker compose {name}")
    if name == "version":
        number = VERSION.removeprefix("v")
        task.out(f"{number}\n" if parsed["short"] else f"Docker Compose version {VERSION}\n")
        return 0
    if host or not engine.daemon.up:
        host = host or "unix:///var/run/docker.sock"
        text = NO_SOCKET if host.startswith("unix:") else WORDS["no-daemon"]
        raise ComposeError(text.format(host=host, socket=host.removeprefix("unix://")))
    return (yield from RUN[name](Project(task, engine, root, name), parsed))


def read(flags: FlagSet, words: list[str], path: str) -> Parsed:
    """Words read; an option that is not modelled is refused by name."""
    try:
        parsed = flags.parse(words)
    except FlagError as problem:
        raise ComposeError(str(problem)) from None
    except HelpWanted:
        raise ComposeError(usage().rstrip("\n"), 0) from None
    for missing in flags.missing:
        if missing in parsed.given:
            raise NotModelled(f"option --{missing} of {path} is not modelled")
    return parsed


def usage() -> str:
    """What there is."""
    known = ", ".join(sorted(COMMANDS))
    return f"Usage:  docker compose [OPTIONS] COMMAND\n\nCommands that are modelled: {known}\n"
