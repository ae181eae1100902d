import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim import OtherSweep, Rows, sweep

GRID = {"a": [1, 2, 3]}


class Counting:
    """A pair of functions that know what they were asked, and fail at will."""

    def __init__(self) -> None:
        self.built: list[int] = []
        self.error: BaseException | None = None

    def build(self, parameters: dict[str, Any], seed: int) -> int:
        self.built.append(parameters["a"])
        if self.error is not None and parameters["a"] == 2:
            raise self.error
        return seed

    def measure(self, built: int) -> dict[str, Any]:
        return {"half": built / 2}


@pytest.fixture
def pair() -> Counting:
    return Counting()


def run(pair: Counting, **options: Any) -> Rows:
    return sweep(pair.build, options.pop("parameters", GRID), pair.measure, **options)


def test_a_failed_case_is_a_row_and_the_others_go_on(pair: Counting) -> None:
    pair.error = ValueError("no")
    rows = run(pair)
    assert [row["error"] is None for row in rows] == [True, False, True]
    assert [row["half"] for row in rows if not row["error"]] == [row["seed"] / 2 for row in rows if not row["error"]]


def test_no_cases_no_rows(pair: Counting) -> None:
    assert run(pair, parameters=[]) == []


def test_a_stopped_sweep_goes_on_where_it_was(pair: Counting, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    pair.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run(pair, file=file)
    pair.error = None
    rows = run(pair, file=file)
    assert pair.built == [1, 2, 2, 3]
    assert rows == run(Counting())


def test_a_finished_sweep_runs_nothing_again(pair: Counting, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    rows = run(pair, file=file)
    assert run(pair, file=str(file)) == rows
    assert pair.built == [1, 2, 3]


def test_failed_cases_are_tried_again(pair: Counting, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    pair.error = ValueError("no")
    run(pair, file=file)
    pair.error = None
    assert run(pair, file=file).failed == []
    assert pair.built == [1, 2, 3, 2]


def test_more_repeats_can_be_added_to_a_file(pair: Counting, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    first = run(pair, file=file)
    assert [row for row in run(pair, file=file, repeats=2) if row["repeat"] == 0] == first
    assert len(pair.built) == 6
    assert run(pair, file=file) == first


@pytest.mark.parametrize("other", [{"seed": 1}, {"parameters": {"a": [1, 2]}}])
def test_the_file_of_another_sweep_is_refused(pair: Counting, tmp_path: Path, other: dict[str, Any]) -> None:
    file = tmp_path / "results.jsonl"
    run(pair, file=file)
    with pytest.raises(OtherSweep):
        run(pair, file=file, **other)


def test_the_file_holds_each_case_once(pair: Counting, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    run(pair, file=file, repeats=2)
    entries = [json.loads(line) for line in file.read_text().splitlines()[1:]]
    assert [(entry["parameters"]["a"], entry["repeat"]) for entry in entries] == [
        (a, n) for a in (1, 2, 3) for n in (0, 1)
    ]


def test_it_needs_neither_hypothesis_nor_anything_of_its_extra() -> None:
    missing = "for name in ('hypothesis', 'pytest', 'pandas', 'tqdm', 'distributed'): sys.modules[name] = None"
    code = f"import sys\n{missing}\nfrom dockernet_sim import sweep\nprint(sweep(lambda *_: 1, [{{}}], lambda _: {{}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("repeat  seed")
