"""The reference is complete: every public name of every public package stands in it."""

import re
from dataclasses import is_dataclass
from importlib import import_module
from typing import get_origin

import pytest

from .pages import ROOT

WHOLE = re.findall(
    r"automodule:: (\S+)\n   :members:",
    "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "reference").glob("*.md")),
)
"""Modules whose names are all listed."""

PUBLIC = (
    "dockernet_sim",
    "dockernet_sim.client",
    "dockernet_sim.client.answers",
    "dockernet_sim.reach",
    "dockernet_sim.testing",
    "dockernet_sim.testing.strategies",
    "dockernet_sim.notebook.exercises",
    "dockernet_sim.plans",
    "dockernet_sim.extension",
)
REFERENCE = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "reference").glob("*.md")))


@pytest.mark.parametrize("package", PUBLIC)
def test_public_name_stands_in_the_reference(package: str) -> None:
    names = import_module(package).__all__
    listed = {name for module in WHOLE for name in vars(import_module(module))}
    assert not [
        name for name in names if name not in listed and not any(f"{end}{name}\n" in REFERENCE for end in (".", "   "))
    ]


CALLS = "a protocol or a kernel's own object that extensions are given: tests/extension/example shows each in use"
WITHOUT = {
    "dockernet_sim.client": "docker-py's own documentation has examples of each; the class of the door has ours",
    "dockernet_sim.client.answers": "types of plain dictionaries; the module has an example, typed_client.py many",
    "dockernet_sim.extension": CALLS,
}
"""Modules whose classes need no example of their own, with the reason; their functions do."""


def is_value(each: object) -> bool:
    """Whether it is a dataclass or named tuple."""
    return isinstance(each, type) and (is_dataclass(each) or issubclass(each, tuple))


@pytest.mark.parametrize("package", PUBLIC)
def test_public_name_has_an_example(package: str) -> None:
    """Doctest runs them all; errors, plain values and names of types need none."""
    missing = []
    for name in import_module(package).__all__:
        each = getattr(import_module(package), name)
        if not callable(each) or (isinstance(each, type) and (issubclass(each, BaseException) or package in WITHOUT)):
            continue
        if not is_value(each) and get_origin(each) is None and ">>>" not in (each.__doc__ or ""):
            missing.append(name)
    assert not missing


def test_the_door_to_docker_py_has_an_example() -> None:
    assert ">>>" in (import_module("dockernet_sim.client").__doc__ or "")
