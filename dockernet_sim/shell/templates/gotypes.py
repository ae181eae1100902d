"""Go's types, and how JSON is decoded into values of them."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dockernet_sim.shell.templates.values import INVALID, Map, NetAddress, Number, Pointer, Slice, Struct, Time


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
class AddressType:
    """``netip.Addr`` or ``netip.Prefix``."""

    name: str = "netip.Addr"
    nothing: str = "invalid IP"

    @property
    def zero(self) -> Any:
        """No address."""
        return NetAddress("", self.nothing)

    def read(self, data: Any) -> Any:
        """An address from its text, none from an empty one."""
        return NetAddress(data or "", self.nothing)


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
class BytesType(SliceOf):
    """``[]byte``, which JSON holds as base64."""

    def read(self, data: Any) -> Any:
        """The bytes of a base64 text, nil for null."""
        return Slice(self, None if data is None else list(b64decode(data)))


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
    """One field of a struct: Go's name, its type, and its name in JSON when that differs;
    `embedded` ones lend their fields."""

    name: str
    type: Type
    key: str = ""
    embedded: bool = False
    omit_empty: bool = False

    @cached_property
    def json(self) -> str:
        """Its key in JSON."""
        return self.key or self.name


class Values(dict[str, Any]):
    """The values of a struct's fields, each decoded when it is first asked for: most templates ask for few."""

    def __init__(self, fields: Mapping[str, Field], data: Mapping[str, Any]) -> None:
        self._fields, self._data = fields, data

    def __missing__(self, name: str) -> Any:
        field = self._fields[name]
        value = self[name] = field.type.read(self._data if field.embedded else self._data.get(field.json))
        return value


@dataclass(frozen=True)
class StructType:
    """A struct type: fields in Go's order; one with a method String prints as its field `string`."""

    name: str
    fields: tuple[Field, ...]
    string: str = ""

    @property
    def zero(self) -> Any:
        """All fields zero."""
        return self.read({})

    def read(self, data: Any) -> Any:
        """A struct from a JSON object; keys that no field has are dropped, as Go drops them."""
        return Struct(self, Values(self.by_name, data or {}))

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Its fields by their names."""
        return {field.name: field for field in self.fields}

    def find(self, value: Struct, name: str) -> Any:
        """A field's value, also of embedded structs; INVALID when there is none."""
        if name in self.by_name:
            return value.values[name]
        for inner in (value.values[f.name] for f in self.fields if f.embedded):
            inner = inner.value if isinstance(inner, Pointer) else inner
            if isinstance(inner, Struct) and (found := inner.type.find(inner, name)) is not INVALID:
                return found
        return INVALID


Type = Basic | AnyType | TimeType | AddressType | PointerTo | SliceOf | MapOf | StructType

STRING = Basic("string", "")
BOOL = Basic("bool", False)
INT = Basic("int", 0)
INT64 = Basic("int64", 0)
UINT16 = Basic("uint16", 0)
UINT64 = Basic("uint64", 0)
ANY = AnyType()
TIME = TimeType()
ADDRESS = AddressType()
PREFIX = AddressType("netip.Prefix", "invalid Prefix")
STRINGS = SliceOf(STRING)
BYTES = BytesType(Basic("uint8", 0))
STRING_MAP = MapOf(STRING)

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
