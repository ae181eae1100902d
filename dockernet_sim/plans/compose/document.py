"""YAML text to values with line numbers, by the rules of Compose's reader:
YAML 1.2 scalars, merge keys, !reset and !override."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from dockernet_sim.plans.compose.tree import Map, Path, Seq
from dockernet_sim.plans.errors import Mark, PlanError, Problem

# As many as Compose visits at the most; an alias counts each time that it is followed, so that no few lines can mean
# millions of values.
VISITS = 100_000
BYTES = 4_000_000
DEPTH = 200
INT = re.compile(r"[-+]?(0o[0-7]+|0x[0-9a-fA-F]+|0b[01]+|[0-9][0-9_]*)$")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
WORDS |= {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}


class Document:
    """One YAML document: ``value``, and the paths that are marked ``!reset`` or ``!override``."""

    def __init__(self, file: str, root: Node | None) -> None:
        self.file = file
        self.replaced: list[Path] = []
        self.problems: list[Problem] = []
        self._visits = 0
        self._open: set[int] = set()
        self.value = None if root is None else self._value(root, ())

    def _value(self, node: Node, path: Path) -> Any:
        self._visits += 1
        if self._visits > VISITS or len(path) > DEPTH:
            raise self._error(
                node,
                (
                    f"the file means more than {VISITS:,} values, or values more than {DEPTH} deep, once its aliases "
                    "are followed"
                ),
            )
        if node.tag in ("!reset", "!override"):
            self.replaced.append(path)
            if node.tag == "!reset":
                return RESET
        if isinstance(node, ScalarNode):
            return scalar(node)
        if id(node) in self._open:
            raise self._error(node, "an anchor that contains itself")
        self._open.add(id(node))
        try:
            if isinstance(node, MappingNode):
                return self._mapping(node, path)
            assert isinstance(node, SequenceNode)
            return self._sequence(node, path)
        finally:
            self._open.discard(id(node))

    def _sequence(self, node: SequenceNode, path: Path) -> Seq:
        sequence = Seq(self._mark(node))
        for index, inner in enumerate(node.value):
            value = self._value(inner, (*path, index))
            if value is not RESET:
                sequence.add(value, self._mark(inner))
        return sequence

    def _mapping(self, node: MappingNode, path: Path) -> Map:
        mapping = Map(self._mark(node))
        merged: list[Map] = []
        for key_node, inner in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge" or (key_node.value == "<<" and key_node.style is None):
                merged += self._merged(inner, path)
                continue
            key = self._key(key_node)
            if key in mapping.marks:
                said = f"mapping key {key!r} already defined at line {mapping.marks[key].line}"
                self.problems.append(Problem(self._mark(key_node), said))
                continue
            value = self._value(inner, (*path, key))
            mapping.marks[key] = self._mark(key_node)
            if value is not RESET:
                mapping[key] = value
        for other in merged:
            for key, value, mark in other.marked():
                if key not in mapping:
                    mapping.put(key, value, mark)
        return mapping

    def _merged(self, node: Node, path: Path) -> list[Map]:
        nodes = node.value if isinstance(node, SequenceNode) else [node]
        values = [self._value(each, path) for each in nodes]
        if not all(isinstance(value, Map) for value in values):
            raise self._error(node, "map merge requires map or sequence of maps as the value")
        return values

    def _key(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            raise self._error(node, "a key must be a string")
        return str(node.value)

    def _mark(self, node: Node) -> Mark:
        return Mark(self.file, node.start_mark.line + 1)

    def _error(self, node: Node, text: str) -> PlanError:
        return PlanError([Problem(self._mark(node), text)])


class _Reset:
    """What ``!reset`` leaves: nothing."""


RESET = _Reset()


def scalar(node: ScalarNode) -> Any:
    """The value of a scalar: plain ones by YAML 1.2's words and numbers (so ``22:22`` and ``yes`` are text),
    all others text."""
    text = str(node.value)
    if node.style is not None or str(node.tag).endswith(":str") or str(node.tag).startswith("!"):
        return text  # under a tag of one's own, !override among them, nothing is a number or null
    if text in WORDS:
        return WORDS[text]
    if INT.match(text):
        digits = text.replace("_", "").lower()
        sign = -1 if digits.startswith("-") else 1
        digits = digits.lstrip("+-")
        octal = re.fullmatch("0[0-7]+", digits)
        return sign * (int(digits, 8) if octal else int(digits, 0) if digits[:2] in ("0x", "0o", "0b") else int(digits))
    return float(text) if FLOAT.match(text) else text


@lru_cache(maxsize=8)
def parsed(text: str, file: str) -> tuple[Node | None, ...]:
    """The nodes of a file's documents, which nothing changes: a project's files are read for its name first.

    Raises
    ------
    PlanError
        When it is no YAML, or is larger than ``BYTES``.
    """
    if len(text) > BYTES:
        raise PlanError([Problem(Mark(file, 0), f"larger than {BYTES:,} characters")])
    reader = YAML(typ="safe", pure=True)  # "rt" keeps comments, and takes a third longer
    try:
        return tuple(reader.compose_all(text.lstrip("\ufeff")))
    except MarkedYAMLError as error:
        at = error.problem_mark or error.context_mark
        said = " ".join(filter(None, (error.context, error.problem)))
        raise PlanError([Problem(Mark(file, at.line + 1 if at else 0), said or "no YAML")]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise PlanError(
            [Problem(Mark(file, 0), f"no YAML: {str(error).splitlines()[0] if str(error) else 'nested too deeply'}")]
        ) from None


def documents(text: str, file: str) -> list[Document]:
    """The documents of a file, in their order.

    Raises
    ------
    PlanError
        When it is no YAML, is larger than ``BYTES``, or means more values than ``VISITS``.
    """
    return [Document(file, node) for node in parsed(text, file)]
