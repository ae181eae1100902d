"""The page on speed shows the committed figures."""

import json

from tests.benchmarks.__main__ import BASELINE, PAGE, table


def test_the_table_is_that_of_the_baseline() -> None:
    figures = json.loads(BASELINE.read_text(encoding="utf-8"))["rows"]
    assert table(figures) in PAGE.read_text(encoding="utf-8")
