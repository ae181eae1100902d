"""``$NAME`` and ``${NAME...}`` in text, with every form that Compose knows."""

from __future__ import annotations

import re
from collections.abc import Callable

Lookup = Callable[[str], str | None]
NAME = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*")
FORMS = (":?", "?", ":-", "-", ":+", "+")
DEPTH = 50
LENGTH = 100_000


class BadTemplate(Exception):
    """Text that is no template: Compose says ``invalid interpolation format``."""


class MissingValue(Exception):
    """``${NAME:?message}`` of a variable that has no value."""


class Substitution:
    """Puts values for variables into text; ``unset`` collects the names that had none, for a warning each."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.unset: list[str] = []

    def text(self, template: str, depth: int = 0) -> str:
        """The template with its variables replaced.

        Raises
        ------
        BadTemplate
            When a ``${`` is not closed, or holds no name.
        MissingValue
            When a required variable has no value.
        """
        if depth > DEPTH:
            raise BadTemplate
        parts: list[str] = []
        position = 0
        while (dollar := template.find("$", position)) >= 0:
            parts.append(template[position:dollar])
            value, position = self._one(template, dollar, depth)
            parts.append(value)
            if sum(map(len, parts)) > LENGTH:
                raise BadTemplate
        parts.append(template[position:])
        return "".join(parts)

    def _one(self, template: str, dollar: int, depth: int) -> tuple[str, int]:
        follows = template[dollar + 1 : dollar + 2]
        if follows == "$":
            return "$", dollar + 2
        if follows == "{":
            end = closing(template, dollar + 1)
            return self._braced(template[dollar + 2 : end], depth), end + 1
        named = NAME.match(template, dollar + 1)
        return (self._value(named[0]), named.end()) if named else ("$", dollar + 1)

    def _braced(self, inside: str, depth: int) -> str:
        named = NAME.match(inside)
        if not named:
            raise BadTemplate
        name, rest = named[0], inside[named.end() :]
        if not rest:
            return self._value(name)
        form = next((each for each in FORMS if rest.startswith(each)), None)
        if form is None or "\n" in rest:
            raise BadTemplate
        return self._formed(name, form, rest[len(form) :], depth)

    def _formed(self, name: str, form: str, word: str, depth: int) -> str:
        value = self.lookup(name)
        has = value is not None and (value != "" or not form.startswith(":"))
        if form.endswith("+"):
            return self.text(word, depth + 1) if has else value or ""
        if has:
            return value or ""
        if form.endswith("-"):
            return self.text(word, depth + 1)
        reason = self.text(word, depth + 1)
        raise MissingValue(f"required variable {name} is missing a value" + (f": {reason}" if reason else ""))

    def _value(self, name: str) -> str:
        value = self.lookup(name)
        if value is None:
            self.unset.append(name)
        return value or ""


def closing(template: str, brace: int) -> int:
    """Where the brace that opens at ``brace`` is closed, braces inside it counted."""
    depth = 0
    for index in range(brace, len(template)):
        depth += (template[index] == "{") - (template[index] == "}")
        if depth == 0:
            return index
    raise BadTemplate
