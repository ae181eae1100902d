"""Help texts, laid out as cobra and pflag lay them out."""

from __future__ import annotations

from collections.abc import Iterable

from dockernet_sim.shell.docker.command import Command, Group
from dockernet_sim.shell.docker.pflag import Option

WIDTH = 79
SLOP = 5
GUIDES = "To get more help with docker, check out our guides at https://docs.docker.com/go/guides/\n"


def command_help(command: Command, path: str) -> str:
    """What ``docker COMMAND --help`` prints."""
    parts = [f"\nUsage:  {command.usage(path)}\n", f"{command.long or command.short}\n"]
    if command.aliases and path.count(" ") > 1:
        parts.append(f"Aliases:\n  {', '.join((command.name, *command.aliases))}\n")
    shown = [option for option in command.options if not option.hidden]
    if shown:
        parts.append("Options:\n" + "".join(option_lines(shown)))
    return "\n".join(parts)


def group_help(group: Group) -> str:
    """What ``docker network --help`` prints."""
    path = f"docker {group.name}"
    listed = names(group.commands)
    shown = [option for option in group.options if not option.hidden]
    options = "Options:\n" + "".join(option_lines(shown)) + "\n" if shown else ""
    return (
        f"\nUsage:  {path} {'[OPTIONS] ' if shown else ''}COMMAND\n\n{group.short}\n\n{options}Commands:\n{listed}\n"
        f"Run '{path} COMMAND --help' for more information on a command.\n"
    )


def root_help(root: Group, completion: bool = True) -> str:
    """What ``docker --help`` prints; `completion` is cobra's own command, which comes late."""
    groups = [g for g in root.groups if completion or g.name != "completion"]
    return (
        "\nUsage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nOptions:\n"
        + "".join(option_lines(root.options))
        + f"\nManagement Commands:\n{names(groups)}\nCommands:\n{names(root.commands)}\n"
        + "Run 'docker COMMAND --help' for more information on a command.\n\n"
        + GUIDES
    )


def names(entries: Iterable[Command | Group]) -> str:
    """Names in one column, what they do in the other."""
    return "".join(f"  {entry.name:<11} {entry.short}\n" for entry in sorted(entries, key=lambda entry: entry.name))


def option_lines(options: Iterable[Option]) -> list[str]:
    """The options, sorted, their texts wrapped in a column of their own."""
    rows = [(left(option), right(option)) for option in sorted(options, key=lambda option: option.name)]
    column = max(len(start) for start, _ in rows)
    return [f"{start:<{column}}   {wrap(column + 3, text)}\n" for start, text in rows]


def left(option: Option) -> str:
    """``  -d, --driver string``"""
    start = f"  -{option.short}, --{option.name}" if option.short else f"      --{option.name}"
    return start if option.kind == "bool" else f"{start} {option.kind}"


def right(option: Option) -> str:
    """The help text with the default."""
    return option.help + (f" (default {option.default})" if option.default else "")


def wrap(indent: int, text: str) -> str:
    """pflag's own way of breaking lines, short last words let over the edge."""
    width = WIDTH - indent - SLOP
    lines = []
    while True:
        line, text = split(width, text)
        lines.append(line)
        if not text:
            return ("\n" + " " * indent).join("\n".join(lines).split("\n"))


def split(width: int, text: str) -> tuple[str, str]:
    """One line, and the rest."""
    if width + SLOP > len(text):
        return text, ""
    head = text[:width]
    blank = max(head.rfind(sign) for sign in " \t\n")
    if blank <= 0:
        return text, ""
    newline = head.rfind("\n")
    cut = newline if 0 < newline < blank else blank
    return text[:cut], text[cut + 1 :]
