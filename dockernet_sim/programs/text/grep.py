"""grep, egrep and fgrep."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import Source, options
from dockernet_sim.programs.text.regex import Regex, RegexFault, fixed, perl, posix
from dockernet_sim.programs.text.usage import usage

Run = Generator[Any, Any, int]
LETTERS = "aivcnlLoqwxEFGPshHe:m:A:B:C:"
LONG = {
    "ignore-case": "i", "invert-match": "v", "count": "c", "line-number": "n", "quiet": "q", "silent": "q",
    "word-regexp": "w",
    "only-matching": "o", "extended-regexp": "E", "fixed-strings": "F", "no-messages": "s", "max-count": "m",
    "perl-regexp": "P",
    "line-buffered": " ", "color": " ", "colour": " ", "line-regexp": "x", "files-with-matches": "l",
    "no-filename": "h",
    "with-filename": "H", "after-context": "A", "before-context": "B", "context": "C", "regexp": "e",
    "basic-regexp": "G",
}  # fmt: skip


@tool("grep", "egrep", "fgrep")
def grep(task: Task, busybox: bool = False) -> int | Run:
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
    given |= {"E": ""} if base == "egrep" else {"F": ""} if base == "fgrep" else {}
    for pattern in patterns:
        try:
            _pattern(pattern, given)
        except RegexFault as fault:
            task.err(f"grep: bad regex '{pattern}'\n" if busybox else f"grep: {fault}\n")
            return 2
    return _Search(task, [_pattern(p, given) for p in patterns], given).run(operands)


def _usage(busybox: bool) -> str:
    if busybox:
        return usage("grep")
    return "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n"


def _pattern(text: str, given: dict[str, str]) -> Regex:
    whole = "line" if "x" in given else "word" if "w" in given else ""
    if "F" in given:
        return fixed(text, "i" in given, whole)
    if "P" in given:
        return perl(text, "i" in given, whole)
    return posix(text, "E" in given, "i" in given, whole=whole)


class _Search:
    """One run over its files."""

    def __init__(self, task: Task, wanted: list[Regex], given: dict[str, str]) -> None:
        self.task = task
        self.wanted = wanted
        self.given = given
        self.before = int(given.get("B") or given.get("C") or 0)
        self.after = int(given.get("A") or given.get("C") or 0)
        self.most = int(given["m"] or 0) if "m" in given else -1
        self.named = False

    def run(self, operands: list[str]) -> Run:
        """All files: 0 when something was found."""
        self.named = (len(operands) > 1 or "H" in self.given) and "h" not in self.given
        hits, failed = 0, False
        for path in operands or ["-"]:
            try:
                source = Source(self.task, path)
            except NetError as error:
                failed = True
                if "s" not in self.given:
                    self.task.err(f"grep: {path}: {error.text}\n")
                continue
            hits += yield from self._file(source, "(standard input)" if path == "-" else path)
            if hits and "q" in self.given:
                return 0
        return 2 if failed else int(not hits)

    def _file(self, source: Source, path: str) -> Run:
        shows = not any(letter in self.given for letter in "qclL")
        start = path if self.named else ""
        context: deque[tuple[int, str]] = deque(maxlen=self.before)
        count, number, shown, left = 0, 0, 0, 0
        while count != self.most and (line := (yield from source.line())) is not None:
            number += 1
            if any(pattern.found(line) for pattern in self.wanted) != ("v" in self.given):
                count += 1
                if "q" in self.given or "l" in self.given:
                    break
                rows = [*context, (number, line)]
                if shows:
                    if (self.before or self.after) and shown and rows[0][0] > shown + 1:
                        self.task.out("--\n")
                    for at, text in rows:
                        self._show(text, at, start, at == number)
                shown, left = number, self.after
                context.clear()
            elif left and shows:
                left, shown = left - 1, number
                self._show(line, number, start, False)
            else:
                context.append((number, line))
        while left and shows and (line := (yield from source.line())) is not None:
            number, left = number + 1, left - 1
            self._show(line, number, start, False)
        self._sum_up(path, start, count)
        return count

    def _sum_up(self, path: str, start: str, count: int) -> None:
        if "q" in self.given:
            return
        if "c" in self.given:
            self.task.out(f"{start}{':' if start else ''}{count}\n")
        elif "l" in self.given or "L" in self.given:
            self.task.out(f"{path}\n" if bool(count) == ("l" in self.given) else "")

    def _show(self, line: str, number: int, path: str, hit: bool) -> None:
        mark = ":" if hit else "-"
        start = (path + mark if path else "") + (f"{number}{mark}" if "n" in self.given else "")
        if "o" not in self.given:
            self.task.out(f"{start}{line}\n")
        elif hit and "v" not in self.given:
            for found in self._matches(line):
                self.task.out(f"{start}{found}\n")

    def _matches(self, line: str) -> list[str]:
        found = [
            (m.start(), -m.end(), m.group()) for pattern in self.wanted for m in pattern.finditer(line) if m.group()
        ]
        texts, at = [], 0
        for start, end, text in sorted(found):
            if start >= at:
                texts.append(text)
                at = -end
        return texts
