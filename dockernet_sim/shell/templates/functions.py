"""The functions a template may call: Go's own and those of Docker's CLI."""

from __future__ import annotations

import inspect
import urllib.parse
from collections.abc import Callable
from typing import Any

from dockernet_sim.shell.templates.compare import go_eq, go_le, less, same
from dockernet_sim.shell.templates.errors import CallError
from dockernet_sim.shell.templates.gojson import to_json
from dockernet_sim.shell.templates.gotypes import STRING, STRINGS
from dockernet_sim.shell.templates.show import show, sprint, sprintf, sprintln
from dockernet_sim.shell.templates.values import INVALID, Map, Pointer, Slice, Struct, indirect, truth, type_name


def evaluated(values: tuple[Any, ...]) -> str:
    """What html, js and urlquery work on: the one string, or what print makes of the values."""
    return values[0] if len(values) == 1 and isinstance(values[0], str) else sprint(values)


def go_html(*values: Any) -> str:
    """Text with HTML's special characters escaped."""
    import html  # with a table of all entities, for one function that hardly anybody uses

    return html.escape(evaluated(values)).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def go_js(*values: Any) -> str:
    """Text escaped for JavaScript."""
    special = {c: f"\\u{ord(c):04X}" for c in "<>&="} | {"\\": "\\\\", "'": "\\'", '"': '\\"'}
    return "".join(special.get(c) or (c if c >= " " else f"\\u{ord(c):04X}") for c in evaluated(values))


def go_len(item: Any) -> int:
    """How many items, entries or bytes."""
    value, is_nil = indirect(item)
    if is_nil or value is INVALID:
        raise CallError("len of nil pointer" if isinstance(item, Pointer) else "len of untyped nil")
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, Map | Slice):
        return len(value)
    raise CallError(f"len of type {type_name(value)}")


def go_index(item: Any, *indexes: Any) -> Any:
    """``index x 1 "k"`` is x[1]["k"]; a key that is not there gives the zero value."""
    if item is None or item is INVALID:
        raise CallError("index of untyped nil")
    for index in indexes:
        item, is_nil = indirect(item)
        if is_nil:
            raise CallError("index of nil pointer")
        item = one_index(item, index)
    return item


def one_index(item: Any, index: Any) -> Any:
    """One step of index."""
    if isinstance(item, Map):
        if not isinstance(index, str):
            raise CallError(wrong_key(index))
        return (item.entries or {}).get(index, item.type.element.zero)
    if isinstance(item, Slice):
        return (item.items or [])[position(index, len(item))]
    if isinstance(item, str):
        octets = item.encode()
        return octets[position(index, len(octets))]
    raise CallError(f"can't index item of type {type_name(item)}")


def wrong_key(index: Any) -> str:
    """Go's remark on an index of the wrong type for a map's keys."""
    if index is None or index is INVALID:
        return "value is nil; should be of type string"
    return f"value has type {type_name(index)}; should be string"


def position(index: Any, length: int) -> int:
    """An index into a slice, checked."""
    if index is None or index is INVALID:
        raise CallError("cannot index slice/array with nil")
    if not isinstance(index, int) or isinstance(index, bool):
        raise CallError(f"cannot index slice/array with type {type_name(index)}")
    if not 0 <= index < length:
        raise CallError(f"index out of range: {index}")
    return index


def go_slice(item: Any, *bounds: Any) -> Any:
    """``slice x 1 2`` is x[1:2]."""
    value, is_nil = indirect(item)
    if is_nil or value is INVALID:
        raise CallError("slice of untyped nil")
    if len(bounds) > 3:
        raise CallError(f"too many slice indexes: {len(bounds)}")
    if isinstance(value, str):
        if len(bounds) == 3:
            raise CallError("cannot 3-index slice a string")
        return value.encode()[slice(*cuts(bounds, len(value.encode())))].decode(errors="replace")
    if isinstance(value, Slice):
        return Slice(value.type, (value.items or [])[slice(*cuts(bounds, len(value)))])
    raise CallError(f"can't slice item of type {type_name(value)}")


def cuts(bounds: tuple[Any, ...], length: int) -> tuple[int, int]:
    """The two ends of a slice, checked."""
    ends = [position(bound, length + 1) for bound in bounds]
    low, high = (*ends, *(0, length)[len(ends) :])[:2]
    if low > high:
        raise CallError(f"invalid slice index: {low} > {high}")
    return low, high


def strings(value: Any) -> list[str]:
    """The items of a []string; anything else is refused."""
    if isinstance(value, Slice) and value.type.element == STRING:
        return list(value.items or ())
    raise CallError(f"wrong type for value; expected []string; got {type_name(value)}")


def text(value: Any) -> str:
    """A string argument; anything else is refused."""
    if isinstance(value, str):
        return str(value)
    if value is None or value is INVALID:
        raise CallError("invalid value; expected string")
    raise CallError(f"wrong type for value; expected string; got {type_name(value)}")


def whole(value: Any) -> int:
    """An integer argument; anything else is refused."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise CallError(f"wrong type for value; expected int; got {type_name(value)}")


def go_title(value: Any) -> str:
    """Each word with a capital."""
    words, start = [], True
    for char in text(value):
        words.append(char.upper() if start else char)
        start = not (char.isalnum() or char in "_'")
    return "".join(words)


def pad(value: Any, prefix: Any, suffix: Any) -> str:
    """The text with so many spaces before and after, unless it is empty."""
    words = text(value)
    return " " * whole(prefix) + words + " " * whole(suffix) if words else words


def truncate(value: Any, length: Any) -> str:
    """The first so many bytes."""
    octets = text(value).encode()
    return octets[: whole(length)].decode(errors="replace") if len(octets) >= whole(length) else text(value)


def split(value: Any, by: Any) -> Slice:
    """The pieces between separators."""
    words, sign = text(value), text(by)
    return Slice(STRINGS, words.split(sign) if sign else list(words))


def field_wise(value: Any) -> Any:
    """Refuse to call a value that is no function, in Go's words."""
    raise CallError(f"non-function of type {type_name(value)}")


Callback = Callable[..., Any]

FUNCTIONS: dict[str, Callback] = {
    "and": lambda *values: next((v for v in values if not truth(v)), values[-1]),
    "or": lambda *values: next((v for v in values if truth(v)), values[-1]),
    "not": lambda value: not truth(value),
    "call": field_wise,
    "html": go_html,
    "js": go_js,
    "urlquery": lambda *values: urllib.parse.quote_plus(evaluated(values)),
    "len": go_len,
    "index": go_index,
    "slice": go_slice,
    "print": lambda *values: sprint(values),
    "printf": lambda pattern, *values: sprintf(text(pattern), values),
    "println": lambda *values: sprintln(values),
    "eq": go_eq,
    "ne": lambda first, second: not same(first, second),
    "lt": less,
    "le": go_le,
    "gt": lambda first, second: not go_le(first, second),
    "ge": lambda first, second: not less(first, second),
    "json": lambda value: to_json(value),
    "join": lambda items, by: text(by).join(strings(items)),
    "split": split,
    "title": go_title,
    "lower": lambda value: text(value).lower(),
    "upper": lambda value: text(value).upper(),
    "pad": pad,
    "truncate": truncate,
}
HEADER_FUNCTIONS: dict[str, Callback] = {
    **FUNCTIONS,
    **{
        name: lambda value, *_rest: value
        for name in ("json", "title", "lower", "upper", "truncate", "split", "join", "pad")
    },
}  # a table's head is printed by the same template, and these leave its words alone


def arity(function: Callback) -> tuple[int, int | None]:
    """How many arguments a function takes: at least, and at most (None: any number)."""
    least, most = 0, 0
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            return least, None
        least, most = least + 1, most + 1
    return least, most


def shown(value: Any) -> str:
    """A pipeline's value as an action prints it."""
    if value is INVALID or value is None:
        return "<no value>"
    if isinstance(value, Pointer) and not value.is_nil:
        return shown(value.value)
    return show(value, depth=1 if isinstance(value, Struct) else 0)
