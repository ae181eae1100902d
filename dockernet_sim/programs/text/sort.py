"""sort, uniq, wc, cut, tr and nl's kin: lines in, lines out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import inputs, lines, options
from dockernet_sim.programs.text.usage import usage
from dockernet_sim.sim.errors import NotModelled

Key = Callable[[str], object]


def _number(text: str) -> float:
    found = re.match(r"\s*(-?\d*\.?\d+)", text)
    return float(found.group(1)) if found else 0.0


def _version(text: str) -> list[tuple[int, int | str]]:
    return [(0, int(p)) if p.isdigit() else (1, p) for p in re.findall(r"\d+|\D+", text)]


def _field(spec: str, separator: str, flags: str) -> Key:
    found = re.fullmatch(r"(\d+)([a-zA-Z]*)(?:,(\d+)([a-zA-Z]*))?", spec)
    if found is None:
        raise NotModelled(f"sort -k {spec} is not modelled")
    start, end = int(found[1]), int(found[3] or 0)
    kind = _kind((found[2] or "") + (found[4] or "") or flags)

    def key(line: str) -> object:
        fields = line.split(separator) if separator else re.findall(r"\s*\S+", line)
        chosen = fields[start - 1 : end or None]
        return kind((separator or "").join(chosen))

    return key


def _kind(flags: str) -> Key:
    if "n" in flags:
        return _number
    if "V" in flags:
        return _version
    if "f" in flags:
        return str.upper
    if "b" in flags:
        return str.lstrip
    return str


@tool("sort")
def sort(task: Task, busybox: bool = False) -> int:
    """``sort [-rnuVfb] [-k N[,M]] [-t CHAR] [FILE...]``, in the order of the C locale."""
    keys = []
    words = list(task.args)
    for index, word in enumerate(words):
        if word.startswith("-k") and len(word) > 2:
            keys.append(word[2:])
        elif word == "-k" and index + 1 < len(words):
            keys.append(words[index + 1])
    given, paths = options(words, "rnuVfbsk:t:", {"reverse": "r", "numeric-sort": "n", "unique": "u"})
    say = "sort: {path}: {error}" if busybox else "sort: cannot read: {path}: {error}"
    texts, code = inputs(task, paths, say)
    if code:
        return 2
    found = [line for _, text in texts for line in lines(text)]
    kind = "".join(given)
    chosen = [_field(spec, given.get("t", ""), kind) for spec in keys] or [_kind(kind)]

    def key(line: str) -> list[object]:
        return [one(line) for one in chosen]

    if "u" in given:
        found = list({repr(key(line)): line for line in reversed(found)}.values())[::-1]
    elif "s" not in given:
        found.sort(reverse="r" in given)
    found.sort(key=key, reverse="r" in given)
    task.out("".join(f"{line}\n" for line in found))
    return 0


def _runs(found: list[str], key: Key) -> Iterator[list[str]]:
    run: list[str] = []
    for line in found:
        if run and key(line) != key(run[0]):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


@tool("uniq")
def uniq(task: Task, busybox: bool = False) -> int:
    """``uniq [-cdui] [FILE]``."""
    given, paths = options(task.args, "cdui", {"count": "c", "repeated": "d", "unique": "u"})
    texts, code = inputs(task, paths[:1], "uniq: {path}: {error}")
    for _, text in texts:
        for run in _runs(lines(text), str.lower if "i" in given else str):
            if ("d" in given and len(run) < 2) or ("u" in given and len(run) > 1):
                continue
            task.out((f"{len(run):7d} " if "c" in given else "") + run[0] + "\n")
    return code


@tool("wc")
def wc(task: Task, busybox: bool = False) -> int:
    """``wc [-lwcmL] [FILE...]``."""
    given, paths = options(task.args, "lwcmL", {"lines": "l", "words": "w", "bytes": "c"})
    texts, code = inputs(task, paths, "wc: {path}: {error}")
    rows = [(_counts(text, given), "" if path == "-" and not paths else path) for path, text in texts]
    if len(paths) > 1:
        total = [max(c) if "L" in given else sum(c) for c in zip(*(r for r, _ in rows))] if rows else [0, 0, 0]
        rows.append((total, "total"))
    width = 1
    if rows and (len(rows[0][0]) > 1 or len(rows) > 1):
        width = max(len(str(n)) for counts, _ in rows for n in counts) if paths else 7
    for counts, name in rows:
        if busybox and len(counts) > 1:
            text = "".join(f"{n:9d}" if i == 0 else f" {n:9d}" for i, n in enumerate(counts))
        else:
            text = " ".join(f"{n:{width}d}" for n in counts)
        task.out(text + (f" {name}" if name else "") + "\n")
    return code


def _counts(text: str, given: dict[str, str]) -> list[int]:
    all_counts = {
        "l": text.count("\n"), "w": len(text.split()), "m": len(text), "c": len(text.encode()),
        "L": max((len(line) for line in lines(text)), default=0),
    }  # fmt: skip
    return [n for letter, n in all_counts.items() if letter in (given or "lwc")]


def _ranges(spec: str) -> list[tuple[int, int]]:
    ranges = []
    for piece in spec.split(","):
        found = re.fullmatch(r"(\d*)(-?)(\d*)", piece)
        if not piece or found is None or piece == "-":
            raise ValueError(piece)
        first = int(found[1] or 1)
        ranges.append((first, int(found[3] or 10**9) if found[2] else first))
    return ranges


@tool("cut")
def cut(task: Task, busybox: bool = False) -> int:
    """``cut -f LIST [-d CHAR] [-s]`` and ``cut -c LIST``."""
    given, paths = options(task.args, "f:d:c:b:s", {"fields": "f", "delimiter": "d", "characters": "c"})
    spec = given.get("f") or given.get("c") or given.get("b")
    if not spec:
        task.err(
            "cut: expected a list of bytes, characters, or fields\n"
            if busybox
            else (
                "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n"
            )
        )
        return 1
    try:
        ranges = _ranges(spec)
    except ValueError as bad:
        task.err(f"cut: invalid field value '{bad}'\nTry 'cut --help' for more information.\n")
        return 1
    texts, code = inputs(task, paths, "cut: {path}: {error}")
    for _, text in texts:
        for line in lines(text):
            shown = _cut_line(line, ranges, given)
            task.out("" if shown is None else f"{shown}\n")
    return code


def _cut_line(line: str, ranges: list[tuple[int, int]], given: dict[str, str]) -> str | None:
    separator = given.get("d", "\t") if "f" in given else ""
    if "f" in given and separator not in line:
        return None if "s" in given else line
    pieces = line.split(separator) if separator else list(line)
    return separator.join(p for n, p in enumerate(pieces, 1) if any(a <= n <= b for a, b in ranges))


_CLASSES = {
    "[:upper:]": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "[:lower:]": "abcdefghijklmnopqrstuvwxyz", "[:digit:]": "0123456789",
    "[:space:]": " \t\n\v\f\r", "[:blank:]": " \t", "[:punct:]": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
}  # fmt: skip


def _letters(spec: str) -> str:
    out = ""
    while spec:
        name = next((n for n in _CLASSES if spec.startswith(n)), "")
        if name:
            out += _CLASSES[name]
            spec = spec[len(name) :]
        elif spec[0] == "\\" and len(spec) > 1:
            out += {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(spec[1], spec[1])
            spec = spec[2:]
        elif len(spec) > 2 and spec[1] == "-":
            out += "".join(chr(c) for c in range(ord(spec[0]), ord(spec[2]) + 1))
            spec = spec[3:]
        else:
            out += spec[0]
            spec = spec[1:]
    return out


@tool("tr")
def tr(task: Task, busybox: bool = False) -> int:
    """``tr [-dsc] SET1 [SET2]``."""
    given, sets = options(task.args, "dscC")
    if not sets:
        task.err(usage("tr") if busybox else "tr: missing operand\nTry 'tr --help' for more information.\n")
        return 1
    first, text = _letters(sets[0]), task.stdin
    if "c" in given or "C" in given:
        first = "".join(sorted({c for c in text if c not in first}))
    if "d" in given:
        text = "".join(c for c in text if c not in first)
    elif len(sets) > 1:
        second = _letters(sets[1])
        second += second[-1:] * (len(first) - len(second))
        text = text.translate(dict(zip(map(ord, reversed(first)), reversed(second[: len(first)]))))
    if "s" in given:
        squeezed = _letters(sets[-1]) if len(sets) > 1 else first
        text = re.sub(r"(.)\1+", lambda m: m[1] if m[1] in squeezed else m[0], text, flags=re.DOTALL)
    task.out(text)
    return 0


@tool("rev")
def rev(task: Task, busybox: bool = False) -> int:
    """``rev [FILE...]``."""
    texts, code = inputs(task, options(task.args, "")[1], "rev: cannot open {path}: {error}")
    for _, text in texts:
        task.out("".join(f"{line[::-1]}\n" for line in lines(text)))
    return code
