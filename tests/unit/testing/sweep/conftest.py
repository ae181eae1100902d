"""The functions of an example, importable by other processes too."""

import importlib
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "importable"))
    return importlib.import_module("sweep_example")
