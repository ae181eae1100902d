"""``sweep``: the same question put to many labs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from dockernet_sim.testing.sweep.cases import Parameters, digest, list_cases
from dockernet_sim.testing.sweep.executors import choose, run_all
from dockernet_sim.testing.sweep.journal import Journal
from dockernet_sim.testing.sweep.outcome import Outcome, called
from dockernet_sim.testing.sweep.progress import bar
from dockernet_sim.testing.sweep.rows import Rows, as_rows

Built = TypeVar("Built")


def sweep(
    build: Callable[[dict[str, Any], int], Built],
    parameters: Parameters,
    measure: Callable[[Built], Mapping[str, Any]],
    executor: Executor | None = None,
    *,
    repeats: int = 1,
    seed: int = 0,
    workers: int | None = None,
    file: str | Path | None = None,
    progress: bool | None = None,
) -> Rows:
    """Build a lab for every case and measure it; the rows do not depend on the executor or on the order of the cases.

    Parameters
    ----------
    build : callable
        ``build(parameters, seed)`` returns a lab (or anything that `measure` understands).
    parameters : dict or list
        A dict with a list of values for each name stands for all their combinations; a list of dicts for just these.
        Values are plain data, as in JSON.
    measure : callable
        ``measure(lab)`` returns a dict of plain data.
    executor : concurrent.futures.Executor, optional
        Who runs the cases: a pool of threads or processes, Dask's ``client.get_executor()``, loky's, mpi4py's. `build`
        and `measure` then have to be functions at the top level of a module that the workers can import.
    repeats : int
        How often each case runs, each time with another seed.
    seed : int
        The base seed; a case's own seed comes from it, the parameters and the number of the repetition.
    workers : int, optional
        How many processes, where no executor is given; 1 runs all cases in this process. Left out, it is 1 for few
        cases and for functions that other processes cannot import, else one for each processor.
    file : str or Path, optional
        A results file: every case is written there as it ends, and one that is there already is not run again, unless
        it had failed. After a change to `build` or `measure`, delete it.
    progress : bool, optional
        Whether a progress bar is shown; left out, it is on a terminal, when tqdm is installed.

    Returns
    -------
    Rows
        A dict for each case, in the order of the parameters. A case that failed has the text of its error as ``error``.

    Raises
    ------
    BadSweep
        When the sweep cannot be run as it was asked for.
    OtherSweep
        When the results file is of another sweep.

    Examples
    --------
    >>> from dockernet_sim import Lab, sweep
    >>> def build(parameters, seed):
    ...     lab = Lab(seed=seed)
    ...     lab.sh(f"docker network create --subnet 10.9.0.0/{parameters['bits']} small")
    ...     return lab
    >>> def measure(lab):
    ...     count = 0
    ...     while lab.sh("docker run -d --network small busybox"):
    ...         count += 1
    ...     return {"containers": count}
    >>> rows = sweep(build, {"bits": [30, 29]}, measure)
    >>> [(row["bits"], row["containers"]) for row in rows]
    [(30, 1), (29, 5)]
    """
    cases = list_cases(parameters, repeats, seed)
    about = {"seed": seed, "build": called(build), "measure": called(measure), "parameters": digest(cases)}
    with ExitStack() as stack:
        journal = stack.enter_context(Journal(Path(file), about)) if file is not None else None
        outcomes = _kept(journal)
        open_cases = [case for case in cases if case.key not in outcomes]
        chosen = stack.enter_context(choose(executor, workers, len(open_cases), build, measure))
        tick = stack.enter_context(bar(len(cases), len(cases) - len(open_cases), progress))
        for case, outcome in run_all(chosen, build, measure, open_cases):
            outcomes[case.key] = outcome
            if journal is not None:
                journal.write(case, outcome)
            tick()
    return as_rows(cases, outcomes)


def _kept(journal: Journal | None) -> dict[str, Outcome]:
    """What need not be done again."""
    return {key: outcome for key, outcome in journal.done.items() if outcome.error is None} if journal else {}
