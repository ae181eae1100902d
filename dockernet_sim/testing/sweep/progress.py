"""The progress bar, drawn by tqdm where that is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dockernet_sim.testing.sweep.errors import MissingLibrary


@contextmanager
def bar(total: int, done: int, wanted: bool | None) -> Iterator[Callable[[], object]]:
    """A bar on stderr; what it gives is to be called after each case.

    Without a wish there is one when stderr is a terminal and tqdm is installed.
    """
    if wanted is False:
        yield lambda: None
        return
    try:
        from tqdm import tqdm
    except ModuleNotFoundError as missing:
        if wanted:
            raise MissingLibrary("progress=True", "tqdm") from missing
        yield lambda: None
        return
    with tqdm(total=total, initial=done, unit="lab", disable=False if wanted else None) as shown:
        yield shown.update
