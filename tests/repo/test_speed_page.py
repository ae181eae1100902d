"""The page on speed shows the committed figures."""

import importlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_table_is_that_of_the_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    benchmarks = importlib.import_module("tests.benchmarks.__main__")
    figures = json.loads(benchmarks.BASELINE.read_text(encoding="utf-8"))["rows"]
    assert benchmarks.table(figures) in benchmarks.PAGE.read_text(encoding="utf-8")
