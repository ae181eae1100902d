"""Cases: one set of parameters, run once; its seed comes from what it is, never from where it stands."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dockernet_sim.testing.sweep.errors import BadSweep

Parameters = Mapping[str, Iterable[Any]] | Sequence[Mapping[str, Any]]
OWN_COLUMNS = ("repeat", "seed", "error")
SEED_BYTES = 6


@dataclass(frozen=True)
class Case:
    """One run: its parameters, the number of the repetition, and the seed of its lab.

    Examples
    --------
    >>> Case({"loss": 0.5}, 0, 17).key
    '[{"loss":0.5},0]'
    """

    parameters: dict[str, Any]
    repeat: int
    seed: int

    @property
    def key(self) -> str:
        """The same text for the same case, in every process and in every results file."""
        return plain([self.parameters, self.repeat])


def plain(value: object) -> str:
    """Plain data as one line of JSON, with its keys in order; TypeError or ValueError for anything else."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def list_cases(parameters: Parameters, repeats: int = 1, seed: int = 0) -> list[Case]:
    """All cases: each set of parameters `repeats` times.

    Examples
    --------
    >>> [case.parameters for case in list_cases({"loss": [0.1, 0.2], "tries": [1]})]
    [{'loss': 0.1, 'tries': 1}, {'loss': 0.2, 'tries': 1}]
    """
    if repeats < 1:
        raise BadSweep(f"repeats={repeats}: every case has to run at least once")
    cases: dict[str, Case] = {}
    for each in _sets(parameters):
        for repeat in range(repeats):
            case = Case(each, repeat, _seed_of(each, repeat, seed))
            if case.key in cases:
                raise BadSweep(f"{each} is there twice; repeats= runs a case again with another seed")
            cases[case.key] = case
    return list(cases.values())


def digest(cases: Sequence[Case]) -> str:
    """A short text that stands for the sets of parameters, in whatever order."""
    sets = sorted({plain(case.parameters) for case in cases})
    return hashlib.blake2b("\n".join(sets).encode(), digest_size=16).hexdigest()


def _sets(parameters: Parameters) -> list[dict[str, Any]]:
    if isinstance(parameters, Mapping):
        return [_checked(each) for each in _grid(parameters)]
    return [_checked(each) for each in parameters]


def _grid(parameters: Mapping[str, Iterable[Any]]) -> list[dict[str, Any]]:
    """Every combination; the last parameter changes fastest."""
    for name, values in parameters.items():
        if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
            raise BadSweep(f"{name}={values!r}: a grid has a list of values for each parameter")
    return [dict(zip(parameters, values)) for values in itertools.product(*parameters.values())]


def _checked(parameters: object) -> dict[str, Any]:
    """The parameters as a results file will give them back: tuples are lists there."""
    if not isinstance(parameters, Mapping) or not all(isinstance(name, str) for name in parameters):
        raise BadSweep(f"{parameters!r} is no set of parameters: a dict with a value for each name")
    own = [name for name in parameters if name in OWN_COLUMNS]
    if own:
        raise BadSweep(f"a parameter cannot be called {own[0]}: rows have a column of that name")
    try:
        again: dict[str, Any] = json.loads(json.dumps(dict(parameters), allow_nan=False))
    except (TypeError, ValueError) as wrong:
        raise BadSweep(f"{parameters!r}: parameters have to be plain data, as in JSON ({wrong})") from wrong
    return again


def _seed_of(parameters: dict[str, Any], repeat: int, base: int) -> int:
    text = plain([base, parameters, repeat])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=SEED_BYTES).digest(), "big")
