"""grep, egrep and fgrep."""

from __future__ import annotations

import re

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import inputs, lines, options
from dockernet_sim.programs.text.regex import posix
from dockernet_sim.programs.text.usage import usage

LETTERS = "ivcnlLoqwxEFGshHe:m:A:B:C:"
LONG = {
    "ignore-case": "i", "invert-match": "v", "count": "c", "line-number": "n", "quiet": "q", "silent": "q", "word-regexp": "w",
    "only-matching": "o", "extended-regexp": "E", "fixed-strings": "F", "no-messages": "s", "max-count": "m",
}  # fmt: skip


@tool("grep", "egrep", "fgrep")
def grep(task: Task, busybox: bool = False) -> int:
    """``grep [OPTIONS] PATTERN [FILE...]``."""
    args = [f"-C{a[1:]}" if a[:1] == "-" and a[1:].isdigit() else a for a in task.args]
    patterns = [args[i + 1] for i, a in enumerate(args[:-1]) if a == "-e"]
    given, operands = options(args, LETTERS, LONG)
    if not patterns and "e" in given:
        patterns = [given["e"]]
    if not patterns:
        if not operands:
            task.err(_usage(busybox))
            return 2
        patterns = operands.pop(0).split("\n")
    base = task.argv[0].rpartition("/")[2]
    extended = "E" in given or base == "egrep"
    try:
        wanted = [_pattern(p, given, extended, "F" in given or base == "fgrep") for p in patterns]
    except re.error as fault:
        task.err(f"grep: bad regex '{patterns[0]}': {fault.msg}\n" if busybox else f"grep: {fault.msg}\n")
        return 2
    texts, failed = inputs(task, operands, "" if "s" in given else "grep: {path}: {error}")
    named = (len(operands) > 1 or "H" in given) and "h" not in given
    hits = 0
    for path, text in texts:
        hits += _search(task, "(standard input)" if path == "-" else path, text, wanted, given, named)
        if hits and "q" in given:
            return 0
    return 2 if failed else int(not hits)


def _usage(busybox: bool) -> str:
    if busybox:
        return usage("grep")
    return "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"


def _pattern(text: str, given: dict[str, str], extended: bool, fixed: bool) -> re.Pattern[str]:
    flags = re.IGNORECASE if "i" in given else 0
    pattern = re.compile(re.escape(text), flags) if fixed else posix(text, extended, flags)
    if "w" in given:
        pattern = re.compile(rf"(?<!\w)(?:{pattern.pattern})(?!\w)", flags)
    if "x" in given:
        pattern = re.compile(rf"^(?:{pattern.pattern})$", flags)
    return pattern


def _search(task: Task, path: str, text: str, wanted: list[re.Pattern[str]], given: dict[str, str], named: bool) -> int:
    found = lines(text)
    hit = [any(p.search(line) for p in wanted) != ("v" in given) for line in found]
    if "m" in given:
        last, allowed = len(hit), int(given["m"] or 0)
        for index, one in enumerate(hit):
            allowed -= one
            if allowed < 0 or (one and allowed == 0):
                last = index + (allowed >= 0)
                break
        hit = hit[:last] + [False] * (len(hit) - last)
    count = sum(hit)
    start = f"{path}:" if named else ""
    if "q" in given:
        return count
    if "c" in given:
        task.out(f"{start}{count}\n")
    elif "l" in given or "L" in given:
        task.out(f"{path}\n" if bool(count) == ("l" in given) else "")
    else:
        _show(task, found, hit, wanted, given, path if named else "")
    return count


def _show(
    task: Task, found: list[str], hit: list[bool], wanted: list[re.Pattern[str]], given: dict[str, str], path: str
) -> None:
    before = int(given.get("B") or given.get("C") or 0)
    after = int(given.get("A") or given.get("C") or 0)
    shown = -1
    for index, line in enumerate(found):
        near = any(hit[max(0, index - after) : index + before + 1])
        if not near:
            continue
        if (before or after) and shown >= 0 and index > shown + 1:
            task.out("--\n")
        shown = index
        mark = ":" if hit[index] else "-"
        start = (path + mark if path else "") + (f"{index + 1}{mark}" if "n" in given else "")
        if "o" not in given:
            task.out(f"{start}{line}\n")
        elif hit[index]:
            for pattern in wanted:
                task.out("".join(f"{start}{m.group()}\n" for m in pattern.finditer(line) if m.group()))
