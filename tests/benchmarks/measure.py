"""Measuring: work and floor in turn, so that both see the same machine; the median of the ratios."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median

from . import floor

FLOOR_ECHOES = 20_000
ROUNDS = 7

Work = Callable[[], object]


def seconds(work: Work) -> float:
    """How long it takes, in processor time of this process."""
    began = time.process_time()
    work()
    return time.process_time() - began


def floor_seconds() -> float:
    """The floor: seconds for one echo, now."""
    return seconds(lambda: floor.echoes(FLOOR_ECHOES)) / FLOOR_ECHOES


def in_floors(work: Work, units: int, rounds: int = ROUNDS) -> float:
    """What one of the `units` of a work costs, in floors; the first round is a warm-up.

    Parameters
    ----------
    work : callable
        Can be done again and again.
    units : int
        How many things it does each time.
    rounds : int
        How often.
    """
    ratios = []
    for _ in range(rounds + 1):
        before = floor_seconds()
        spent = seconds(work) / units
        ratios.append(spent / ((before + floor_seconds()) / 2))
    return median(ratios[1:])


def once_in_floors(prepare: Callable[[], Work], units: int, rounds: int = 3) -> float:
    """The same for work that can be done only once after each preparation, which does not count."""
    ratios = []
    for _ in range(rounds):
        work = prepare()
        gc.collect()
        gc.freeze()  # the collector looks at what the work leaves behind, not again and again at what was there before
        before = floor_seconds()
        spent = seconds(work) / units
        ratios.append(spent / ((before + floor_seconds()) / 2))
        gc.unfreeze()
    return median(ratios)


def ratio(work: Work, base: Work, rounds: int = ROUNDS) -> float:
    """How many times as long one work takes as the other."""
    ratios = []
    for _ in range(rounds + 1):
        base_spent = seconds(base)
        ratios.append(seconds(work) / base_spent)
    return median(ratios[1:])
