"""The reference is complete: every public name of every public package stands in it."""

import re
from importlib import import_module

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
