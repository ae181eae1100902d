"""Help texts as later clients lay them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dockernet_sim.shell.docker.command import Command, Group
from dockernet_sim.shell.docker.help import names, option_lines

COMMON = ("run", "exec", "ps", "build", "pull", "push", "images", "login", "logout", "search", "version", "info")
SWARM = ("config", "node", "secret", "service", "stack", "swarm")
HIDDEN = ("completion", "config", "node", "secret", "service", "stack")  # swarm's own show only where it is on
GUIDES = "For more help on how to use Docker, head to https://docs.docker.com/go/guides/\n"


SHORTER = {"ps": "container ls", "images": "image ls", "rmi": "image rm"}
OWN = ("inspect", "prune", "df")  # in groups, another command than at the root


def aliases_of(root: Group) -> Mapping[str, str]:
    """All the ways to call a command, by each of them."""
    at_root = {SHORTER.get(command.name, command.name): command.name for command in root.commands}
    found: dict[str, str] = {}
    for group in root.groups:
        for command in group.commands:
            ways = [f"docker {group.name} {name}" for name in (command.name, *sorted({*command.aliases} - {"rmi"}))]
            short = at_root.get(f"{group.name} {command.name}") or at_root.get(command.name)
            if short and group.name in ("container", "image", "system") and command.name not in OWN:
                ways.append(f"docker {short}")
            if len(ways) > 1:
                found.update(dict.fromkeys(ways, ", ".join(ways)))
    return found


def command_help(root: Group) -> Callable[[Command, str], str]:
    """What ``docker COMMAND --help`` prints."""
    aliases = aliases_of(root)

    def text(command: Command, path: str) -> str:
        parts = [f"Usage:  {command.usage(path)}\n", f"{command.long or command.short}\n"]
        if path in aliases:
            parts.append(f"Aliases:\n  {aliases[path]}\n")
        shown = [option for option in command.options if not option.hidden]
        if shown:
            parts.append("Options:\n" + "".join(option_lines(shown)))
        return "\n".join(parts)

    return text


def group_help(group: Group) -> str:
    """What ``docker network --help`` prints."""
    path = f"docker {group.name}"
    return (
        f"Usage:  {path} COMMAND\n\n{group.short}\n\nCommands:\n{names(group.commands)}\n"
        f"Run '{path} COMMAND --help' for more information on a command.\n"
    )


def root_help(root: Group, completion: bool = True) -> str:
    """What ``docker --help`` prints."""
    common = "".join(f"  {name:<11} {root.find(name).short}\n" for name in COMMON if root.find(name))  # type: ignore[union-attr]
    groups = [group for group in root.groups if group.name not in HIDDEN and group.name not in SWARM]
    swarm = [group for group in root.groups if group.name in SWARM and group.name not in HIDDEN]
    commands = [command for command in root.commands if command.name not in COMMON]
    return (
        f"Usage:  docker [OPTIONS] COMMAND\n\n{root.short}\n\nCommon Commands:\n{common}"
        f"\nManagement Commands:\n{names(groups)}\nSwarm Commands:\n{names(swarm)}\nCommands:\n{names(commands)}"
        "\nGlobal Options:\n" + "".join(option_lines(root.options)) + "\n"
        "Run 'docker COMMAND --help' for more information on a command.\n\n" + GUIDES
    )
