"""find, du and stat."""

from __future__ import annotations

from collections.abc import Generator
from fnmatch import fnmatchcase
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.entries import Entry, children, entry, followed
from dockernet_sim.programs.text.options import options
from dockernet_sim.programs.text.processes import run_other
from dockernet_sim.sim.errors import NotModelled

TYPES = {"f": "-", "d": "d", "l": "l", "c": "c"}
WITH_VALUE = ("-name", "-iname", "-path", "-type", "-maxdepth", "-mindepth")


@tool("find")
def find(task: Task, busybox: bool = False) -> Generator[Any, Any, int]:
    """``find [PATH...] [-name|-iname|-path GLOB] [-type f|d|l] [-maxdepth N] [-mindepth N] [-print|-delete|-exec ...

    ;]``.
    """
    words, paths = list(task.args), []
    while words and words[0][:1] != "-" and words[0] not in ("!", "("):
        paths.append(words.pop(0))
    tests: dict[str, str] = {}
    command: list[str] = []
    while words:
        word = words.pop(0)
        if word in WITH_VALUE and words:
            tests[word] = words.pop(0)
        elif word == "-exec" and ";" in words:
            at = words.index(";")
            command, words = words[:at], words[at + 1 :]
        elif word != "-print":
            raise NotModelled(f"find {word} is not modelled")
    code = 0
    for path in paths or ["."]:
        if not task.exists(path) and not task.link_target(path):
            task.err(
                f"find: {path}: No such file or directory\n"
                if busybox
                else f"find: '{path}': No such file or directory\n"
            )
            code = 1
            continue
        for one in _walk(task, path, int(tests.get("-maxdepth", "99")), 0):
            if not _fits(one[0], one[1], tests):
                continue
            if not command:
                task.out(f"{one[0].path}\n")
                continue
            done = run_other(task, [word.replace("{}", one[0].path) for word in command], "find", busybox)
            if not isinstance(done, int):
                yield from done
    return code


def _walk(task: Task, path: str, deepest: int, depth: int) -> list[tuple[Entry, int]]:
    one = entry(task, path)
    found = [(one, depth)]
    if one.is_folder and depth < deepest:
        for each in children(task, path):
            found += _walk(task, each, deepest, depth + 1)
    return found


def _fits(one: Entry, depth: int, tests: dict[str, str]) -> bool:
    name = one.path.rstrip("/").rpartition("/")[2] or one.path
    return (
        fnmatchcase(name, tests.get("-name", "*"))
        and fnmatchcase(name.lower(), tests.get("-iname", "*").lower())
        and fnmatchcase(one.path, tests.get("-path", "*"))
        and one.mode[0] == TYPES.get(tests.get("-type", ""), one.mode[0])
        and depth >= int(tests.get("-mindepth", "0"))
    )


@tool("du")
def du(task: Task, busybox: bool = False) -> int:
    """``du [-s] [-h] [-k] [PATH...]``."""
    given, paths = options(task.args, "shkac")
    code = 0
    for path in paths or ["."]:
        if not task.exists(path):
            task.err(
                f"du: {path}: No such file or directory\n"
                if busybox
                else f"du: cannot access '{path}': No such file or directory\n"
            )
            code = 1
            continue
        _usage(task, path, given, top=True)
    return code


def _usage(task: Task, path: str, given: dict[str, str], top: bool = False) -> int:
    one = entry(task, path)
    total = one.blocks
    if one.is_folder:
        total += sum(_usage(task, each, given) for each in children(task, path))
    if top or (one.is_folder and "s" not in given) or "a" in given:
        shown = (
            f"{total / 1024:.1f}M" if "h" in given and total >= 1024 else f"{total}K" if "h" in given else str(total)
        )
        task.out(f"{shown}\t{path}\n")
    return total


@tool("stat")
def stat(task: Task, busybox: bool = False) -> int:
    """``stat -c FORMAT PATH...`` with %n, %s, %a, %A, %F, %U, %G, %u, %g, %h and %Y."""
    given, paths = options(task.args, "c:L", {"format": "c"})
    if "c" not in given:
        raise NotModelled("stat without -c FORMAT is not modelled: inodes are not")
    code = 0
    for path in paths:
        try:
            one = followed(task, path) if "L" in given else entry(task, path)
        except NetError as error:
            task.err(
                f"stat: can't stat '{path}': {error.text}\n"
                if busybox
                else f"stat: cannot statx '{path}': {error.text}\n"
            )
            code = 1
            continue
        task.out(_described(one, given["c"]) + "\n")
    return code


def _described(one: Entry, text: str) -> str:
    from dockernet_sim.sim.when import unix

    kinds = {"-": "regular file" if one.size else "regular empty file", "d": "directory", "l": "symbolic link",
             "c": "character special file"}  # fmt: skip
    bits = sum(1 << (8 - at) for at, letter in enumerate(one.mode[1:]) if letter != "-")
    values = {
        "n": one.path, "s": str(one.size), "a": f"{bits:o}", "A": one.mode, "F": kinds[one.mode[0]], "U": "root",
        "G": "root",
        "u": "0", "g": "0", "h": str(one.links), "Y": str(unix(one.changed)), "%": "%",
    }  # fmt: skip
    made, rest = "", text
    while rest:
        before, percent, rest = rest.partition("%")
        made += before
        if percent:
            if rest[:1] not in values:
                raise NotModelled(f"stat's %{rest[:1]} is not modelled")
            made, rest = made + values[rest[0]], rest[1:]
    return made
