"""awk's values: numbers, texts, and texts from input that count as numbers where they look like some."""

from __future__ import annotations

import math
import re

from dockernet_sim.sim.errors import NotModelled

Value = float | str
NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
FORMAT = re.compile(r"%([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([hlL]*)([a-zA-Z%])")
WIDEST = 65_536


class Input(str):
    """A text that came from outside: a field, an element of split(), a variable of -v."""

    __slots__ = ()


class Unset(Input):
    """What a variable is before it is set: empty, and 0."""

    __slots__ = ()


UNSET = Unset()


def number(value: Value) -> float:
    """A value as a number: what a text begins with."""
    if not isinstance(value, str):
        return value
    found = NUMBER.match(value)
    return float(found.group()) if found else 0.0


def text(value: Value, form: str = "%.6g") -> str:
    """A value as text: whole numbers without a point, others by CONVFMT or OFMT."""
    if isinstance(value, str):
        return str(value)
    if math.isfinite(value) and value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return formatted(form, [value]) if math.isfinite(value) else _infinite(value)


def is_number(value: Value) -> bool:
    """Whether it compares as a number."""
    if not isinstance(value, str):
        return True
    return isinstance(value, Unset) or (isinstance(value, Input) and _all_number(value))


def _all_number(value: str) -> bool:
    found = NUMBER.match(value)
    return found is not None and not value[found.end() :].strip()


def true(value: Value) -> bool:
    """Whether it counts as true: a number that is not 0, or a text that is not empty."""
    return bool(number(value)) if is_number(value) else bool(value)


def _infinite(value: float) -> str:
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


def formatted(form: str, values: list[Value]) -> str:
    r"""sprintf: one pass over the values, those that lack are empty.

    >>> formatted("%5.1f|%-4s|%c%%", [3.14159, "ab", 65.0])
    '  3.1|ab  |A%'
    """
    left = list(values)

    def one(found: re.Match[str]) -> str:
        flags, width, precision, _, letter = found.groups()
        if letter == "%":
            return "%"
        width = text(left.pop(0)) if width == "*" and left else width or ""
        dotted = "." in found.group()
        precision = text(left.pop(0)) if precision == "*" and left else precision or ("0" if dotted else "")
        if any(part.lstrip("-").isdigit() and abs(int(part)) > WIDEST for part in (width, precision)):
            raise NotModelled(f"awk's {found.group()} is not modelled: wider than {WIDEST}")
        return _conversion(
            f"%{flags}{width}{'.' + precision if precision else ''}", letter, left.pop(0) if left else UNSET
        )

    return FORMAT.sub(one, form)


def _conversion(head: str, letter: str, value: Value) -> str:
    if letter == "c":
        char = text(value)[:1] if isinstance(value, str) else chr(int(value) % 0x110000)
        return str(head.partition(".")[0] + "s") % char
    if letter == "s":
        return str(head + "s") % text(value)
    if letter not in "diouxXeEfFgG":
        raise NotModelled(f"awk's %{letter} is not modelled")
    amount = number(value)
    if not math.isfinite(amount):
        return str(head.partition(".")[0].replace("0", "") + "s") % _infinite(amount)
    return str(head + letter.replace("i", "d").replace("u", "d")) % (int(amount) if letter in "diouxX" else amount)
