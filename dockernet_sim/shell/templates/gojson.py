"""JSON as Go writes it: struct fields in their order, map keys sorted, no spaces."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from dockernet_sim.shell.templates.values import (
    INVALID,
    Map,
    NetAddress,
    Number,
    Object,
    Pointer,
    Slice,
    Struct,
    Time,
    truth,
)

ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def to_json(value: Any) -> str:
    """A template's value as compact JSON.

    >>> from dockernet_sim.shell.templates.gotypes import raw
    >>> to_json(raw({"b": 1, "a": None}))
    '{"a":null,"b":1}'
    """
    if value is None or value is INVALID:
        return "null"
    if isinstance(value, Pointer):
        return to_json(value.value)
    if isinstance(value, Struct):
        return "{" + ",".join(fields(value)) + "}"
    if isinstance(value, Map):
        if value.entries is None:
            return "null"
        return "{" + ",".join(f"{text(key)}:{to_json(entry)}" for key, entry in value.sorted()) + "}"
    if isinstance(value, Slice):
        return slice_json(value)
    if isinstance(value, Object):
        rows = sorted(value.methods.items())
        return escaped("{" + ",".join(f"{text(name)}:{to_json(method())}" for name, method in rows) + "}")
    if isinstance(value, Number):
        return str(value)
    return text(value.text if isinstance(value, Time | NetAddress) else value)


def escaped(json_text: str) -> str:
    """With the signs of HTML as json.Marshal writes them, which rows of lists go through."""
    return json_text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def slice_json(value: Slice) -> str:
    """An array; of bytes, their base64."""
    if value.items is None:
        return "null"
    if value.type.element.name == "uint8":
        return text(b64encode(bytes(value.items)).decode())
    return "[" + ",".join(to_json(item) for item in value.items) + "]"


def fields(value: Struct) -> list[str]:
    """A struct's members; those of embedded structs among them."""
    out: list[str] = []
    for field in value.type.fields:
        inner = value.values[field.name]
        if field.embedded:
            inner = inner.value if isinstance(inner, Pointer) else inner
            out += fields(inner) if isinstance(inner, Struct) else []
        elif not (field.omit_empty and not isinstance(inner, Struct) and _is_empty(inner)):
            out.append(f"{text(field.json)}:{to_json(inner)}")
    return out


def _is_empty(value: Any) -> bool:
    return not value.text if isinstance(value, NetAddress) else not truth(value)


def text(value: Any) -> str:
    """A string, number or boolean."""
    out = ENCODE(value)
    return out.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
