import sys
from pathlib import Path

import pytest
from dockernet_sim.testing.sweep.cases import Case
from dockernet_sim.testing.sweep.errors import MissingLibrary
from dockernet_sim.testing.sweep.outcome import Outcome
from dockernet_sim.testing.sweep.rows import Rows, as_rows

CASES = [Case({"a": 1}, 0, 11), Case({"a": 2}, 0, 12)]
ROWS = as_rows(CASES, {CASES[1].key: Outcome(error="broke,\ntwice"), CASES[0].key: Outcome({"b": 0.5})})


def test_rows_stand_in_the_order_of_the_cases() -> None:
    assert ROWS == [
        {"a": 1, "repeat": 0, "seed": 11, "b": 0.5, "error": None},
        {"a": 2, "repeat": 0, "seed": 12, "error": "broke,\ntwice"},
    ]


def test_failed_rows_are_those_with_an_error() -> None:
    assert ROWS.failed == ROWS[1:]


def test_columns_are_the_names_of_all_rows_with_error_last() -> None:
    assert Rows(reversed(ROWS)).columns == ["a", "repeat", "seed", "b", "error"]
    assert Rows().columns == []


def test_printed_they_are_a_table() -> None:
    assert str(ROWS) == (
        "a  repeat  seed  b    error\n"
        "1  0       11    0.5\n"
        "2  0       12         broke, twice"
    )  # fmt: skip


def test_a_csv_file_has_all_columns(tmp_path: Path) -> None:
    ROWS.to_csv(tmp_path / "rows.csv")
    text = (tmp_path / "rows.csv").read_text(encoding="utf-8")
    assert text == 'a,repeat,seed,b,error\n1,0,11,0.5,\n2,0,12,,"broke,\ntwice"\n'


def test_a_frame_has_all_columns() -> None:
    pytest.importorskip("pandas")
    frame = ROWS.to_pandas()
    assert list(frame.columns) == ROWS.columns
    assert frame["a"].tolist() == [1, 2]
    assert frame["error"].isna().tolist() == [True, False]


def test_without_pandas_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingLibrary, match=r"to_pandas needs pandas: pip install 'dockernet_sim\[sweep\]'"):
        ROWS.to_pandas()
