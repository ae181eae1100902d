"""cat, tee, head and tail."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.kernelfs.dev import some_of
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import Source, inputs, lines, options, room

Run = Generator[Any, Any, int]
FOLLOW = 1.0  # s between two looks of tail -f


@tool("cat")
def cat(task: Task, busybox: bool = False) -> Run:
    """``cat [-nA] [FILE...]``."""
    given, paths = options(task.args, "nuAvET", {"number": "n", "show-all": "A"})
    number, code = 0, 0
    for path in paths or ["-"]:
        try:
            source = Source(task, path)
        except NetError as error:
            folder = busybox and _is_folder(task, path)
            where = "read error" if folder else f"can't open '{path}'" if busybox else path
            task.err(f"cat: {where}: {error.text}\n")
            code = 1
            continue
        while text := (yield from source.chunk()):
            for line in text.splitlines(keepends=True) if given else [text]:
                number += 1
                start = f"{number:6d}\t" if "n" in given else ""
                task.out(start + _visible(line, given))
            yield from room(task.stdout)
    return code


def _visible(line: str, given: dict[str, str]) -> str:
    if "T" in given or "A" in given:
        line = line.replace("\t", "^I")
    return line.replace("\n", "$\n") if "E" in given or "A" in given else line


def _is_folder(task: Task, path: str) -> bool:
    return task.is_folder(path)


@tool("tee")
def tee(task: Task, busybox: bool = False) -> Run:
    """``tee [-a] FILE...``."""
    given, paths = options(task.args, "ai", {"append": "a"})
    code, opened = 0, []
    for path in paths:
        try:
            task.write(path, "", append="a" in given)
            opened.append(path)
        except NetError as error:
            task.err(f"tee: {path}: {error.text}\n")
            code = 1
    source = Source(task, "-")
    while text := (yield from source.chunk()):
        for path in opened:
            task.write(path, text, append=True)
        task.out(text)
        yield from room(task.stdout)
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
def head(task: Task, busybox: bool = False) -> int | Run:
    """``head [-n N] [-c N] [FILE...]``; a negative N leaves out so much at the end."""
    given, paths = options(_count(task.args), "n:c:qv", {"lines": "n", "bytes": "c"})
    wanted = given.get("c", given.get("n", "10"))
    if not wanted.removeprefix("-").isdigit():
        what = "bytes" if "c" in given else "lines"
        task.err(f"head: invalid number '{wanted}'\n" if busybox else f"head: invalid number of {what}: '{wanted}'\n")
        return 1
    if not paths and not wanted.startswith("-"):
        return _first(task, int(wanted[:9]), "c" in given)
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


def _first(task: Task, count: int, characters: bool) -> Run:
    """So much of standard input; the end of `head` then ends its writer."""
    source = Source(task, "-")
    while count > 0 and (text := (yield from source.chunk(line=not characters))):
        task.out(text[:count] if characters else text)
        count -= len(text) if characters else 1
    return 0


@tool("tail")
def tail(task: Task, busybox: bool = False) -> int | Run:
    """``tail [-f|-F] [-n N] [-c N] [FILE...]``; ``-n +N`` from line N on; with -f until it is interrupted."""
    given, paths = options(_count(task.args), "n:c:qvfFs:", {"lines": "n", "bytes": "c", "follow": "f"})
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
    if given.keys() & {"f", "F"} and any(path != "-" for path in paths):
        return _follow(task, [path for path in paths if path != "-" and task.exists(path)])
    return code


def _follow(task: Task, paths: list[str]) -> Run:
    """Look once a second for what was added; a file that became shorter is read anew."""
    task.endless = True
    before = {path: len(task.read(path)) for path in paths}
    last = paths[-1] if paths else ""
    while True:
        yield task.sleep(FOLLOW)
        task.budget.spend(1, "tail -f")
        for path in paths:
            text = task.read(path) if task.exists(path) else ""
            if len(text) < before[path]:
                task.err(f"tail: {path}: file truncated\n")
                before[path] = 0
            if len(text) > before[path]:
                task.out((f"\n==> {path} <==\n" if len(paths) > 1 and path != last else "") + text[before[path] :])
                before[path], last = len(text), path


@tool("tac")
def tac(task: Task, busybox: bool = False) -> int:
    """``tac [FILE...]``."""
    texts, code = inputs(task, options(task.args, "")[1], "tac: {path}: {error}")
    for _, text in texts:
        task.out("".join(f"{line}\n" for line in reversed(lines(text))))
    return code
