"""Go's values as a template sees them: structs, pointers, maps and slices, each with its type.

Strings, booleans and numbers are Python's own. ``None`` is a nil interface, :data:`INVALID` what Go's reflection calls
the invalid value (a key that is not there).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dockernet_sim.shell.templates.gotypes import MapOf, PointerTo, SliceOf, StructType


class Invalid:
    """The invalid value: what looking up a missing key gives."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = Invalid()


class Number(str):
    """A number of unknown type, kept as it was written in JSON (Go's json.Number)."""


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


@dataclass(frozen=True)
class NetAddress:
    """An address or a prefix, kept as its text; ``nothing`` is what one prints that is none."""

    text: str
    nothing: str = "invalid IP"

    def __str__(self) -> str:
        return self.text or self.nothing


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
