"""Whoever runs the cases: the rows are the same."""

import importlib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim import BadSweep, Lab, Rows, sweep
from dockernet_sim.testing.sweep import executors
from hypothesis import given, settings
from hypothesis import strategies as st


class Shuffled(Executor):
    """Runs what it was given only when it has all of it, in an order of its own."""

    def __init__(self, order: list[int]) -> None:
        self.order = order
        self.work: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.work.append((future, fn, args))
        if len(self.work) == len(self.order):
            for number in self.order:
                future, fn, args = self.work[number]
                future.set_result(fn(*args))
        return self.work[-1][0]


class Failing(Executor):
    """Loses every other piece of work, or breaks for good."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.count = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.count += 1
        future: Future[Any] = Future()
        if self.count % 2:
            future.set_result(fn(*args))
        else:
            future.set_exception(self.error)
        return future


@pytest.fixture
def alone(example: Any) -> Rows:
    rows = sweep(example.build, example.GRID, example.measure, workers=1)
    assert [row["error"] is None for row in rows] == [True, True, False] * 2
    return rows


def test_threads(example: Any, alone: Rows) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert sweep(example.build, example.GRID, example.measure, pool) == alone


def test_processes(example: Any, alone: Rows) -> None:
    assert sweep(example.build, example.GRID, example.measure, workers=2) == alone


def test_labs_with_programs_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "importable"))
    example = importlib.import_module("programs_example")
    with ThreadPoolExecutor(2) as pool:
        rows = [
            sweep(example.build, example.GRID, example.measure, repeats=2, workers=1),
            sweep(example.build, example.GRID, example.measure, repeats=2, workers=2),
            sweep(example.build, example.GRID, example.measure, pool, repeats=2),
        ]
    assert rows[0] == rows[1] == rows[2]
    assert all(row["same"] and row["answered"].count("\n") == 3 for row in rows[0])
    assert len({row["answered"] for row in rows[0]}) == 4  # of four seeds


def test_dask(example: Any, alone: Rows) -> None:
    distributed = pytest.importorskip("distributed")
    local = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "worker_dashboard_address": None}
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, **local) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert sweep(example.build, example.GRID, example.measure, client.get_executor()) == alone


def build(parameters: dict[str, Any], seed: int) -> Lab:
    if parameters["a"] == 2:
        raise ValueError("two")
    return Lab(seed=seed, trace=False)


def measure(lab: Lab) -> dict[str, Any]:
    return {"mac": lab.sh("ip link show docker0").stdout.split()[-3]}


ALL = {row["a"]: row for row in sweep(build, {"a": range(4)}, measure)}


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(4)), st.permutations(range(4)))
def test_neither_the_order_of_the_cases_nor_that_of_the_work_changes_a_row(cases: list[int], work: list[int]) -> None:
    assert sweep(build, {"a": cases}, measure, Shuffled(work)) == [ALL[a] for a in cases]


def test_cases_have_labs_of_their_own() -> None:
    assert len({row["mac"] for row in ALL.values() if row["error"] is None}) == 3
    assert ALL[2]["error"].startswith("ValueError: two (line ")


def test_a_case_that_the_executor_loses_is_a_failed_row() -> None:
    rows = sweep(build, {"a": [0, 1]}, measure, Failing(MemoryError("worker killed")))
    assert [row["error"] for row in rows] == [None, "MemoryError: worker killed"]


def test_a_broken_pool_ends_the_sweep() -> None:
    with pytest.raises(BadSweep, match=r"a worker process died .it is gone.*__main__"):
        sweep(build, {"a": [0, 1]}, measure, Failing(BrokenProcessPool("it is gone")))


@pytest.mark.parametrize("options", [{"workers": 2}, {"executor": Shuffled([0])}], ids=["workers", "executor"])
def test_functions_without_a_name_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(BadSweep, match=r"measure: other processes cannot find .*<lambda> by its name"):
        sweep(build, {"a": [0, 1]}, lambda _: {}, **options)


def test_threads_take_any_function() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert [row["x"] for row in sweep(lambda *_: 1, [{}], lambda built: {"x": built}, pool)] == [1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"workers": 0}, "workers=0: at least one"),
        ({"workers": 2, "executor": Shuffled([0])}, "workers= is for a pool"),
    ],
)
def test_numbers_of_workers_that_make_no_sense(options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSweep, match=said):
        sweep(build, {"a": [0]}, measure, **options)


def test_left_alone_few_cases_or_functions_without_a_name_stay_in_this_process() -> None:
    def local(*_: Any) -> Any: ...

    many = executors.FEW
    assert executors._workers(many - 1, build, measure) == 1
    assert executors._workers(many, local, measure) == 1
    assert executors._workers(many, build, measure) >= 1


SCRIPT = """
from dockernet_sim import Lab, sweep
def build(parameters, seed): return Lab(trace=False)
def measure(lab): return {}
sweep(build, {"a": [1, 2]}, measure, workers=2)
"""


def test_a_script_without_a_guard_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run([sys.executable, tmp_path / "script.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "A script has to call sweep under `if __name__ == '__main__':`" in done.stderr


def test_what_was_typed_at_a_prompt_is_refused_by_processes() -> None:
    done = subprocess.run([sys.executable, "-"], input=SCRIPT, capture_output=True, text=True, check=False)
    assert "build: other processes cannot find build by its name" in done.stderr
