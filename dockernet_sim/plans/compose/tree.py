"""The values of a YAML document, which remember the line that each of them stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dockernet_sim.plans.errors import Mark, Problem

Path = tuple[str | int, ...]


class Map(dict[str, Any]):
    """A mapping; ``marks`` says where each key stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, Mark] = {}

    def put(self, key: str, value: Any, mark: Mark) -> None:
        """Set a key, and remember where it stands."""
        self[key] = value
        self.marks[key] = mark

    def at(self, key: str) -> Mark:
        """Where a key stands; the mapping's own place for a key that was never written."""
        return self.marks.get(key, self.mark)

    def marked(self) -> Iterator[tuple[str, Any, Mark]]:
        """Key, value and place of everything in it."""
        return ((key, value, self.at(key)) for key, value in list(self.items()))


class Seq(list[Any]):
    """A sequence; ``marks`` says where each item stands."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[Mark] = []

    def add(self, value: Any, mark: Mark) -> None:
        """Append an item, and remember where it stands."""
        self.append(value)
        self.marks.append(mark)

    def marked(self) -> Iterator[tuple[Any, Mark]]:
        """Item and place of everything in it."""
        return zip(list(self), list(self.marks))


def rebuilt(value: Any, mark: Mark, leaf: Callable[[Any, Path, Mark], Any], path: Path = ()) -> Any:
    """A deep copy in which ``leaf(value, path, mark)`` stands for each scalar.

    A leaf may raise :class:`Wrong`; the caller collects with :func:`collecting`.
    """
    if isinstance(value, Map):
        mapping = Map(value.mark)
        for key, inner, place in value.marked():
            mapping.put(key, rebuilt(inner, place, leaf, (*path, key)), place)
        return mapping
    if isinstance(value, Seq):
        sequence = Seq(value.mark)
        for index, (inner, place) in enumerate(value.marked()):
            sequence.add(rebuilt(inner, place, leaf, (*path, index)), place)
        return sequence
    return leaf(value, path, mark)


def copied(value: Any) -> Any:
    """A deep copy."""
    return rebuilt(value, Mark("", 0), lambda scalar, path, mark: scalar)


def dotted(path: Path) -> str:
    """A path as Compose writes it: ``services.web.ports.[0]`` without the riddles: ``services.web.ports[0]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def matches(path: Path, pattern: str) -> bool:
    """Whether a path fits a pattern such as ``services.*.ports``; ``*`` stands for one part, an index too."""
    parts = pattern.split(".")
    return len(parts) == len(path) and all(want in ("*", str(part)) for want, part in zip(parts, path))


class Wrong(Exception):
    """One problem with one value; it ends the work on that value only."""

    def __init__(self, mark: Mark, text: str) -> None:
        super().__init__(text)
        self.problem = Problem(mark, text)
