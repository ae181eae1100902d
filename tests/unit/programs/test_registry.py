"""Programs are imported when they are first run: the lists that tell where they are, are complete."""

import pkgutil
from importlib import import_module

import dockernet_sim.programs
import pytest
from dockernet_sim.programs.busybox import APPLETS
from dockernet_sim.programs.registry import PROGRAMS, program

LISTED = [(name, entry) for table in (PROGRAMS, APPLETS) for name, entry in table.items()]


@pytest.mark.parametrize(("name", "entry"), LISTED, ids=[f"{name}-{entry.home}" for name, entry in LISTED])
def test_the_module_of_each_name_registers_it(name, entry):
    module = import_module(f"dockernet_sim.programs.{entry.home}")
    assert entry.function is not None
    function = getattr(entry.function, "func", entry.function)
    assert function.__module__ == module.__name__


def test_no_module_registers_a_name_that_is_not_listed():
    for module in pkgutil.walk_packages(dockernet_sim.programs.__path__, "dockernet_sim.programs."):
        import_module(module.name)
    with pytest.raises(KeyError):
        program("not-listed")(lambda task: 0)
