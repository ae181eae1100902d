"""One case, run to its end: this is what workers are given to do. Plain data goes in and comes out."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from dockernet_sim.testing.sweep.cases import OWN_COLUMNS

Build = Callable[[dict[str, Any], int], Any]
Measure = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """What was measured, or the error that came in between."""

    measured: dict[str, Any] = field(default_factory=dict)
    error: str | None = None


def run_case(build: Build, measure: Measure, parameters: dict[str, Any], seed: int) -> Outcome:
    """Build the lab, measure it. An error of the two functions is an outcome like any other."""
    try:
        return Outcome(_as_columns(measure(build(dict(parameters), seed)), parameters))
    except Exception as error:  # whatever it is, the other cases have to go on
        return Outcome(error=_told(error))


def _as_columns(measured: object, parameters: dict[str, Any]) -> dict[str, Any]:
    """The measurements as a results file will give them back."""
    if not isinstance(measured, Mapping) or not all(isinstance(name, str) for name in measured):
        raise TypeError(f"measure has to return a dict with a value for each name, not {measured!r}")
    taken = [name for name in measured if name in parameters or name in OWN_COLUMNS]
    if taken:
        raise ValueError(f"measure cannot call a result {taken[0]}: rows have a column of that name")
    columns: dict[str, Any] = json.loads(json.dumps(dict(measured), allow_nan=False))
    return columns


def _told(error: Exception) -> str:
    """The error, and the line of the user's function from which it came."""
    text = "".join(traceback.format_exception_only(error)).strip()
    frames = traceback.extract_tb(error.__traceback__)[1:2]
    if not frames or frames[0].filename == __file__:
        return text
    return f"{text} (line {frames[0].lineno} of {PurePath(frames[0].filename).name})"


def called(function: Callable[..., Any]) -> str:
    """A function's name."""
    return str(getattr(function, "__qualname__", type(function).__qualname__))
