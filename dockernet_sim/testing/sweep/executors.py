"""Who runs the cases: this process, a pool of processes, or whatever executor was given."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dockernet_sim.testing.sweep.cases import Case
from dockernet_sim.testing.sweep.errors import BadSweep
from dockernet_sim.testing.sweep.outcome import Build, Measure, Outcome, called, run_case

FEW = 32  # cases that are done before a pool of processes would have started
HINT = "functions that other processes run have to stand at the top level of a module that they can import"
BROKEN = (
    "a worker process died ({}). A script has to call sweep under `if __name__ == '__main__':`; a case that needs more "
    "memory than there is can be the reason too. With file=, what was done is kept."
)


@contextmanager
def choose(
    executor: Executor | None, workers: int | None, cases: int, build: Build, measure: Measure
) -> Iterator[Executor | None]:
    """The executor to use, or None for this process; a pool of our own is shut down again."""
    if executor is not None:
        if workers is not None:
            raise BadSweep("workers= is for a pool of processes of sweep's own; an executor has its number of workers")
        if not isinstance(executor, ThreadPoolExecutor):
            _demand_names(build, measure)
        yield executor
        return
    workers = _workers(cases, build, measure) if workers is None else workers
    if workers < 1:
        raise BadSweep(f"workers={workers}: at least one has to do the work")
    if workers == 1 or not cases:
        yield None
        return
    _demand_names(build, measure)
    pool = _pool(min(workers, cases))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def run_all(
    executor: Executor | None, build: Build, measure: Measure, cases: Sequence[Case]
) -> Iterator[tuple[Case, Outcome]]:
    """Each case with its outcome, as they end."""
    if executor is None:
        for case in cases:
            yield case, run_case(build, measure, case.parameters, case.seed)
        return
    futures: dict[Future[Outcome], Case] = {}
    try:
        for case in cases:
            futures[executor.submit(run_case, build, measure, case.parameters, case.seed)] = case
        for future in as_completed(futures):
            yield futures[future], _result(future)
    except BrokenExecutor as broken:
        raise BadSweep(BROKEN.format(str(broken).rstrip("."))) from broken
    finally:
        for future in futures:
            future.cancel()


def _result(future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except Exception as error:  # the executor's: a worker was lost, or could not import the functions
        return Outcome(error=f"{type(error).__name__}: {error}")


def _workers(cases: int, build: Build, measure: Measure) -> int:
    """How many processes pay; as every way gives the same rows, this is a matter of time only."""
    if cases < FEW or sys.platform == "emscripten" or not (_has_name(build) and _has_name(measure)):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pool(workers: int) -> Executor:
    """Fresh processes: a fork of one with threads may never end, and systems differ in what they do by default."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _demand_names(build: Build, measure: Measure) -> None:
    for role, function in (("build", build), ("measure", measure)):
        if not _has_name(function):
            raise BadSweep(f"{role}: other processes cannot find {called(function)} by its name; {HINT}")


def _has_name(function: Callable[..., Any]) -> bool:
    """Whether another process finds the function: pickle writes down no more than its module and name."""
    home = sys.modules.get(getattr(function, "__module__", None) or "")
    if home is not None and home.__name__ == "__main__" and not Path(getattr(home, "__file__", None) or "-").exists():
        return False  # typed at a prompt
    try:
        pickle.dumps(function)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return True
