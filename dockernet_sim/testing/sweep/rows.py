"""Rows: what a sweep gives back. A list of dicts that can also be a table, a CSV file or a pandas frame."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dockernet_sim.shell.formats.tabwriter import align
from dockernet_sim.testing.sweep.cases import OWN_COLUMNS, Case
from dockernet_sim.testing.sweep.errors import MissingLibrary
from dockernet_sim.testing.sweep.outcome import Outcome

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]


class Rows(list[Row]):
    """One dict for each case: its parameters, ``repeat``, ``seed``, what was measured, and ``error`` (None when all
    went well).

    Examples
    --------
    >>> print(Rows([{"loss": 0.5, "repeat": 0, "seed": 7, "heard": True, "error": None}]))
    loss  repeat  seed  heard  error
    0.5   0       7     True
    """

    @property
    def columns(self) -> list[str]:
        """Every name that a row has, in their order, ``error`` last."""
        names = dict.fromkeys(name for row in self for name in row if name != "error")
        return [*names, *(["error"] if self else [])]

    @property
    def failed(self) -> Rows:
        """The rows that have an error."""
        return Rows(row for row in self if row.get("error") is not None)

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas frame.

        Raises
        ------
        MissingLibrary
            When pandas is not installed.
        """
        try:
            import pandas
        except ModuleNotFoundError as missing:
            raise MissingLibrary("to_pandas", "pandas") from missing
        return pandas.DataFrame(list(self), columns=self.columns)

    def to_csv(self, path: str | Path) -> None:
        """Write the rows into a CSV file with a line of names at its top."""
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(self)

    def __str__(self) -> str:
        lines = [self.columns, *([_cell(row.get(name)) for name in self.columns] for row in self)]
        text = align("\n".join("\t".join(line) for line in lines), min_width=0, padding=2)
        return "\n".join(line.rstrip() for line in text.split("\n"))


def as_row(case: Case, outcome: Outcome) -> Row:
    """A case and its outcome as one row."""
    own = dict(zip(OWN_COLUMNS, (case.repeat, case.seed, outcome.error)))
    error = {"error": own.pop("error")}
    return {**case.parameters, **own, **outcome.measured, **error}


def as_rows(cases: Sequence[Case], outcomes: dict[str, Outcome]) -> Rows:
    """All rows, in the order of the cases."""
    return Rows(as_row(case, outcomes[case.key]) for case in cases)


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())
