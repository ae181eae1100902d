"""Lines that are broken at a terminal's width, in both languages."""

from __future__ import annotations

import re

from dockernet_sim.sim.printable import width

HANGING = re.compile(r"\s*(?:\d+\. |\* )?")
PIECE = re.compile(r"\s*[^\s\u2e80-\u9fff\uff00-\uffef]+|\s*[\u2e80-\u9fff\uff00-\uffef]|\s+")
CLOSING = "，。：；）、！？”》"  # never at the beginning of a line


def wrapped(text: str, columns: int) -> str:
    """A text whose lines are at most `columns` wide; what goes on is set in below its own beginning.

    Parameters
    ----------
    text : str
        Lines; a number or a star in front is an item's.
    columns : int
        Cells of the terminal; a Chinese letter takes two.

    Returns
    -------
    str

    Examples
    --------
    >>> print(wrapped("12. vm: routes it on", 14))
    12. vm: routes
        it on
    """
    return "\n".join(part for line in text.split("\n") for part in _broken(line, columns))


def _broken(line: str, columns: int) -> list[str]:
    found = HANGING.match(line)
    indent = " " * min(found.end() if found else 0, columns // 2)
    parts, room = [""], columns
    for piece in PIECE.findall(line):
        wide = width(piece)
        if wide > room and parts[-1].strip() and piece[-1] not in CLOSING:
            parts.append(indent + piece.lstrip())
            room = columns - width(parts[-1])
        else:
            parts[-1] += piece
            room -= wide
    return parts
