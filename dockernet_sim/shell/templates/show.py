"""Go's fmt: how values print with %v, and printf with its verbs and complaints."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from typing import Any

from dockernet_sim.shell.templates.values import INVALID, Map, Object, Pointer, Slice, Struct, Time, type_name
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.quote import quote

VERB = re.compile(r"%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?(.?)", re.S)
INTEGERS = {"d": "d", "b": "b", "o": "o", "x": "x", "X": "X"}


def show(value: Any, depth: int = 0, names: bool = False) -> str:
    """A value as ``%v`` prints it (``%+v`` with `names`).

    >>> from dockernet_sim.shell.templates.gotypes import raw
    >>> show(raw({"b": [1, True, None], "a": "x"}))
    'map[a:x b:[1 true <nil>]]'
    """
    if type(value) is str:
        return value
    if value is None or value is INVALID:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return show_float(value)
    if isinstance(value, Pointer):
        return show_pointer(value, depth, names)
    if isinstance(value, Struct):
        if value.type.string:
            return show(value.values[value.type.string])
        parts = ((f.name, show(value.values[f.name], depth + 1, names)) for f in value.type.fields)
        return "{" + " ".join(f"{name}:{text}" if names else text for name, text in parts) + "}"
    if isinstance(value, Map):
        return "map[" + " ".join(f"{key}:{show(entry, depth + 1, names)}" for key, entry in value.sorted()) + "]"
    if isinstance(value, Slice):
        return "[" + " ".join(show(item, depth + 1, names) for item in value.items or ()) + "]"
    if isinstance(value, Object):
        raise NotModelled(f"printing a whole {value.type_name} is not modelled: name a field")
    return str(value)


def show_pointer(value: Pointer, depth: int, names: bool) -> str:
    """``<nil>``, ``&{...}`` at the top, an address further in."""
    if value.is_nil:
        return "<nil>"
    if depth == 0 and isinstance(value.value, Struct | Map | Slice):
        return "&" + show(value.value, depth + 1, names)
    return f"0xc000{zlib.crc32(repr(value.value).encode()) & 0xFFFFF8:06x}"


def show_float(value: float) -> str:
    """A float as %v: the shortest that reads back, exponents from 21 digits on."""
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = repr(value)
    return re.sub(r"e([-+])(\d)$", r"e\g<1>0\2", text)


def sprint(values: Sequence[Any]) -> str:
    """``print``: a space between two operands when neither is a string."""
    text, before_string = "", True
    for number, value in enumerate(values):
        is_string = isinstance(value, str)
        if number and not is_string and not before_string:
            text += " "
        text += show(value)
        before_string = is_string
    return text


def sprintln(values: Sequence[Any]) -> str:
    """``println``: spaces between all operands, and a newline."""
    return " ".join(show(value) for value in values) + "\n"


def sprintf(pattern: str, values: Sequence[Any]) -> str:
    """``printf``, with Go's own complaints inside the text.

    >>> sprintf("%-5s|%03d|%q", ["ab", 7, "x"])
    'ab   |007|"x"'
    >>> sprintf("%d %s", ["x"])
    '%!d(string=x) %!s(MISSING)'
    """
    out, at, queue = "", 0, list(values)
    for found in VERB.finditer(pattern):
        out += pattern[at : found.start()]
        at = found.end()
        out += one_verb(found, queue)
    out += pattern[at:]
    if queue:
        out += "%!(EXTRA " + ", ".join(f"{type_name(v)}={show(v)}" if v is not None else "<nil>" for v in queue) + ")"
    return out


def one_verb(found: re.Match[str], queue: list[Any]) -> str:
    """One verb's text; takes its values from the queue."""
    flags, width, precision, verb = found.groups()
    wide = star(width, queue)
    exact = star(precision, queue) if precision is not None else None
    if isinstance(wide, str) or isinstance(exact, str):
        return "%!(BADWIDTH)" if isinstance(wide, str) else "%!(BADPREC)"
    if wide is not None and wide < 0:
        flags, wide = flags + "-", -wide
    if not verb:
        return "%!(NOVERB)"
    if verb == "%":
        return "%"
    if not queue:
        return f"%!{verb}(MISSING)"
    text = format_value(flags, wide, exact, verb, queue.pop(0))
    return pad(text, flags, wide, verb)


def star(text: str | None, queue: list[Any]) -> int | str | None:
    """A width or precision: a number, or the next operand."""
    if text == "*":
        value = queue.pop(0) if queue else ""
        return value if isinstance(value, int) and not isinstance(value, bool) else "bad"
    return None if text is None else int(text or 0)


def pad(text: str, flags: str, width: int | None, verb: str) -> str:
    """Fill up to the width, left, right, or with zeros."""
    if width is None or len(text) >= width:
        return text
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags:
        sign = text[0] if text[:1] in "+-" and verb not in "sqv" else ""
        return sign + text[len(sign) :].rjust(width - len(sign), "0")
    return text.rjust(width)


def format_value(flags: str, width: int | None, precision: int | None, verb: str, value: Any) -> str:
    """One value under one verb, before padding."""
    if verb == "T":
        return type_name(value)
    if verb == "v":
        return show_with(flags, value)
    if value is None or value is INVALID:
        return f"%!{verb}(<nil>)"
    if isinstance(value, Slice) and verb in "sdqxX":
        return "[" + " ".join(format_value(flags, width, precision, verb, item) for item in value.items or ()) + "]"
    if isinstance(value, bool):
        return show(value) if verb == "t" else bad_verb(verb, value)
    if isinstance(value, str | Time):
        return format_string(flags, precision, verb, str(value))
    if isinstance(value, int):
        return format_integer(flags, verb, value)
    if isinstance(value, float):
        return format_float(flags, precision, verb, value)
    if verb == "s":
        return show(value)
    return bad_verb(verb, value)


def show_with(flags: str, value: Any) -> str:
    """``%v`` with its flags: ``+`` names fields."""
    if "#" in flags:
        raise NotModelled("%#v in a template is not modelled")
    return show(value, names="+" in flags)


def format_string(flags: str, precision: int | None, verb: str, text: str) -> str:
    """%s, %q, %x, %X of a string."""
    text = text if precision is None else text[:precision]
    if verb == "s":
        return text
    if verb == "q":
        return f"`{text}`" if "#" in flags and "`" not in text else quote(text)
    if verb in "xX":
        digits = text.encode().hex()
        return digits.upper() if verb == "X" else digits
    return bad_verb(verb, text)


def format_integer(flags: str, verb: str, value: int) -> str:
    """%d and its kin, %c, %q and %U of an integer; floats' verbs complain, as Go's do."""
    if verb in INTEGERS:
        prefix = {"x": "0x", "X": "0X", "o": "0"}.get(verb, "") if "#" in flags else ""
        sign = "-" if value < 0 else "+" if "+" in flags else " " if " " in flags else ""
        return sign + prefix + format(abs(value), INTEGERS[verb])
    if verb == "U":
        return f"U+{value:04X}"
    if verb in "cq" and 0 <= value < 0x110000:
        return chr(value) if verb == "c" else f"'{chr(value)}'"
    return bad_verb(verb, value)


def format_float(flags: str, precision: int | None, verb: str, value: float) -> str:
    """%f, %e, %g of a float."""
    if verb not in "feEgG":
        return bad_verb(verb, value)
    sign = "+" if "+" in flags and value >= 0 else ""
    if verb in "gG" and precision is None:
        return sign + show_float(value)
    return sign + format(value, f".{6 if precision is None else precision}{verb}")


def bad_verb(verb: str, value: Any) -> str:
    """Go's remark that this verb does not fit this value."""
    return f"%!{verb}({type_name(value)}={show(value)})"
