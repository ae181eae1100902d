"""diff(1): the normal and the unified format."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.entries import entry
from dockernet_sim.programs.text.options import options
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import date

MOST = 2000  # lines of a file
NO_NEWLINE = "\\ No newline at end of file\n"
LONG = {"unified": "u", "brief": "q", "ignore-all-space": "w", "ignore-space-change": "b", "new-file": "N", "text": "a"}
Codes = Sequence[tuple[str, int, int, int, int]]


@tool("diff")
def diff(task: Task, busybox: bool = False) -> int:
    """``diff [-u] [-q] [-i] [-w] FILE FILE``; 0 for equal files, 1 for different ones."""
    given, paths = options(task.args, "uqiwbNasU:", LONG)
    if len(paths) != 2 or any(path != "-" and task.is_folder(path) for path in paths):
        raise NotModelled("diff is modelled for two files only")
    texts, code = list[str](), 0
    for path in paths:
        try:
            texts.append(task.stdin if path == "-" else task.read(path))
        except NetError as error:
            task.err(f"diff: can't stat '{path}': {error.text}\n" if busybox else f"diff: {path}: {error.text}\n")
            code = 2
    if code:
        return code
    a, b = (text.splitlines(keepends=True) for text in texts)
    if max(len(a), len(b)) > MOST:
        raise NotModelled(f"diff of more than {MOST} lines is not modelled")
    task.budget.spend(len(a) * len(b) / 10, "diff")
    codes = difflib.SequenceMatcher(None, _compared(a, given), _compared(b, given), autojunk=False).get_opcodes()
    if all(kind == "equal" for kind, *_ in codes):
        task.out(f"Files {paths[0]} and {paths[1]} are identical\n" if "s" in given else "")
        return 0
    if "q" in given:
        task.out(f"Files {paths[0]} and {paths[1]} differ\n")
    elif busybox or given.keys() & {"u", "U"}:
        task.out(_unified(task, paths, a, b, int(given.get("U") or 3), busybox))
    else:
        task.out(_normal(codes, a, b))
    return 1


def _compared(lines: list[str], given: dict[str, str]) -> list[str]:
    """The lines as they are compared."""
    found = [line.lower() for line in lines] if "i" in given else lines
    if "w" in given:
        return ["".join(line.split()) for line in found]
    return [" ".join(line.split()) for line in found] if "b" in given else found


def _whole(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}"


def _normal(codes: Codes, a: list[str], b: list[str]) -> str:
    said = []
    for kind, a0, a1, b0, b1 in codes:
        if kind == "equal":
            continue
        left, right = _span(a0, a1), _span(b0, b1)
        said.append(f"{left}{ {'replace': 'c', 'delete': 'd', 'insert': 'a'}[kind] }{right}\n".replace(" ", ""))
        said += [f"< {_whole(line)}" for line in a[a0:a1]]
        said += ["---\n"] if kind == "replace" else []
        said += [f"> {_whole(line)}" for line in b[b0:b1]]
    return "".join(said)


def _span(start: int, end: int) -> str:
    """Lines as diff numbers them; an empty span is named by the line before it."""
    if end - start > 1:
        return f"{start + 1},{end}"
    return str(end) if end > start else str(start)


def _unified(task: Task, paths: list[str], a: list[str], b: list[str], context: int, busybox: bool) -> str:
    stamps = ["" if busybox else f"\t{_stamp(task, path)}" for path in paths]
    lines = list(difflib.unified_diff(a, b, n=context))[2:]
    return f"--- {paths[0]}{stamps[0]}\n+++ {paths[1]}{stamps[1]}\n" + "".join(map(_whole, lines))


def _stamp(task: Task, path: str) -> str:
    when = task.clock.now if path == "-" else entry(task, path).changed
    return f"{date(when):%Y-%m-%d %H:%M:%S}.{int(when % 1 * 1e9):09d} +0000"
