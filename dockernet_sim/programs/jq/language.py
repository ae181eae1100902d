"""A part of jq's language: paths, ``|``, ``,``, literals, comparisons, a few functions;
anything else is refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from dockernet_sim.sim.errors import DockernetError, NotModelled

TOKEN = re.compile(
    r'\s*("(?:[^"\\]|\\.)*"|\.\.|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|==|!=|<=|>=|[.|,\[\](){}:?<>+*/%-]|\$\w+|//)'
)
MOST = 100_000  # values that one program may give

Filter = Callable[[Any], Iterator[Any]]


class JqError(DockernetError):
    """An error at run time: ``jq: error (at <stdin>:N): TEXT``."""


def compile_filter(text: str) -> Filter:
    """The filter of a program text.

    Examples
    --------
    >>> list(compile_filter('.[] | select(.a > 1) | .b')([{"a": 1, "b": 2}, {"a": 3, "b": 4}]))
    [4]
    """
    reader = _Reader(text)
    found = reader.pipe()
    if reader.token:
        raise NotModelled(f"jq's {reader.token} is not modelled here: {text}")
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        at = 0
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if found is None:
                raise NotModelled(f"jq's {text[at:].split()[0]} is not modelled")
            self.tokens.append(found[1])
            at = found.end()
        self.at = 0

    @property
    def token(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.token
        if not token or (wanted and token != wanted):
            raise NotModelled(f"jq's syntax near {token or 'the end'} is not modelled: {self.text}")
        self.at += 1
        return token

    # -- grammar ---------------------------------------------------------------
    def pipe(self) -> Filter:
        left = self.comma()
        if self.token != "|":
            return left
        self.take()
        right = self.pipe()
        return lambda value: (out for middle in left(value) for out in right(middle))

    def comma(self) -> Filter:
        parts = [self.compare()]
        while self.token == ",":
            self.take()
            parts.append(self.compare())
        return parts[0] if len(parts) == 1 else lambda value: (out for part in parts for out in part(value))

    def compare(self) -> Filter:
        left = self.alternative()
        if self.token in ("and", "or"):
            word, right = self.take(), self.compare()
            return lambda value: (_both(word, a, b) for a in left(value) for b in right(value))
        return left

    def alternative(self) -> Filter:
        left = self.relation()
        if self.token != "//":
            return left
        self.take()
        right = self.alternative()

        def choose(value: Any) -> Iterator[Any]:
            good = [out for out in left(value) if out is not None and out is not False]
            return iter(good) if good else right(value)

        return choose

    def relation(self) -> Filter:
        left = self.sum()
        if self.token not in RELATIONS:
            return left
        relation = RELATIONS[self.take()]
        right = self.sum()
        if self.token in ("and", "or"):
            word, rest = self.take(), self.compare()
            return lambda value: (
                _both(word, relation(a, b), c) for a in left(value) for b in right(value) for c in rest(value)
            )
        return lambda value: (relation(a, b) for a in left(value) for b in right(value))

    def sum(self) -> Filter:
        left = self.term()
        while self.token in ("+", "-"):
            operator, right, before = self.take(), self.term(), left

            def add(
                value: Any, before: Filter = before, right: Filter = right, operator: str = operator
            ) -> Iterator[Any]:
                return (_sum(operator, a, b) for a in before(value) for b in right(value))

            left = add
        return left

    def term(self) -> Filter:
        made = self.atom()
        while self.token in ("[", "?") or (self.token == "." and self.at + 1 < len(self.tokens)):
            if self.token == "?":
                self.take()
                made = _quietly(made)
            elif self.token == "[":
                made = self.bracket(made)
            else:
                self.take()
                made = self.bracket(made) if self.token == "[" else _field(made, self.name())
        return made

    def atom(self) -> Filter:
        token = self.take()
        if token == ".":
            if self.token[:1] == '"' or re.fullmatch(r"[A-Za-z_]\w*", self.token or " "):
                return _field(_same, self.name())
            return self.bracket(_same) if self.token == "[" else _same
        if token == "(":
            inner = self.pipe()
            self.take(")")
            return inner
        if token == "[":
            return self.array()
        if token == "{":
            return self.object()
        if token[0] == '"' or token[0].isdigit() or (token[0] == "-" and len(token) > 1):
            return self.literal(token)
        if token in CONSTANTS:
            return lambda value: iter([CONSTANTS[token]])
        return self.call(token)

    def literal(self, token: str) -> Filter:
        if token[0] == '"':
            if "\\(" in token:
                raise NotModelled("jq's \\(...) in strings is not modelled")
            return lambda value: iter([_unquoted(token)])
        return lambda value: iter([float(token) if "." in token else int(token)])

    def name(self) -> str:
        token = self.take()
        return _unquoted(token) if token[0] == '"' else token

    def array(self) -> Filter:
        if self.token == "]":
            self.take()
            return lambda value: iter([[]])
        inner = self.pipe()
        self.take("]")
        return lambda value: iter([list(inner(value))])

    def object(self) -> Filter:
        fields: list[tuple[str, Filter]] = []
        while self.token != "}":
            key = self.name()
            if self.token == ":":
                self.take()
                fields.append((key, self.compare()))
            else:
                fields.append((key, _field(_same, key)))
            if self.token == ",":
                self.take()
        self.take("}")
        return lambda value: iter([{key: next(made(value)) for key, made in fields}])

    def bracket(self, made: Filter) -> Filter:
        self.take("[")
        if self.token == "]":
            self.take()
            return lambda value: (out for each in made(value) for out in _each(each))
        if self.token == ":":
            raise NotModelled("jq's slices are not modelled")
        index = self.pipe()
        if self.token == ":":
            raise NotModelled("jq's slices are not modelled")
        self.take("]")
        return lambda value: (_at(each, key) for each in made(value) for key in index(value))

    def call(self, name: str) -> Filter:
        argument: Filter | None = None
        if self.token == "(":
            self.take()
            argument = self.pipe()
            if self.token != ")":
                raise NotModelled(f"jq's {name} with more than one argument is not modelled")
            self.take(")")
        if argument is None and name in FUNCTIONS:
            function = FUNCTIONS[name]
            return lambda value: iter([function(value)])
        if argument is not None and name in WITH_FILTER:
            return WITH_FILTER[name](argument)
        raise NotModelled(f"jq's {name} is not modelled")


# -- what the parts do ------------------------------------------------------------
CONSTANTS = {"true": True, "false": False, "null": None}


def _unquoted(token: str) -> str:
    import json

    return str(json.loads(token))


def kind(value: Any) -> str:
    """The type's name, as jq's ``type`` gives it."""
    names = {type(None): "null", bool: "boolean", int: "number", float: "number", str: "string", list: "array"}
    return names.get(type(value), "object")


def _same(value: Any) -> Iterator[Any]:
    return iter([value])


def _at(value: Any, key: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, dict) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int) and not isinstance(key, bool):
        return value[key] if -len(value) <= key < len(value) else None
    shown = f'"{key}"' if isinstance(key, str) else kind(key)
    raise JqError(f"Cannot index {kind(value)} with {shown if isinstance(key, str) else 'number'}")


def _field(made: Filter, name: str) -> Filter:
    return lambda value: (_at(each, name) for each in made(value))


def _each(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        return iter(value)
    if isinstance(value, dict):
        return iter(value.values())
    raise JqError(f"Cannot iterate over {kind(value)}")


def _quietly(made: Filter) -> Filter:
    def run(value: Any) -> Iterator[Any]:
        try:
            yield from made(value)
        except JqError:
            return

    return run


def _both(word: str, left: Any, right: Any) -> bool:
    a, b = left is not None and left is not False, right is not None and right is not False
    return (a and b) if word == "and" else (a or b)


_ORDER = {"null": 0, "boolean": 1, "number": 3, "string": 4, "array": 5, "object": 6}


def _rank(value: Any) -> Any:
    if kind(value) in ("array", "object"):
        raise NotModelled("comparing jq's arrays and objects by order is not modelled")
    return _ORDER[kind(value)], value if value is not None else 0


RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b and kind(a) == kind(b)), "!=": lambda a, b: bool(a != b or kind(a) != kind(b)),
    "<": lambda a, b: bool(_rank(a) < _rank(b)), ">": lambda a, b: bool(_rank(a) > _rank(b)),
    "<=": lambda a, b: bool(_rank(a) <= _rank(b)), ">=": lambda a, b: bool(_rank(a) >= _rank(b)),
}  # fmt: skip


def _sum(operator: str, a: Any, b: Any) -> Any:
    if operator == "+" and (a is None or b is None):
        return b if a is None else a
    if kind(a) == kind(b) == "number":
        return a + b if operator == "+" else a - b
    if operator == "+" and kind(a) == kind(b) and kind(a) in ("string", "array"):
        return a + b
    raise NotModelled(f"jq's {operator} of {kind(a)} and {kind(b)} is not modelled")


def _length(value: Any) -> Any:
    if value is None:
        return 0
    if isinstance(value, bool):
        raise JqError(f"boolean ({'true' if value else 'false'}) has no length")
    return abs(value) if isinstance(value, (int, float)) else len(value)


def _keys(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return sorted(value)
    if isinstance(value, list):
        return list(range(len(value)))
    raise JqError(f"{kind(value)} has no keys")


def _entries(value: Any) -> list[dict[str, Any]]:
    return [{"key": key, "value": value[key]} for key in sorted(value)]


def _sorted(value: Any) -> list[Any]:
    return sorted(value, key=_rank)


def _tostring(value: Any) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "length": _length, "keys": _keys, "keys_unsorted": lambda value: list(value), "type": kind,
    "not": lambda value: value is None or value is False, "to_entries": _entries, "sort": _sorted,
    "first": lambda value: _at(value, 0), "last": lambda value: _at(value, -1), "reverse": lambda value: value[::-1],
    "tostring": _tostring, "add": lambda value: _added(value), "unique": lambda value: _unique(value),
}  # fmt: skip


def _added(value: Any) -> Any:
    total: Any = None
    for each in _each(value):
        total = _sum("+", total, each)
    return total


def _unique(value: Any) -> list[Any]:
    made: list[Any] = []
    for each in _sorted(value):
        if not made or made[-1] != each:
            made.append(each)
    return made


def _select(test: Filter) -> Filter:
    return lambda value: (value for held in test(value) if held is not None and held is not False)


def _map(made: Filter) -> Filter:
    return lambda value: iter([[out for each in _each(value) for out in made(each)]])


def _join(separator: Filter) -> Filter:
    return lambda value: (
        text.join("" if each is None else _tostring(each) for each in value) for text in separator(value)
    )


def _has(key: Filter) -> Filter:
    return lambda value: (name in value if isinstance(value, dict) else 0 <= name < len(value) for name in key(value))


def _about_text(test: Callable[[str, str], bool], name: str) -> Callable[[Filter], Filter]:
    def make(argument: Filter) -> Filter:
        def run(value: Any) -> Iterator[Any]:
            for part in argument(value):
                if not isinstance(value, str) or not isinstance(part, str):
                    raise NotModelled(f"jq's {name} is modelled for strings only")
                yield test(value, part)

        return run

    return make


WITH_FILTER: dict[str, Callable[[Filter], Filter]] = {
    "select": _select, "map": _map, "join": _join, "has": _has,
    "startswith": _about_text(str.startswith, "startswith"), "endswith": _about_text(str.endswith, "endswith"),
    "contains": _about_text(lambda value, part: part in value, "contains"),
}  # fmt: skip
