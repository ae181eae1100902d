"""Patterns of the shell: ``*``, ``?`` and ``[...]``, against text and against files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.text.automaton import Automaton, Node, TooBig
from dockernet_sim.programs.text.regex import RegexFault, bracket
from dockernet_sim.sim.errors import Runaway
from dockernet_sim.vfs.files import Files

LONGEST = 1_048_576  # characters of a value
SPECIAL = frozenset("*?[]\\-!^")
ANY: Node = ("chars", lambda char: True)


def literal(text: str) -> str:
    """A pattern that matches just this text."""
    if SPECIAL.isdisjoint(text):
        return text
    return "".join(f"\\{char}" if char in SPECIAL else char for char in text)


@lru_cache(maxsize=256)
def tree(pattern: str, backwards: bool = False) -> tuple[Node, ...]:
    """The pattern as parts of a regular expression, for a text that is read from either end."""
    parts: list[Node] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            parts.append(("repeat", ANY, 0, None, True))
        elif char == "?":
            parts.append(ANY)
        elif char == "[" and (found := _bracket(pattern, at)) is not None:
            node, at = found
            parts.append(node)
        else:
            if char == "\\" and at < len(pattern):
                char, at = pattern[at], at + 1
            parts.append(("chars", char.__eq__))
    return tuple(reversed(parts) if backwards else parts)


def _bracket(pattern: str, at: int) -> tuple[Node, int] | None:
    negated = pattern[at : at + 1] in ("!", "^")
    try:
        return bracket(pattern, at + negated, negated)
    except RegexFault:
        return None


def _automaton(pattern: str, *, backwards: bool = False, longest: bool = True, whole: bool = False) -> Automaton:
    parts = list(tree(pattern, backwards))
    if not longest:
        parts = [("repeat", *node[1:4], False) if node[0] == "repeat" else node for node in parts]
    try:
        return Automaton(("cat", [*parts, ("assert", "$")] if whole else parts), 0, longest)
    except TooBig:
        raise Runaway(f"a pattern of {len(pattern)} characters is too long") from None


@lru_cache(maxsize=256)
def _whole(pattern: str) -> Automaton:
    return _automaton(pattern, whole=True)


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is of the pattern.

    >>> matches("/etc/[rh]*", "/etc/hosts"), matches("*.conf", "hosts")
    (True, False)
    """
    automaton = _whole(pattern)
    automaton.steps = 0
    return automaton.search(text, 0, anchored=True) is not None


def cut(pattern: str, text: str, *, front: bool, longest: bool) -> str:
    """``${x#p}`` (front) and ``${x%p}``: the text without what the pattern matches at one end.

    >>> cut("*/", "/etc/hosts", front=True, longest=True), cut("s*", "hosts", front=False, longest=False)
    ('hosts', 'host')
    """
    found = _automaton(pattern, backwards=not front, longest=longest).search(
        text if front else text[::-1], 0, anchored=True
    )
    if found is None:
        return text
    return text[found[1] :] if front else text[: len(text) - found[1]]


def replace(pattern: str, text: str, new: str, everywhere: bool, anchor: str = "") -> str:
    """``${x/p/new}``: the first longest match, or all of them; `anchor` is ``#`` or ``%`` for one at that end.

    >>> replace("o?", "foo boo", "x", everywhere=True)
    'fx bx'
    """
    backwards = anchor == "%"
    automaton = _automaton(pattern, backwards=backwards)
    given, new = (text[::-1], new[::-1]) if backwards else (text, new)
    out, at, size = [], 0, len(text)
    for start, end in islice(_found(automaton, given, bool(anchor)), None if everywhere else 1):
        out += [given[at:start], new]
        at, size = end, size + len(new)
        if size > LONGEST + len(text):
            raise Runaway(f"a value of more than {LONGEST} characters")
    result = "".join([*out, given[at:]])
    return result[::-1] if backwards else result


def _found(automaton: Automaton, text: str, anchored: bool) -> Iterator[tuple[int, int]]:
    at = 0
    while at <= len(text) and (slots := automaton.search(text, at, anchored)) is not None:
        if slots[1] > slots[0] or anchored:
            yield slots[0], slots[1]
        at = max(slots[1], slots[0] + 1)
        if anchored:
            return


def paths(pattern: str, files: Files, cwd: str) -> list[str]:
    """The paths that match, sorted; empty when there are none."""
    start = "/" if pattern.startswith("/") else ""
    found = [start]
    for component in [c for c in pattern.split("/") if c]:
        longer = []
        for folder in found:
            here = folder if folder.startswith("/") else f"{cwd.rstrip('/')}/{folder}"
            longer += [_join(folder, name) for name in _names(files, here, component)]
        found = longer
    return sorted(found)


def _names(files: Files, folder: str, pattern: str) -> list[str]:
    try:
        names = files.list(folder)
    except NetError:
        return []
    return [n for n in names if matches(pattern, n) and (pattern.startswith(".") or not n.startswith("."))]


def _join(folder: str, name: str) -> str:
    return f"{folder}{'' if not folder or folder.endswith('/') else '/'}{name}"
