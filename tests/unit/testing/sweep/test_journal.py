import json
from pathlib import Path

import pytest
from dockernet_sim.testing.sweep import OtherSweep
from dockernet_sim.testing.sweep.cases import Case
from dockernet_sim.testing.sweep.journal import Journal
from dockernet_sim.testing.sweep.outcome import Outcome

ABOUT = {"seed": 0, "build": "build", "measure": "measure", "parameters": "abc"}
GOOD = Case({"a": 1}, 0, 11)
BAD = Case({"a": "ü"}, 1, 12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A results file with two cases."""
    path = tmp_path / "results.jsonl"
    with Journal(path, ABOUT) as journal:
        journal.write(GOOD, Outcome({"b": 2}))
        journal.write(BAD, Outcome(error="no"))
    return path


def test_it_gives_back_what_was_written(path: Path) -> None:
    with Journal(path, ABOUT) as journal:
        assert journal.done == {GOOD.key: Outcome({"b": 2}), BAD.key: Outcome(error="no")}


def test_every_line_is_json(path: Path) -> None:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines[1:] == [
        {"parameters": {"a": 1}, "repeat": 0, "measured": {"b": 2}},
        {"parameters": {"a": "ü"}, "repeat": 1, "measured": {}, "error": "no"},
    ]


def test_a_later_outcome_of_the_same_case_counts(path: Path) -> None:
    with Journal(path, ABOUT) as journal:
        journal.write(BAD, Outcome({"b": 3}))
    with Journal(path, ABOUT) as journal:
        assert journal.done[BAD.key] == Outcome({"b": 3})


def test_wherever_writing_stopped_what_was_whole_is_kept_and_the_rest_written_again(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        ends = whole[:length].count(b"\n")
        with Journal(path, ABOUT) as journal:
            assert len(journal.done) == max(0, ends - 1)
            for case, outcome in [(GOOD, Outcome({"b": 2})), (BAD, Outcome(error="no"))][len(journal.done) :]:
                journal.write(case, outcome)
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seed": 1}, "its base seed is 0, not 1"),
        ({"build": "other"}, "its labs were built by build, not by other"),
        ({"measure": "other"}, "they were measured by measure, not by other"),
        ({"parameters": "abd"}, "its parameters are others"),
    ],
)
def test_another_sweep_is_refused(path: Path, changed: dict[str, object], said: str) -> None:
    before = path.read_bytes()
    with pytest.raises(OtherSweep, match=f"results.jsonl is of another sweep: {said}"):
        Journal(path, {**ABOUT, **changed})
    assert path.read_bytes() == before


@pytest.mark.parametrize("held", [b"my diary", b"my diary\n", b"[1]\n", b'{"kind": "diary"}\n', b"\xff\xfe\n"])
def test_a_file_of_something_else_is_refused_and_left_as_it_was(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "diary"
    path.write_bytes(held)
    with pytest.raises(OtherSweep, match="diary is no results file of a sweep"):
        Journal(path, ABOUT)
    assert path.read_bytes() == held


def test_a_broken_line_in_the_middle_is_named(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"repeat": 0', b'"repeat" 0'))
    with pytest.raises(OtherSweep, match="line 2 is no result of a sweep"):
        Journal(path, ABOUT)
