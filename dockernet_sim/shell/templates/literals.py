"""Numbers and quoted strings as Go writes them."""

from __future__ import annotations

import ast
import re


def number(text: str) -> int | float:
    """A number as Go's constants are written.

    >>> number("0x1f"), number("1_000"), number("1.5")
    (31, 1000, 1.5)
    """
    text = text.replace("_", "")
    if re.fullmatch(r"[+-]?0[0-7]+", text):
        return int(text, 8)
    return int(text, 0) if re.fullmatch(r"[+-]?(0[xXbBoO][0-9a-fA-F]+|\d+)", text) else float(text)


def unquote(text: str) -> str | int:
    """A quoted string's value; a character constant is a number."""
    if text[0] == "`":
        return text[1:-1].replace("\r", "")
    if re.search(r"\\[^abfnrtv\\'\"0-7xuU]", text.replace("\\\\", "")):
        raise ValueError(text)
    value = ast.literal_eval(text)
    if not isinstance(value, str) or (text[0] == "'" and len(value) != 1):
        raise ValueError(text)
    return ord(value) if text[0] == "'" else value
