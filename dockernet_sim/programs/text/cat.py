"""cat, tee, head and tail."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.kernelfs.dev import some_of
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import inputs, lines, options


@tool("cat")
def cat(task: Task, busybox: bool = False) -> int:
    """``cat [-n] [FILE...]``."""
    given, paths = options(task.args, "nu", {"number": "n"})
    say = "cat: can't open '{path}': {error}" if busybox else "cat: {path}: {error}"
    if busybox:
        say = "cat: can't open '{path}': {error}"
    number, code = 0, 0
    for path in paths or ["-"]:
        texts, bad = inputs(task, [path], "cat: read error: {error}" if busybox and _is_folder(task, path) else say)
        code = code or bad
        for _, text in texts:
            if "n" not in given:
                task.out(text)
                continue
            for line in text.splitlines(keepends=True):
                number += 1
                task.out(f"{number:6d}\t{line}")
    return code


def _is_folder(task: Task, path: str) -> bool:
    return task.is_folder(path)


@tool("tee")
def tee(task: Task, busybox: bool = False) -> int:
    """``tee [-a] FILE...``."""
    given, paths = options(task.args, "ai", {"append": "a"})
    task.out(task.stdin)
    code = 0
    for path in paths:
        try:
            task.write(path, task.stdin, append="a" in given)
        except NetError as error:
            task.err(f"tee: {path}: {error.text}\n")
            code = 1
    return code


def _count(args: list[str]) -> list[str]:
    """``-5`` is ``-n 5``."""
    previous = ["", *args]
    return [
        f"-n{a[1:]}" if a[:1] == "-" and a[1:].isdigit() and p not in ("-n", "-c") else a
        for p, a in zip(previous, args)
    ]


def _several(task: Task, paths: list[str], name: str, quiet: bool, busybox: bool) -> tuple[list[tuple[str, str]], int]:
    say = f"{name}: {{path}}: {{error}}" if busybox else f"{name}: cannot open '{{path}}' for reading: {{error}}"
    if busybox and name == "tail":
        say = "tail: can't open '{path}': {error}"
    texts, code = inputs(task, paths, say)
    if busybox and name == "tail" and not texts:
        task.err("tail: no files\n")
    headed = len(paths) > 1 and not quiet
    shown = [("standard input" if p == "-" else p, t) for p, t in texts]
    return [
        (("\n" if index and headed else "") + (f"==> {path} <==\n" if headed else ""), text)
        for index, (path, text) in enumerate(shown)
    ], code


@tool("head")
def head(task: Task, busybox: bool = False) -> int:
    """``head [-n N] [-c N] [FILE...]``."""
    given, paths = options(_count(task.args), "n:c:qv", {"lines": "n", "bytes": "c"})
    wanted = given.get("c", given.get("n", "10"))
    if not wanted.lstrip("-").isdigit():
        what = "bytes" if "c" in given else "lines"
        task.err(f"head: invalid number '{wanted}'\n" if busybox else f"head: invalid number of {what}: '{wanted}'\n")
        return 1
    if "c" in given and len(paths) == 1 and wanted.isdigit():
        some = some_of(task, task.resolve(paths[0]), int(wanted))
        if some is not None:
            task.out(some)
            return 0
    texts, code = _several(task, paths, "head", "q" in given, busybox)
    for heading, text in texts:
        pieces = list(text) if "c" in given else text.splitlines(keepends=True)
        task.out(heading + "".join(pieces[: int(wanted)]))
    return code


@tool("tail")
def tail(task: Task, busybox: bool = False) -> int:
    """``tail [-n N] [-c N] [FILE...]``; ``-n +N`` from line N on."""
    given, paths = options(_count(task.args), "n:c:qv", {"lines": "n", "bytes": "c"})
    wanted = given.get("c", given.get("n", "10"))
    if not wanted.lstrip("+-").isdigit():
        what = "bytes" if "c" in given else "lines"
        task.err(f"tail: invalid number '{wanted}'\n" if busybox else f"tail: invalid number of {what}: '{wanted}'\n")
        return 1
    texts, code = _several(task, paths, "tail", "q" in given, busybox)
    for heading, text in texts:
        pieces = list(text) if "c" in given else text.splitlines(keepends=True)
        number = int(wanted.lstrip("+-"))
        start = max(0, number - 1) if wanted.startswith("+") else max(0, len(pieces) - number)
        task.out(heading + "".join(pieces[start:]))
    return code


@tool("tac")
def tac(task: Task, busybox: bool = False) -> int:
    """``tac [FILE...]``."""
    texts, code = inputs(task, options(task.args, "")[1], "tac: {path}: {error}")
    for _, text in texts:
        task.out("".join(f"{line}\n" for line in reversed(lines(text))))
    return code
