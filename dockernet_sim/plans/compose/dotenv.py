"""``.env`` files, by the rules of Compose's reader."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dockernet_sim.plans.compose.variables import BadTemplate, MissingValue, Substitution
from dockernet_sim.plans.errors import Mark, PlanError, Problem

ESCAPE = re.compile(r'\\([abcfnrtv$"\\]|0[0-7]{0,3})')
ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", '"': '"', "\\": "\\", "$": "$$"}
BLANKS = " \t\v\f\r\x85\xa0"


class Reader:
    """One pass over the text of an environment file; ``outer`` wins over the file's own earlier lines."""

    def __init__(self, text: str, file: str, outer: Mapping[str, str]) -> None:
        self.text = text.removeprefix("\ufeff")
        self.file = file
        self.outer = outer
        self.position = 0
        self.found: dict[str, str] = {}

    def read(self) -> dict[str, str]:
        """The variables of the file; names that begin with a digit are left out, as Compose does."""
        while self._to_statement():
            self._statement()
        return {name: value for name, value in self.found.items() if not name[:1].isdigit()}

    def _to_statement(self) -> bool:
        while self.position < len(self.text):
            if self.text[self.position] == "#":
                end = self.text.find("\n", self.position)
                self.position = end if end >= 0 else len(self.text)
            elif not self.text[self.position].isspace():
                return True
            else:
                self.position += 1
        return False

    def _statement(self) -> None:
        exported = re.compile(r"export[ \t]+").match(self.text, self.position)
        start = self.position = exported.end() if exported else self.position
        while self.position < len(self.text) and self.text[self.position] not in "=:\n":
            char = self.text[self.position]
            if not (char.isalnum() or char in "_.-[]" or char in BLANKS):
                line = self.text[start:].split("\n")[0]
                raise self._wrong(f'unexpected character "{char}" in variable name "{line}"')
            self.position += 1
        name = self.text[start : self.position].rstrip()
        inherited = self.text[self.position : self.position + 1] in ("", "\n")
        if " " in name:
            raise self._wrong("key cannot contain a space")
        self.position += 1
        if not inherited:
            self.found[name] = self._value()
        elif name in self.outer:
            self.found[name] = self.outer[name]

    def _value(self) -> str:
        while self.text[self.position : self.position + 1] and self.text[self.position] in BLANKS:
            self.position += 1
        if self.text[self.position : self.position + 1] in ("'", '"'):
            return self._quoted(self.text[self.position])
        end = self.text.find("\n", self.position)
        end = end if end >= 0 else len(self.text)
        value = self.text[self.position : end].split(" #", 1)[0].rstrip()
        self.position = end
        return self._expanded(value)

    def _quoted(self, quote: str) -> str:
        index, value = self.position + 1, ""
        while index < len(self.text):
            char = self.text[index]
            if char == "\\" and self.text[index + 1 : index + 2] == quote:
                value, index = value + quote, index + 2
            elif char == quote:
                self.position = index + 1
                return self._expanded(ESCAPE.sub(unescaped, value)) if quote == '"' else value
            else:
                value, index = value + char, index + 1
        raise self._wrong("unterminated quoted value " + self.text[self.position :].split("\n")[0])

    def _expanded(self, value: str) -> str:
        try:
            return Substitution(lambda name: self.outer.get(name, self.found.get(name))).text(value)
        except BadTemplate:
            raise self._wrong(f"invalid template: {value!r}") from None
        except MissingValue as error:
            raise self._wrong(str(error)) from None

    def _wrong(self, text: str) -> PlanError:
        return PlanError([Problem(Mark(self.file, self.text.count("\n", 0, self.position) + 1), text)])


def unescaped(match: re.Match[str]) -> str:
    """The character that an escape sequence means."""
    digits = match[1]
    return chr(int(digits, 8)) if digits.startswith("0") else ESCAPED.get(digits, match[0])


def variables(text: str, file: str, outer: Mapping[str, str]) -> dict[str, str]:
    """The variables of an environment file.

    Examples
    --------
    >>> variables("TAG=1.25 # newest\\nexport NAME='a b'\\nWHOLE=${NAME}-$TAG\\n", ".env", {})
    {'TAG': '1.25', 'NAME': 'a b', 'WHOLE': 'a b-1.25'}
    """
    return Reader(text, file, outer).read()
