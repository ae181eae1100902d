"""The table of commands tells which functions carry them out: all of them are there."""

import inspect

import pytest
from dockernet_sim.shell.docker.table import ROOT

COMMANDS = [(c.name, c) for c in ROOT.commands] + [(f"{g.name} {c.name}", c) for g in ROOT.groups for c in g.commands]
MODELLED = [(path, command) for path, command in COMMANDS if command.run is not None]


@pytest.mark.parametrize(("path", "command"), MODELLED, ids=[path for path, _ in MODELLED])
def test_the_function_of_each_command_is_where_the_table_says(path, command):
    assert inspect.isgeneratorfunction(command.run.found())
