"""Measure all rows, print the table, save it, and compare it with the committed earlier run.

python -m tests.benchmarks [ROW ...] [--save FILE] [--baseline]
"""

from __future__ import annotations

import argparse
import json
import platform
from pathlib import Path

from . import clients, labs, peers, projects, served
from .measure import floor_seconds
from .rows import ROWS, Row

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "background" / "speed.md"
HEAD = "| what | must | ambitious | measured |\n| --- | --- | --- | --- |\n"
BASELINE = HERE / "baseline.json"
MODULES = (projects, clients, served)  # which put their rows into the table as they are loaded
RESULTS = HERE / "results.json"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Speed, in floors.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"only these: {', '.join(row.name for row in ROWS)}")
    parser.add_argument("--save", type=Path, default=RESULTS, metavar="FILE", help="where the figures go")
    parser.add_argument("--baseline", action="store_true", help="make these figures the ones to compare with")
    parser.add_argument("--engine", metavar="RELEASE", help="measure labs of this release")
    given = parser.parse_args()
    if given.engine:
        labs.release["engine"] = given.engine
    earlier = json.loads(BASELINE.read_text(encoding="utf-8"))["rows"] if BASELINE.exists() else {}
    print(f"{'row':16} {'figure':>8} {'must':>6} {'ambitious':>9} {'before':>8}  reached    of what")
    figures = {}
    for row in ROWS:
        if not given.rows or row.name in given.rows:
            figures[row.name] = round(row.measure(), 3)
            print(_line(row, figures[row.name], earlier.get(row.name)), flush=True)
    if peers.installed() and (not given.rows or "ns.py" in given.rows):
        print(f"{'ns.py':16} {peers.nspy_echo():8.2f} {'':33}  floors for an echo on that simulator")
    floor = round(floor_seconds() * 1e6, 3)
    print(f"one floor is {floor:.2f} us now, on Python {platform.python_version()}")
    whole = {"python": platform.python_version(), "floor_us": floor, "rows": {**_kept(given, earlier), **figures}}
    (BASELINE if given.baseline else given.save).write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    if given.baseline:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(HEAD)
        PAGE.write_text(before + table(whole["rows"]) + rest[rest.index("\n\n") + 1 :], encoding="utf-8")


def table(figures: dict[str, float]) -> str:
    """The figures as the docs show them."""
    lines = [
        f"| {row.what} | {row.must:g} | {row.ambitious:g} | {figures[row.name]:.3g} {row.unit} |"
        if figures[row.name] < 10
        else f"| {row.what} | {row.must:g} | {row.ambitious:g} | {figures[row.name]:.0f} {row.unit} |"
        for row in ROWS
        if row.name in figures
    ]
    return HEAD + "\n".join(lines) + "\n"


def _kept(given: argparse.Namespace, earlier: dict[str, float]) -> dict[str, float]:
    """A baseline of some rows keeps the others' figures."""
    return earlier if given.baseline and given.rows else {}


def _line(row: Row, value: float, before: float | None) -> str:
    was = f"{before:8.2f}" if before is not None else " " * 8
    return (
        f"{row.name:16} {value:8.2f} {row.must:6g} {row.ambitious:9g} {was}  {row.verdict(value):9}  {row.unit}: "
        f"{row.what}"
    )


if __name__ == "__main__":
    main()
