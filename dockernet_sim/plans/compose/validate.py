"""Holds a document against the schema: every key that is not known and every value of the wrong kind, with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from dockernet_sim.plans.compose.schema import FILE, Keys, List, Names, Word
from dockernet_sim.plans.compose.tree import Map, Path, Seq, dotted
from dockernet_sim.plans.errors import Mark, Problem

NAME = re.compile(r"[a-zA-Z0-9._-]+")
ROOMS = ("services", "networks", "volumes", "secrets", "configs", "models")
MISSING, UNREADABLE = object(), "unreadable"
CALLED = {"str": "string", "int": "integer", "num": "number", "bool": "boolean", "null": "null"}


class Found(NamedTuple):
    """What is wrong, and with which value."""

    path: Path
    problem: Problem


def wrongs(document: Map) -> list[Problem]:
    """All that the schema has against a document; what is wrong is taken out, so that the rest can be read."""
    found = list(check(document, FILE, (), document.mark))
    for path in sorted({each.path for each in found}, key=in_order, reverse=True):
        take_out(document, path)
    return [each.problem for each in found]


def in_order(path: Path) -> list[tuple[int, str]]:
    """Paths in the order of the items of lists, what holds a value before the value."""
    return [(part, "") if isinstance(part, int) else (0, part) for part in path]


def take_out(document: Map, path: Path) -> None:
    """Remove one value; what others refer to keeps its name, and a service its image."""
    holder: Any = document
    for key in path[:-1]:
        if isinstance(holder, Map) and key not in holder:
            return
        holder = holder[key]
    if isinstance(holder, Seq):
        del holder[int(path[-1])], holder.marks[int(path[-1])]
    elif path:
        placed = placeholder(path, holder)
        holder.pop(str(path[-1]))
        if placed is not MISSING:
            holder[str(path[-1])] = placed


def placeholder(path: Path, holder: Map) -> Any:
    """What stands for a value that was taken out."""
    named = len(path) == 2 and path[0] in ROOMS
    service = Map(holder.at(str(path[-1])))
    service["image"] = UNREADABLE
    if named:
        return service if path[0] == "services" else None
    return UNREADABLE if len(path) == 3 and path[0] == "services" and path[2] in ("image", "build") else MISSING


def check(value: Any, kind: Any, path: Path, mark: Mark) -> Iterator[Found]:
    """What is wrong with one value."""
    if isinstance(kind, tuple) and type(kind) is tuple:
        yield from one_of(value, kind, path, mark)
    elif isinstance(kind, str):
        if not any(fits(value, word) for word in kind.split("|")):
            yield Found(path, Problem(mark, f"{dotted(path)} must be a {called(kind)}"))
    elif isinstance(kind, Word):
        yield from worded(value, kind, path, mark)
    elif isinstance(kind, List):
        yield from sequence(value, kind, path, mark)
    elif isinstance(kind, Keys):
        yield from known(value, kind, path, mark)
    else:
        yield from named(value, kind, path, mark)


def worded(value: Any, kind: Word, path: Path, mark: Mark) -> Iterator[Found]:
    """A string out of a list or pattern (patterns are not anchored, as JSON schema's are not)."""
    if not isinstance(value, str):
        yield Found(path, Problem(mark, f"{dotted(path)} must be a string"))
    elif not (re.fullmatch if kind.said.startswith("value") else re.search)(kind.pattern, value):
        said = kind.said if kind.said.startswith("value") else f"'{value}' {kind.said}"
        yield Found(path, Problem(mark, f"{dotted(path)} {said}"))


def one_of(value: Any, kinds: tuple[Any, ...], path: Path, mark: Mark) -> Iterator[Found]:
    """The alternatives of one place; where none fits, that of the value's own form says why."""
    own = [kind for kind in kinds if same_form(value, kind)]
    if not own:
        forms = sorted({form(kind) for kind in kinds})
        yield Found(path, Problem(mark, f"{dotted(path)} must be a {' or '.join(forms)}"))
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


def sequence(value: Any, kind: List, path: Path, mark: Mark) -> Iterator[Found]:
    """A list and its items."""
    if not isinstance(value, Seq):
        yield Found(path, Problem(mark, f"{dotted(path)} must be a array"))
        return
    for index, (item, place) in enumerate(value.marked()):
        yield from check(item, kind.kind, (*path, index), place)
    if kind.unique:
        for index, (item, place) in enumerate(value.marked()):
            if item in value[:index]:
                text = f"{dotted(path)} items at {value.index(item)} and {index} are equal"
                yield Found((*path, index), Problem(place, text))


def known(value: Any, kind: Keys, path: Path, mark: Mark) -> Iterator[Found]:
    """A mapping with known keys."""
    if not isinstance(value, Map):
        yield Found(path, Problem(mark, f"{dotted(path)} must be a mapping"))
        return
    for key in kind.needed:
        if key not in value:
            yield Found(path, Problem(mark, f"{dotted(path)} missing property '{key}'"))
    for key, inner, place in value.marked():
        if key in kind.keys:
            yield from check(inner, kind.keys[key], (*path, key), place)
        elif not key.startswith("x-") and not kind.open:
            text = f"{dotted(path) or 'the file'}: additional properties '{key}' not allowed"
            yield Found((*path, key), Problem(place, text))


def named(value: Any, kind: Names, path: Path, mark: Mark) -> Iterator[Found]:
    """A mapping from names."""
    if not isinstance(value, Map):
        yield Found(path, Problem(mark, f"{dotted(path)} must be a mapping"))
        return
    for name, inner, place in value.marked():
        if kind.strict and not NAME.fullmatch(name):
            text = f"{dotted(path)}: additional properties '{name}' not allowed"
            yield Found((*path, name), Problem(place, text))
        else:
            yield from check(inner, kind.kind, (*path, name), place)
