"""The program ``docker``: words to a command of the table, and that command's end to an exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from dockernet_sim.engine.errors import DOWN
from dockernet_sim.programs.task import Task
from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Command, Group, Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.help import command_help, group_help, root_help
from dockernet_sim.shell.docker.pflag import FlagError, FlagSet, HelpWanted, Parsed
from dockernet_sim.shell.docker.table.root import PLUGINS, ROOT
from dockernet_sim.shell.formats.system import version_line
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine

FLAG_ERROR = 125
ROOT_FLAGS = FlagSet(ROOT.options, interspersed=False)
GROUP_FLAGS = FlagSet((), interspersed=False)
LOG_LEVELS = ("debug", "info", "warn", "warning", "error", "fatal", "panic", "trace")


def docker(task: Task, engine: Engine) -> Steps:
    """The ``docker`` command of a machine whose engine this is."""
    try:
        return (yield from dispatch(task, engine))
    except CliError as problem:
        if problem.text:
            task.err(f"{problem.text}\n")
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
    words = read_root(task, engine)
    if words is None:
        return 0
    if not words:
        task.err(root_help(ROOT))
        return 0
    if words[0] == "help":
        help_topic(words[1:])
    group = next((group for group in ROOT.groups if group.name == words[0]), None)
    if group is not None:
        return (yield from in_group(task, engine, group, words[1:]))
    command = ROOT.find(words[0])
    if command is None:
        if words[0] in PLUGINS:
            raise NotModelled(f"docker {words[0]} is not modelled")
        raise CliError(f"docker: '{words[0]}' is not a docker command.\nSee 'docker --help'")
    return (yield from call(task, engine, command, f"docker {words[0]}", words[1:]))


def read_root(task: Task, engine: Engine) -> list[str] | None:
    """The words behind docker's own options; None when those have answered already."""
    try:
        parsed = ROOT_FLAGS.parse(task.args)
    except FlagError as problem:
        usage = root_help(ROOT, completion=False).lstrip("\n")
        raise CliError(f"{problem}\nSee 'docker --help'.\n\n{usage}", FLAG_ERROR) from None
    except HelpWanted as wanted:
        task.err(wanted.note)
        help_topic([word for word in task.args if not word.startswith("-")])
    if parsed["log-level"] not in LOG_LEVELS:
        raise CliError(f"Unable to parse logging level: {parsed['log-level']}")
    refuse_missing(ROOT_FLAGS, parsed)
    if parsed["version"]:
        task.out(version_line(engine.version()))
        return None
    return parsed.words


def help_topic(words: list[str]) -> NoReturn:
    """``docker help network create``"""
    if not words:
        raise ShownHelp(root_help(ROOT))
    group = next((group for group in ROOT.groups if group.name == words[0]), None)
    command = (group or ROOT).find(words[1] if group is not None and len(words) > 1 else words[0])
    if group is not None and command is None:
        raise ShownHelp(shown_group(group))
    if command is None:
        raise CliError(f"unknown help topic: {' '.join(words)}")
    path = f"docker {words[0]} {words[1]}" if group is not None else f"docker {words[0]}"
    raise ShownHelp(shown_help(command, path))


def shown_group(group: Group) -> str:
    """A group's help; one that is not modelled has none."""
    if not group.commands:
        raise NotModelled(f"docker {group.name} is not modelled")
    return group_help(group)


def shown_help(command: Command, path: str) -> str:
    """A command's help; one that is not modelled has none."""
    if command.run is None:
        raise NotModelled(f"{path} is not modelled")
    return command_help(command, path)


def in_group(task: Task, engine: Engine, group: Group, words: list[str]) -> Steps:
    """``docker network ...``"""
    help_text = shown_group(group)
    try:
        words = GROUP_FLAGS.parse(words).words
    except FlagError as problem:
        text = f"{problem}\nSee 'docker {group.name} --help'.\n{help_text}"
        raise CliError(text, FLAG_ERROR) from None
    except HelpWanted as wanted:
        task.err(wanted.note)
        raise ShownHelp(help_text) from None
    if not words:
        task.err(help_text)
        return 0
    command = group.find(words[0])
    if command is None:
        raise CliError(help_text.removesuffix("\n"))
    return (yield from call(task, engine, command, f"docker {group.name} {command.name}", words[1:]))


def call(task: Task, engine: Engine, command: Command, path: str, words: list[str]) -> Steps:
    """Read a command's words and carry it out."""
    if command.run is None:
        raise NotModelled(f"{path} is not modelled")
    flags = command.flags
    try:
        parsed = flags.parse(words)
    except FlagError as problem:
        raise CliError(f"{problem}\nSee '{path} --help'.", FLAG_ERROR) from None
    except HelpWanted as wanted:
        task.err(wanted.note)
        raise ShownHelp(command_help(command, path)) from None
    command.check_words(path, parsed.words)
    refuse_missing(flags, parsed)
    if not engine.up:
        raise nobody_there(path)
    return (yield from command.run(Call(task, engine, command, path, parsed)))


def nobody_there(path: str) -> CliError:
    """dockerd is being restarted, or its machine was."""
    if path in ("docker run", "docker container run", "docker create", "docker container create"):
        return CliError(f"docker: {DOWN}.\nSee '{path} --help'.", FLAG_ERROR)
    return CliError(DOWN)


def refuse_missing(flags: FlagSet, parsed: Parsed) -> None:
    """Options that Docker has and the model has not."""
    for name in flags.missing:
        if name in parsed.given:
            raise NotModelled(f"option --{name} is not modelled")
