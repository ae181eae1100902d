"""POSIX regular expressions, basic and extended, as Python's."""

from __future__ import annotations

import re

CLASSES = {
    "[:alpha:]": "a-zA-Z", "[:digit:]": "0-9", "[:alnum:]": "a-zA-Z0-9", "[:space:]": r"\s", "[:upper:]": "A-Z",
    "[:lower:]": "a-z", "[:blank:]": " \\t", "[:xdigit:]": "0-9a-fA-F", "[:punct:]": r"!-/:-@\[-`{-~",
}  # fmt: skip


def posix(pattern: str, extended: bool, flags: int = 0) -> re.Pattern[str]:
    r"""A compiled pattern; re.error when it is none.

    >>> posix(r"\(a\)b*(", False).pattern
    '(a)b*\\('
    """
    out, at = "", 0
    while at < len(pattern):
        char = pattern[at]
        if char == "[":
            end = _bracket_end(pattern, at)
            inside = pattern[at + 1 : end]
            negated = "^" if inside.startswith("^") else ""
            out += "[" + negated + _bracket(inside.removeprefix("^")) + "]"
            at = end + 1
            continue
        if char == "\\" and at + 1 < len(pattern):
            following = pattern[at + 1]
            if following in "(){}|+?" and not extended:
                out += following
            elif following in "<>":
                out += r"\b"
            else:
                out += (
                    "\\" + following
                    if following in r".*[]^$\/wWsSbB(){}|+?" or following.isdigit()
                    else re.escape(following)
                )
            at += 2
            continue
        if not extended and (char in "(){}|+?" or (char == "*" and out in ("", "^", "("))):
            out += "\\" + char
        elif not extended and char == "^" and at and out[-1:] not in ("(", "|"):
            out += r"\^"
        elif not extended and char == "$" and at + 1 < len(pattern) and pattern[at + 1 : at + 3] not in (r"\)", r"\|"):
            out += r"\$"
        else:
            out += char
        at += 1
    return re.compile(out, flags)


def _bracket_end(pattern: str, at: int) -> int:
    end = at + 1
    if pattern[end : end + 1] == "^":
        end += 1
    if pattern[end : end + 1] == "]":
        end += 1
    while end < len(pattern) and pattern[end] != "]":
        end += pattern.index(":]", end) + 2 - end if pattern.startswith("[:", end) and ":]" in pattern[end:] else 1
    if end >= len(pattern):
        raise re.error("Unmatched [, [^, [:, [., or [=")
    return end


def _bracket(inside: str) -> str:
    for name, _letters in CLASSES.items():
        inside = inside.replace(name, f"\0{name}\0")
    pieces = inside.split("\0")
    return "".join(
        CLASSES[p] if p in CLASSES else p.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") for p in pieces
    )
