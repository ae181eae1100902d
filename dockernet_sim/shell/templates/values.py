"""Go's values as a template sees them: structs, pointers, maps and slices with their types, read from JSON.

Strings, booleans and numbers are Python's own. ``None`` is a nil interface, :data:`INVALID` what Go's reflection calls the
invalid value (a key that is not there).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final


class Invalid:
    """The invalid value: what looking up a missing key gives."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = Invalid()


class Number(str):
    """A number of unknown type, kept as it was written in JSON (Go's json.Number)."""


@dataclass(frozen=True)
class Basic:
    """A type without parts: ``string``, ``bool``, ``int64``, ..., or ``interface {}``; with its zero value."""

    name: str
    zero: Any = ""

    def read(self, data: Any) -> Any:
        """The value that JSON decoding gives; a null leaves the zero value."""
        return self.zero if data is None else data


@dataclass(frozen=True)
class AnyType:
    """``interface {}``: whatever JSON holds, as maps, slices, strings and :class:`Number`."""

    name: str = "interface {}"
    zero: Any = None

    def read(self, data: Any) -> Any:
        """The value that JSON decoding into an interface gives."""
        return raw(data)


@dataclass(frozen=True)
class TimeType:
    """``time.Time``."""

    name: str = "time.Time"

    @property
    def zero(self) -> Any:
        """The zero time."""
        return Time("0001-01-01T00:00:00Z")

    def read(self, data: Any) -> Any:
        """A time from its RFC 3339 text."""
        return self.zero if data is None else Time(data)


@dataclass(frozen=True)
class PointerTo:
    """``*T``."""

    element: Type

    @property
    def name(self) -> str:
        """Go's name of the type."""
        return f"*{self.element.name}"

    @property
    def zero(self) -> Any:
        """The nil pointer."""
        return Pointer(self, INVALID)

    def read(self, data: Any) -> Any:
        """A pointer to a new value, nil for null."""
        return self.zero if data is None else Pointer(self, self.element.read(data))


@dataclass(frozen=True)
class SliceOf:
    """``[]T``."""

    element: Type
    named: str = ""

    @property
    def name(self) -> str:
        """Go's name of the type."""
        return self.named or f"[]{self.element.name}"

    @property
    def zero(self) -> Any:
        """The nil slice."""
        return Slice(self, None)

    def read(self, data: Any) -> Any:
        """A slice, nil for null."""
        return Slice(self, None if data is None else [self.element.read(item) for item in data])


@dataclass(frozen=True)
class MapOf:
    """``map[string]T``; `named` keys are of a string type of their own, so that field syntax does not reach them."""

    element: Type
    named: str = ""
    named_keys: bool = False

    @property
    def name(self) -> str:
        """Go's name of the type."""
        return self.named or f"map[string]{self.element.name}"

    @property
    def zero(self) -> Any:
        """The nil map."""
        return Map(self, None)

    def read(self, data: Any) -> Any:
        """A map, nil for null."""
        return Map(self, None if data is None else {key: self.element.read(value) for key, value in data.items()})


@dataclass(frozen=True)
class Field:
    """One field of a struct: Go's name, its type, and its name in JSON when that differs; `embedded` ones lend their fields."""

    name: str
    type: Type
    key: str = ""
    embedded: bool = False
    omit_empty: bool = False

    @property
    def json(self) -> str:
        """Its key in JSON."""
        return self.key or self.name


@dataclass(frozen=True)
class StructType:
    """A struct type: fields in Go's order."""

    name: str
    fields: tuple[Field, ...]

    @property
    def zero(self) -> Any:
        """All fields zero."""
        return self.read({})

    def read(self, data: Any) -> Any:
        """A struct from a JSON object; keys that no field has are dropped, as Go drops them."""
        data = data or {}
        return Struct(self, {f.name: f.type.read(data if f.embedded else data.get(f.json)) for f in self.fields})

    def find(self, value: Struct, name: str) -> Any:
        """A field's value, also of embedded structs; INVALID when there is none."""
        if name in value.values:
            return value.values[name]
        for inner in (value.values[f.name] for f in self.fields if f.embedded):
            inner = inner.value if isinstance(inner, Pointer) else inner
            if isinstance(inner, Struct) and (found := inner.type.find(inner, name)) is not INVALID:
                return found
        return INVALID


Type = Basic | AnyType | TimeType | PointerTo | SliceOf | MapOf | StructType

STRING = Basic("string", "")
BOOL = Basic("bool", False)
INT = Basic("int", 0)
INT64 = Basic("int64", 0)
UINT16 = Basic("uint16", 0)
UINT64 = Basic("uint64", 0)
ANY = AnyType()
TIME = TimeType()
STRINGS = SliceOf(STRING)
STRING_MAP = MapOf(STRING)


@dataclass(frozen=True)
class Time:
    """A time, kept as its RFC 3339 text."""

    text: str

    def __str__(self) -> str:
        """As Go's Time.String prints it.

        >>> str(Time("2026-11-24T06:59:49.42Z"))
        '2026-11-24 06:59:49.42 +0000 UTC'
        """
        day, _, clock = self.text.partition("T")
        if clock.endswith("Z"):
            return f"{day} {clock[:-1]} +0000 UTC"
        offset = clock[-6:].replace(":", "")
        return f"{day} {clock[:-6]} {offset} {offset}"


@dataclass
class Pointer:
    """A pointer; nil when its value is INVALID."""

    type: PointerTo
    value: Any

    @property
    def is_nil(self) -> bool:
        """Whether it points nowhere."""
        return self.value is INVALID


@dataclass
class Slice:
    """A slice; ``items`` is None for the nil slice."""

    type: SliceOf
    items: list[Any] | None

    def __len__(self) -> int:
        return len(self.items or ())


@dataclass
class Map:
    """A map with string keys; ``entries`` is None for the nil map."""

    type: MapOf
    entries: dict[str, Any] | None

    def __len__(self) -> int:
        return len(self.entries or ())

    def sorted(self) -> list[tuple[str, Any]]:
        """Its entries by key, as Go prints and ranges over them."""
        return sorted((self.entries or {}).items(), key=lambda entry: entry[0].encode())


@dataclass
class Struct:
    """A struct's field values by name."""

    type: StructType
    values: dict[str, Any]


@dataclass
class Object:
    """A Go object that templates reach through methods: a row of ``docker ps``.

    ``methods`` without arguments are called; those in ``calls`` take arguments.
    """

    type_name: str
    methods: Mapping[str, Callable[[], Any]]
    calls: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


ANY_MAP = MapOf(ANY)
ANY_SLICE = SliceOf(ANY)


def raw(data: Any) -> Any:
    """JSON data as Go decodes it into an empty interface, numbers kept as written.

    >>> raw({"a": [1, None]}).entries["a"].items
    ['1', None]
    """
    if isinstance(data, Mapping):
        return Map(ANY_MAP, {str(key): raw(value) for key, value in data.items()})
    if isinstance(data, list | tuple):
        return Slice(ANY_SLICE, [raw(item) for item in data])
    if isinstance(data, bool) or data is None or isinstance(data, str):
        return data
    return Number(data)


def indirect(value: Any) -> tuple[Any, bool]:
    """What pointers lead to, and whether a nil ended the way."""
    while isinstance(value, Pointer):
        if value.is_nil:
            return value, True
        value = value.value
    return value, value is None


def type_name(value: Any) -> str:
    """Go's name of a value's type."""
    if isinstance(value, Pointer | Slice | Map | Struct):
        return value.type.name
    if isinstance(value, Object):
        return value.type_name
    for kind, name in (
        (bool, "bool"),
        (Number, "json.Number"),
        (str, "string"),
        (int, "int"),
        (float, "float64"),
        (Time, "time.Time"),
    ):
        if isinstance(value, kind):
            return name
    return "<nil>" if value is None or value is INVALID else "interface {}"


def truth(value: Any) -> bool:
    """What ``if``, ``with``, ``and``, ``or`` and ``not`` hold for true."""
    if isinstance(value, Pointer):
        return not value.is_nil
    if isinstance(value, Map | Slice | str):
        return len(value) > 0
    if isinstance(value, bool | int | float):
        return bool(value)
    return value is not None and value is not INVALID
