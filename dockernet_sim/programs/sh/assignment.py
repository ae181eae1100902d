"""Words that assign: ``NAME=VALUE``, and bash's ``NAME+=VALUE`` and ``NAME[SUBSCRIPT]=VALUE``."""

from __future__ import annotations

import re

from dockernet_sim.programs.sh.syntax import Assignment, Part, Text, Word

TARGET = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\[|\+?=)")
SUBSCRIPT_END = re.compile(r"\](\+?)=")


def assignment_of(word: Word, bash: bool) -> Assignment | None:
    """What a word assigns; None for an ordinary word."""
    parts = word.parts
    first = parts[0] if parts else None
    if isinstance(first, Text) and not first.quoted and len(parts) > 1 and first.text == "x":  # an array's [KEY]=VALUE
        second = parts[1]
        if isinstance(second, Text) and not second.quoted:
            first, parts = Text("x" + second.text), parts[1:]
    if not isinstance(first, Text) or first.quoted or not (found := TARGET.match(first.text)):
        return None
    name, mark = found.groups()
    rest = first.text[found.end() :]
    if mark != "[":
        if mark == "+=" and not bash:
            return None
        return Assignment(name, Word((*((Text(rest),) if rest else ()), *parts[1:])), append=mark == "+=")
    if not bash:
        return None
    subscript: list[Part] = []
    for index, part in enumerate((Text(rest), *parts[1:])):
        if isinstance(part, Text) and not part.quoted and (end := SUBSCRIPT_END.search(part.text)):
            before, after = part.text[: end.start()], part.text[end.end() :]
            key = Word((*subscript, *((Text(before),) if before else ())))
            value = Word((*((Text(after),) if after else ()), *parts[index + 1 :]))
            return Assignment(name, value, key, append=bool(end[1]))
        subscript.append(part)
    return None
