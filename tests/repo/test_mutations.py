"""The seeded faults can be put where they belong, and the docs tell of each."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("mutations", ROOT / "tests" / "mutations.py")
assert spec is not None and spec.loader is not None
mutations = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mutations)
TOLD = (ROOT / "docs" / "background" / "testing.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("fault", mutations.FAULTS, ids=lambda fault: fault.name)
def test_a_fault_has_its_place(fault: object) -> None:
    text = (ROOT / "dockernet_sim" / fault.file).read_text(encoding="utf-8")
    assert text.count(fault.before) == 1
    assert f"| {fault.name} | `{fault.file}` |" in TOLD
