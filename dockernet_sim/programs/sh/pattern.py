"""Patterns of the shell: ``*``, ``?`` and ``[...]``, against text and against files."""

from __future__ import annotations

import fnmatch
import re
from functools import lru_cache

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.files import Files

MAGIC = re.compile(r"([*?[])")


def literal(text: str) -> str:
    """A pattern that matches just this text."""
    return MAGIC.sub(r"[\1]", text)


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression for a whole text."""
    return re.compile(fnmatch.translate(pattern))


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is of the pattern.

    >>> matches("/etc/[rh]*", "/etc/hosts"), matches("*.conf", "hosts")
    (True, False)
    """
    return compiled(pattern).match(text) is not None


def cut(pattern: str, text: str, *, front: bool, longest: bool) -> str:
    """``${x#p}`` (front) and ``${x%p}``: the text without what the pattern matches at one end."""
    lengths = range(len(text) + 1)
    for length in reversed(lengths) if longest else lengths:
        piece = text[:length] if front else text[len(text) - length :]
        if matches(pattern, piece):
            return text[length:] if front else text[: len(text) - length]
    return text


def replace(pattern: str, text: str, new: str, everywhere: bool) -> str:
    """``${x/p/new}``: the first longest match, or all of them."""
    out, at = "", 0
    while at < len(text):
        length = next((n for n in range(len(text) - at, 0, -1) if matches(pattern, text[at : at + n])), 0)
        if not length:
            out += text[at]
            at += 1
            continue
        out += new
        at += length
        if not everywhere:
            break
    return out + text[at:]


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
