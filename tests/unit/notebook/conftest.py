"""A shell such as a notebook's kernel has, with the magics loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

Cell = Callable[[str], Any]


@pytest.fixture
def cell(monkeypatch: pytest.MonkeyPatch) -> Cell:
    """Run a cell; what its last expression is, or the error that it raised."""
    monkeypatch.setattr("builtins.input", lambda _prompt: (_ for _ in ()).throw(EOFError()))
    shell = InteractiveShell()
    shell.run_cell("%load_ext dockernet_sim")

    def run(source: str) -> Any:
        done = shell.run_cell(source, store_history=False, silent=False)
        return done.error_in_exec or done.error_before_exec or done.result

    return run
