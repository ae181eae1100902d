"""The results file of a sweep: JSON lines, one for each case as it ends, so that a sweep that was stopped can go on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

from dockernet_sim.testing.sweep.cases import Case, plain
from dockernet_sim.testing.sweep.errors import OtherSweep
from dockernet_sim.testing.sweep.outcome import Outcome

KIND = "dockernet_sim sweep"
MEANINGS = {
    "seed": "its base seed is {}, not {}",
    "build": "its labs were built by {}, not by {}",
    "measure": "they were measured by {}, not by {}",
    "parameters": "its parameters are others",
}


class Journal:
    """An open results file: ``done`` holds what it held, :meth:`write` adds to it.

    Parameters
    ----------
    path : Path
        A file, which is made if it is not there.
    about : dict
        What tells this sweep from others; the first line of the file.

    Raises
    ------
    OtherSweep
        When the file holds something else; it is not touched then.
    """

    def __init__(self, path: Path, about: dict[str, Any]) -> None:
        self.path = path
        self.done: dict[str, Outcome] = {}
        head = {"kind": KIND, **about}
        old = path.read_bytes() if path.exists() else b""
        whole, _, rest = old.rpartition(b"\n")
        lines = whole.decode(errors="replace").split("\n") if whole else []
        self._check(lines, rest, head)
        for number, line in enumerate(lines[1:], start=2):
            self._read(line, number)
        self._file = path.open("r+b" if old else "wb")
        self._file.truncate(
            len(old) - len(rest)
        )  # a last line without an end was being written when the sweep was stopped
        self._file.seek(0, 2)
        if not lines:
            self._add(head)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, case: Case, outcome: Outcome) -> None:
        """Add the outcome of a case."""
        line = {"parameters": case.parameters, "repeat": case.repeat, "measured": outcome.measured}
        self._add(line if outcome.error is None else {**line, "error": outcome.error})

    def _add(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()

    def _check(self, lines: list[str], rest: bytes, head: dict[str, Any]) -> None:
        if not lines:
            begun = json.dumps(head, ensure_ascii=False).encode()
            if not begun.startswith(rest):
                raise OtherSweep(f"{self.path} is no results file of a sweep")
            return
        found = _parse(lines[0])
        if found.get("kind") != KIND:
            raise OtherSweep(f"{self.path} is no results file of a sweep")
        for name, meaning in MEANINGS.items():
            if found.get(name) != head[name]:
                said = meaning.format(found.get(name), head[name])
                raise OtherSweep(f"{self.path} is of another sweep: {said}. Name another file, or delete it.")

    def _read(self, line: str, number: int) -> None:
        entry = _parse(line)
        if not {"parameters", "repeat", "measured"} <= set(entry):
            raise OtherSweep(f"{self.path}: line {number} is no result of a sweep")
        self.done[plain([entry["parameters"], entry["repeat"]])] = Outcome(entry["measured"], entry.get("error"))


def _parse(line: str) -> dict[str, Any]:
    """A line as a dict; an empty one where it is nothing of the kind."""
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
