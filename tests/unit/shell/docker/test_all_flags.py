"""Every flag that `docker COMMAND --help` of the 20.10.24 client lists: answered, or refused by name."""

import json
from pathlib import Path

import pytest
from dockernet_sim.shell.docker.command import Command
from dockernet_sim.shell.docker.table.root import ROOT

from .machine import Machine

FLAGS: dict[str, list[str]] = json.loads((Path(__file__).parent / "flags_20_10.json").read_text())
ANSWERED_BY_ALL = {"help"}


def commands() -> dict[str, Command]:
    """The commands of the model's table by what is typed for them."""
    found = {f"docker {command.name}": command for command in ROOT.commands}
    for group in ROOT.groups:
        found |= {f"docker {group.name} {command.name}": command for command in group.commands}
    return found


TABLE = commands()
MODELLED = {path: command for path, command in TABLE.items() if command.run is not None}


@pytest.mark.parametrize("path", sorted(MODELLED))
def test_modelled_command_knows_all_flags_and_no_others(path: str) -> None:
    real = set(FLAGS[path]) - ANSWERED_BY_ALL
    known = {option.name for option in MODELLED[path].options if not option.hidden} - ANSWERED_BY_ALL
    assert known == real


@pytest.mark.parametrize("path", sorted(set(FLAGS) - set(MODELLED) - {"docker"}))
def test_other_command_is_refused_by_name(vm: Machine, path: str) -> None:
    if path.count(" ") == 1 and any(
        f"{path} {command.name}" in MODELLED for group in ROOT.groups for command in group.commands
    ):
        return  # a group whose commands are looked at themselves
    done = vm(path)
    assert done.exit == 127
    assert "is not modelled" in done.stderr


def test_flags_of_docker_itself_are_known() -> None:
    assert {option.name for option in ROOT.options} >= set(FLAGS["docker"]) - ANSWERED_BY_ALL
