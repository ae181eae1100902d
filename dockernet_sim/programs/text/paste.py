"""paste: lines of several files side by side."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import inputs, lines, options

ESCAPES = {"\\n": "\n", "\\t": "\t", "\\\\": "\\", "\\0": ""}


@tool("paste")
def paste(task: Task, busybox: bool = False) -> int:
    """``paste [-s] [-d LIST] [FILE...]``: ``-`` is standard input, which several of them share line by line."""
    found, paths = options(task.args, "sd:")
    texts, code = inputs(task, paths, "paste: {path}: {error}")
    if code:
        return code
    between = _delimiters(found.get("d", "\t"))
    if "s" in found:
        rows: Iterator[list[str]] = (lines(text) for _, text in _once(texts))
    else:
        rows = _side_by_side(texts)
    task.out("".join(_joined(row, between) + "\n" for row in rows))
    return 0


def _delimiters(text: str) -> list[str]:
    found = []
    while text:
        piece = text[:2] if text[:2] in ESCAPES else text[0]
        found.append(ESCAPES.get(piece, piece))
        text = text[len(piece) :]
    return found or [""]


def _once(texts: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Standard input is read up by the first ``-`` that stands for it."""
    read = False
    for path, text in texts:
        yield path, "" if path == "-" and read else text
        read = read or path == "-"


def _side_by_side(texts: list[tuple[str, str]]) -> Iterator[list[str]]:
    shared = iter(lines(next((text for path, text in texts if path == "-"), "")))
    columns = [shared if path == "-" else iter(lines(text)) for path, text in texts]
    while True:
        row = [next(column, None) for column in columns]
        if all(cell is None for cell in row):
            return
        yield [cell or "" for cell in row]


def _joined(cells: list[str], between: list[str]) -> str:
    marks = (between[number % len(between)] for number in range(len(cells) - 1))
    return "".join(cell + mark for cell, mark in zip_longest(cells, marks, fillvalue=""))
