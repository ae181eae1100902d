"""Holds a document against the schema: every key that is not known and every value of the wrong kind, with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dockernet_sim.plans.compose.schema import FILE, Keys, List, Names, Word
from dockernet_sim.plans.compose.tree import Map, Path, Seq, dotted
from dockernet_sim.plans.errors import Mark, Problem

NAME = re.compile(r"[a-zA-Z0-9._-]+")
CALLED = {"str": "string", "int": "integer", "num": "number", "bool": "boolean", "null": "null"}


def wrongs(document: Map) -> list[Problem]:
    """All that the schema has against a document."""
    return list(check(document, FILE, (), document.mark))


def check(value: Any, kind: Any, path: Path, mark: Mark) -> Iterator[Problem]:
    """What is wrong with one value."""
    if isinstance(kind, tuple) and type(kind) is tuple:
        yield from one_of(value, kind, path, mark)
    elif isinstance(kind, str):
        if not any(fits(value, word) for word in kind.split("|")):
            yield Problem(mark, f"{dotted(path)} must be a {called(kind)}")
    elif isinstance(kind, Word):
        yield from worded(value, kind, path, mark)
    elif isinstance(kind, List):
        yield from sequence(value, kind, path, mark)
    elif isinstance(kind, Keys):
        yield from known(value, kind, path, mark)
    else:
        yield from named(value, kind, path, mark)


def worded(value: Any, kind: Word, path: Path, mark: Mark) -> Iterator[Problem]:
    """A string out of a list or pattern (patterns are not anchored, as JSON schema's are not)."""
    if not isinstance(value, str):
        yield Problem(mark, f"{dotted(path)} must be a string")
    elif not (re.fullmatch if kind.said.startswith("value") else re.search)(kind.pattern, value):
        yield Problem(
            mark,
            f"{dotted(path)} {kind.said}" if kind.said.startswith("value") else f"{dotted(path)} '{value}' {kind.said}",
        )


def one_of(value: Any, kinds: tuple[Any, ...], path: Path, mark: Mark) -> Iterator[Problem]:
    """The alternatives of one place; where none fits, that of the value's own form says why."""
    own = [kind for kind in kinds if same_form(value, kind)]
    if not own:
        forms = sorted({form(kind) for kind in kinds})
        yield Problem(mark, f"{dotted(path)} must be a {' or '.join(forms)}")
    else:
        yield from check(value, own[0], path, mark)


def same_form(value: Any, kind: Any) -> bool:
    """Whether a value is a list, mapping or scalar as the kind is."""
    if isinstance(kind, str):
        return any(fits(value, word) for word in kind.split("|"))
    if isinstance(kind, Word):
        return isinstance(value, str)
    return isinstance(value, Seq if isinstance(kind, List) else Map)


def form(kind: Any) -> str:
    """What a value of this kind is called."""
    if isinstance(kind, Word):
        return "string"
    return called(kind) if isinstance(kind, str) else "array" if isinstance(kind, List) else "mapping"


def called(kind: str) -> str:
    """The words of a scalar kind."""
    return " or ".join(sorted(CALLED[word] for word in kind.split("|")))


def fits(value: Any, word: str) -> bool:
    """Whether a scalar is of a kind."""
    if word == "null":
        return value is None
    if word == "str":
        return isinstance(value, str)
    if word == "bool":
        return isinstance(value, bool)
    numeric = isinstance(value, int) or (isinstance(value, float) and (word == "num" or value.is_integer()))
    return numeric and not isinstance(value, bool)


def sequence(value: Any, kind: List, path: Path, mark: Mark) -> Iterator[Problem]:
    """A list and its items."""
    if not isinstance(value, Seq):
        yield Problem(mark, f"{dotted(path)} must be a array")
        return
    for index, (item, place) in enumerate(value.marked()):
        yield from check(item, kind.kind, (*path, index), place)
    if kind.unique:
        for index, (item, place) in enumerate(value.marked()):
            if item in value[:index]:
                yield Problem(place, f"{dotted(path)} items at {value.index(item)} and {index} are equal")


def known(value: Any, kind: Keys, path: Path, mark: Mark) -> Iterator[Problem]:
    """A mapping with known keys."""
    if not isinstance(value, Map):
        yield Problem(mark, f"{dotted(path)} must be a mapping")
        return
    for key in kind.needed:
        if key not in value:
            yield Problem(mark, f"{dotted(path)} missing property '{key}'")
    for key, inner, place in value.marked():
        if key in kind.keys:
            yield from check(inner, kind.keys[key], (*path, key), place)
        elif not key.startswith("x-") and not kind.open:
            yield Problem(place, f"{dotted(path) or 'the file'}: additional properties '{key}' not allowed")


def named(value: Any, kind: Names, path: Path, mark: Mark) -> Iterator[Problem]:
    """A mapping from names."""
    if not isinstance(value, Map):
        yield Problem(mark, f"{dotted(path)} must be a mapping")
        return
    for name, inner, place in value.marked():
        if kind.strict and not NAME.fullmatch(name):
            yield Problem(place, f"{dotted(path)}: additional properties '{name}' not allowed")
        else:
            yield from check(inner, kind.kind, (*path, name), place)
