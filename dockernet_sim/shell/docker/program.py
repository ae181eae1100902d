"""The program ``docker``: words to a command of the table, and that command's end to an exit code."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, NoReturn

from dockernet_sim.programs.task import Task
from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.client import Client
from dockernet_sim.shell.docker.clients import client_of
from dockernet_sim.shell.docker.command import Command, Group, Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.pflag import FlagError, FlagSet, HelpWanted, Parsed
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.shell.formats.system import version_line
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine

FLAG_ERROR = 125
SOCKETS = ("/var/run/docker.sock", "/run/docker.sock")
NEEDS = {
    "windows": "is only supported on a Docker daemon running on windows, but the Docker daemon is running on linux",
    "experimental": "is only supported on a Docker daemon with experimental features enabled",
    "kubernetes": "is only supported on a Docker cli with kubernetes features enabled",
}
LOG_LEVELS = ("debug", "info", "warn", "warning", "error", "fatal", "panic", "trace")


def docker(task: Task, engine: Engine) -> Steps:
    """The ``docker`` command of a machine whose engine this is."""
    try:
        return (yield from dispatch(task, engine))
    except CliError as problem:
        for line in filter(None, (client_of(engine.release).text(problem), problem.hint)):
            task.err(f"{line}\n")
        return problem.code
    except ShownHelp as wanted:
        task.out(wanted.text)
        return 0


class ShownHelp(Exception):
    """A help text was asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def dispatch(task: Task, engine: Engine) -> Steps:
    """Read docker's own options, and hand the rest to a group or command."""
    client = client_of(engine.release)
    root = client.root
    read = read_root(task, engine, client)
    if read is None:
        return 0
    words, host = read
    if not words:
        task.err(client.root_help(root, True))
        return 0
    if words[0] == "compose":
        from dockernet_sim.shell.compose.program import compose

        return (yield from compose(task, engine, words[1:], host))
    if words[0] == "help":
        help_topic(client, engine, words[1:])
    group = next((group for group in root.groups if group.name == words[0]), None)
    if group is not None:
        return (yield from in_group(task, engine, client, group, words[1:], host))
    command = root.find(words[0])
    if command is None:
        if words[0] == "checkpoint":
            return checkpoint(task, words[1:])
        if words[0] in client.plugins:
            raise NotModelled(f"docker {words[0]} is not modelled")
        raise cli_error("unknown-command", word=words[0])
    return (yield from call(task, engine, client, command, f"docker {words[0]}", words[1:], host))


def checkpoint(task: Task, words: list[str]) -> int:
    """``docker checkpoint``, which a daemon without experimental features has not."""
    names = ("create", "ls", "list", "rm", "remove")
    named = f" {words[0].replace('list', 'ls').replace('remove', 'rm')}" if words and words[0] in names else ""
    text = f"docker checkpoint{named} {NEEDS['experimental']}"
    if "--help" not in words:
        raise CliError(text)
    task.out(f"{text}\n")
    return 0


def read_root(task: Task, engine: Engine, client: Client) -> tuple[list[str], str] | None:
    """The words behind docker's own options and the endpoint; None when those have answered already."""
    flags = client.root.flags
    try:
        parsed = flags.parse(task.args)
    except FlagError as problem:
        shown = client.root_help(client.root, False).lstrip("\n")
        raise cli_error("root-flag", FLAG_ERROR, problem=problem, help=shown) from None
    except HelpWanted as wanted:
        task.err(wanted.note)
        help_topic(client, engine, [word for word in task.args if not word.startswith("-")])
    if parsed["log-level"] not in LOG_LEVELS:
        raise CliError(f"Unable to parse logging level: {parsed['log-level']}")
    refuse_missing(flags, parsed)
    host = endpoint(task, parsed)
    if parsed["version"]:
        task.out(version_line(engine.system.version(), client.commit))
        return None
    return parsed.words, host


def endpoint(task: Task, parsed: Parsed) -> str:
    """``-H``, ``--context`` and DOCKER_HOST: only the machine's own engine answers, at its own socket (``""``)."""
    if parsed["context"] and parsed["host"]:
        raise CliError("Conflicting options: either specify --host or --context, not both")
    given = parsed["host"] or [task.env.get("DOCKER_HOST") or ""]
    context = parsed["context"] or ("" if given[-1] else task.env.get("DOCKER_CONTEXT") or "")
    if context not in ("", "default"):
        raise cli_error("no-context", name=context, folder=sha256(context.encode()).hexdigest())
    if len(given) > 1:
        raise CliError("unable to resolve docker endpoint: Please specify only one -H")
    host = given[0] if not parsed["context"] else ""
    kind, _, path = host.partition("://")
    if not host or (kind == "unix" and path in ("", *SOCKETS)):
        return ""
    numeric = not any(letter.isalpha() for letter in path)
    if kind not in ("unix", "tcp", "http") or (kind != "unix" and not numeric):  # a name must be looked up first
        raise NotModelled(f"an engine at {host} (DOCKER_HOST, -H) is not modelled")
    return host


def help_topic(client: Client, engine: Engine, words: list[str]) -> NoReturn:
    """``docker help network create``"""
    if not words:
        raise ShownHelp(client.root_help(client.root, True))
    root = client.root
    group = next((group for group in root.groups if group.name == words[0]), None)
    command = (group or root).find(words[1] if group is not None and len(words) > 1 else words[0])
    if group is not None and command is None:
        raise ShownHelp(shown_group(client, group, engine))
    if command is None:
        raise cli_error("unknown-topic", topic=" ".join(words))
    path = f"docker {words[0]} {words[1]}" if group is not None else f"docker {words[0]}"
    raise ShownHelp(shown_help(client, command, path))


def shown_group(client: Client, group: Group, engine: Engine) -> str:
    """A group's help; a group that is not modelled has none."""
    if not group.commands:
        raise NotModelled(f"docker {group.name} is not modelled")
    if client.hides_swarm and engine.daemon.cluster is None:
        group = replace(group, commands=tuple(each for each in group.commands if not each.in_swarm))
    return client.group_help(group)


def shown_help(client: Client, command: Command, path: str) -> str:
    """A command's help; a command that is not modelled has none."""
    if command.run is None:
        raise NotModelled(f"{path} is not modelled")
    return client.command_help(command, path)


def in_group(task: Task, engine: Engine, client: Client, group: Group, words: list[str], host: str) -> Steps:
    """``docker network ...``"""
    help_text = shown_group(client, group, engine)
    try:
        parsed = group.flags.parse(words)
    except FlagError as problem:
        raise cli_error(
            "group-flag", FLAG_ERROR, problem=problem, path=f"docker {group.name}", help=help_text
        ) from None
    except HelpWanted as wanted:
        task.err(wanted.note)
        raise ShownHelp(help_text) from None
    if not parsed.words:
        task.err(help_text)
        return 0
    command = group.find(parsed.words[0])
    if command is None:
        shown = help_text.removesuffix("\n")
        raise cli_error("group-command", help=shown, path=f"docker {group.name}", word=parsed.words[0])
    words = [*(f"--{name}={parsed[name]}" for name in sorted(parsed.given)), *parsed.words[1:]]
    return (yield from call(task, engine, client, command, f"docker {group.name} {command.name}", words, host))


def call(task: Task, engine: Engine, client: Client, command: Command, path: str, words: list[str], host: str) -> Steps:
    """Read a command's words and carry it out."""
    if command.run is None:
        raise NotModelled(f"{path} is not modelled{command.instead and f': {command.instead}'}")
    flags = command.flags
    try:
        parsed = flags.parse(words, task.out)
    except FlagError as problem:
        raise cli_error("flag", FLAG_ERROR, problem=problem, path=path, usage=command.usage(path)) from None
    except HelpWanted as wanted:
        task.err(wanted.note)
        raise ShownHelp(client.command_help(command, path)) from None
    command.check_words(client, path, parsed.words)
    if not host and engine.daemon.up:
        refuse_unsupported(parsed)
    refuse_missing(flags, parsed)
    made = Call(task, engine, client, command, path, parsed)
    if host or not engine.daemon.up:
        from dockernet_sim.shell.docker.unanswered import unanswered

        return (yield from unanswered(made, host or f"unix://{SOCKETS[0]}"))
    return (yield from command.run(made))


def refuse_unsupported(parsed: Parsed) -> None:
    """Options that only another daemon has."""
    problems = [f'"--{name}" {NEEDS[parsed.needs[name]]}' for name in sorted(parsed.needs)]
    if problems:
        raise CliError("\n".join(problems))


def refuse_missing(flags: FlagSet, parsed: Parsed) -> None:
    """Options that Docker has and the model has not."""
    for name in flags.missing:
        if name in parsed.given:
            raise NotModelled(f"option --{name} is not modelled")
