"""Each match and target has a half that packets meet and a half that people read."""

from importlib import import_module
from typing import Any

import pytest
from dockernet_sim.iptables import matches, targets
from dockernet_sim.iptables.extension import Extension
from dockernet_sim.linux.netfilter.xtables import Part

READING = ("parse", "finish", "save", "listing", "options")
REGISTRIES = [(matches, matches.MATCHES, matches.match_named), (targets, targets.TARGETS, targets.target_named)]


@pytest.mark.parametrize(("package", "known", "named"), REGISTRIES, ids=["matches", "targets"])
def test_the_table_of_modules_is_that_of_the_classes(package: Any, known: dict[str, type], named: Any) -> None:
    for module in set(package.MODULES.values()):
        import_module(f"{package.__name__}.{module}")
    defined = {name: kind.__module__.rpartition(".")[2] for name, kind in known.items()}
    assert defined == package.MODULES
    assert all(named(name).name == name for name in package.MODULES)
    assert named("NOTHING") is None


@pytest.mark.parametrize("kind", [*matches.MODULES, *targets.MODULES])
def test_the_kernels_half_can_neither_be_read_nor_printed(kind: str) -> None:
    found = matches.match_named(kind) or targets.target_named(kind)
    assert found is not None and issubclass(found, Extension)
    kernels = [each for each in found.__mro__ if issubclass(each, Part) and not issubclass(each, Extension)]
    assert kernels and all(each.__module__.startswith("dockernet_sim.linux.netfilter.") for each in kernels)
    assert not [name for name in READING if hasattr(kernels[0], name)]
