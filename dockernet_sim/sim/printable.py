"""Texts as they may be shown: a name can hold any character, and what shows it must not obey that character.

Control characters, among them those that turn the direction of writing, are shown as ``\\\\u001b``; newlines and tabs
stay.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
CLEARED = ("\x1b[H\x1b[J", "\x1b[2J\x1b[H")  # what watch and docker stats clear the screen with: left out


def printable(text: str) -> str:
    """The text without control characters, each replaced by its number.

    >>> print(printable("web\\x1b[2J\\r\\nend"))
    web\\u001b[2J
    end
    """
    for screen in CLEARED:
        text = text.replace(screen, "")
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))


def width(text: str) -> int:
    """How many columns of a terminal a text takes: two for each Chinese character."""
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in text)


def padded(text: str, columns: int) -> str:
    """The text with spaces up to a number of columns.

    >>> padded("未知", 6), padded("holds", 6)
    ('未知  ', 'holds ')
    """
    return text + " " * (columns - width(text))


def escape(text: str) -> str:
    """The text for HTML and XML (SVG): without control characters, and with its angle brackets,
    ampersands and quotes escaped."""
    from html import escape as escaped  # its table of entities is large, and few labs are drawn

    return escaped(printable(text))


def printable_data(value: Any) -> Any:
    """Plain data with all its texts printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable_data(key): printable_data(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable_data(each) for each in value]
    return value
