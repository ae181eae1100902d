"""What is wrong with JSON that cannot be read, in the words of Go's encoding/json.

Real 20.10.24 and 29.7.2 engines gave the texts: since Go 1.25's json/v2, which 29 is built with, some are shorter.
"""

from __future__ import annotations

import re

from dockernet_sim.sim.quote import quote

BLANKS = re.compile(r"[ \t\n\r]*")
PLAIN = re.compile(r'(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*')
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
BEGUN = re.compile(r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*|(?:\.[0-9]+)?[eE][+-]?)?)?")
LITERALS = {"t": "true", "f": "false", "n": "null"}
BEYOND = "unexpected EOF"
VALUE, KEY = "looking for beginning of value", "looking for beginning of object key string"
DEEPEST = 10_000


class _Wrong(Exception):
    """What is wrong."""


def complaint(text: str, newer: bool) -> str:
    """Go's words for what is wrong with the first value of a text; an empty text where nothing is.

    Parameters
    ----------
    text : str
        The text.
    newer : bool
        Whether json/v2 reads it.

    Examples
    --------
    >>> complaint('{"a":1,}', newer=True)
    "invalid character '}' looking for beginning of object key string"
    >>> complaint("[nan]", newer=False)
    "invalid character 'a' in literal null (expecting 'u')"
    """
    try:
        _Scan(text, newer).value()
    except _Wrong as wrong:
        return str(wrong)
    return ""


class _Scan:
    """One pass over a text."""

    def __init__(self, text: str, newer: bool) -> None:
        self._text, self._newer = text, newer
        self._at = 0

    def value(self) -> None:
        """The first value; its faults are raised."""
        closers: list[str] = []  # of the objects and arrays that are open
        wanted = VALUE
        while True:
            self._at = self._blanks()
            char = self._char(self._at)
            if wanted in ("", "first") and closers and char == closers[-1]:
                closers.pop()
                self._at += 1
                wanted = ""
            elif wanted == "":
                wanted = self._separator(char, closers[-1])
            elif wanted == KEY or (wanted == "first" and closers[-1] == "}"):
                self._key(char)
                wanted = VALUE
            elif char in "{[":
                closers.append("}" if char == "{" else "]")
                self._at += 1
                wanted = "first"
                if len(closers) > DEEPEST:
                    raise _Wrong("exceeded max depth")
            else:
                self._scalar(char)
                wanted = ""
            if not closers and not wanted:
                return

    def _blanks(self) -> int:
        found = BLANKS.match(self._text, self._at)
        return found.end() if found is not None else self._at

    def _char(self, at: int) -> str:
        if at >= len(self._text):
            raise _Wrong(BEYOND)
        return self._text[at]

    def _refuse(self, at: int, where: str) -> _Wrong:
        char = self._char(at)
        if not self._newer:
            char = chr(char.encode("utf-8", "replace")[0])  # a byte
        shown = {"'": r"\'", '"': '"'}.get(char) or quote(char)[1:-1]
        return _Wrong(f"invalid character '{shown}' {where}")

    def _separator(self, char: str, closer: str) -> str:
        if char != ",":
            raise self._refuse(self._at, f"after {'object key:value pair' if closer == '}' else 'array element'}")
        self._at += 1
        return KEY if closer == "}" else VALUE

    def _key(self, char: str) -> None:
        if char != '"':
            raise self._refuse(self._at, KEY)
        self._string()
        self._at = self._blanks()
        if self._char(self._at) != ":":
            raise self._refuse(self._at, "after object key")
        self._at += 1

    def _scalar(self, char: str) -> None:
        if char == '"':
            self._string()
        elif char in LITERALS:
            self._literal(LITERALS[char])
        elif char == "-" or "0" <= char <= "9":
            self._number()
        else:
            raise self._refuse(self._at, VALUE)

    def _literal(self, word: str) -> None:
        for place, char in enumerate(word):
            if self._char(self._at + place) != char:
                raise self._refuse(self._at + place, f"in literal {word} (expecting '{char}')")
        self._at += len(word)

    def _number(self) -> None:
        found, begun = NUMBER.match(self._text, self._at), BEGUN.match(self._text, self._at)
        end = begun.end() if begun is not None else self._at
        if found is not None and found.end() >= end:
            self._at = found.end()
            return
        last = self._text[end - 1]
        where = "after decimal point " if last == "." else "in exponent of " if last in "eE+" else ""
        if last == "-" and end - 1 > self._at:
            where = "in exponent of "
        where = "" if self._newer else where
        raise self._refuse(end, where + ("" if where.startswith("in ") else "in ") + "numeric literal")

    def _string(self) -> None:
        found = PLAIN.match(self._text, self._at + 1)
        end = found.end() if found is not None else self._at + 1
        char = self._char(end)
        if char == "\\":
            raise self._escape(end)
        if char != '"':
            raise self._refuse(end, "in string" if self._newer else "in string literal")
        self._at = end + 1

    def _escape(self, at: int) -> _Wrong:
        wide = self._char(at + 1) == "u"
        wrong = at + 1
        if wide:
            digits = re.compile(r"[0-9A-Fa-f]*").match(self._text, at + 2)
            wrong = digits.end() if digits is not None else at + 2
        self._char(wrong)
        if self._newer:
            return _Wrong(f"invalid escape sequence `{self._text[at : at + (6 if wide else 2)]}` in string")
        return self._refuse(wrong, r"in \u hexadecimal character escape" if wide else "in string escape code")
