"""awk's built-in functions that need nothing but their arguments."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from dockernet_sim.programs.awk.values import UNSET, Value, formatted, number, text
from dockernet_sim.sim.errors import NotModelled


def substr(words: list[Value]) -> Value:
    """``substr(TEXT, FROM[, LENGTH])``, counted from 1, rounded as POSIX says."""
    whole, start = text(words[0]), number(words[1])
    end = start + number(words[2]) if len(words) > 2 else math.inf
    first, last = max(1, _round(start)), min(len(whole) + 1.0, _round(end) if math.isfinite(end) else end)
    return whole[int(first) - 1 : max(0, int(last) - 1)] if last > first else ""


def _round(value: float) -> int:
    return math.floor(value + 0.5)


def _log(words: list[Value]) -> Value:
    value = number(words[0])
    return math.log(value) if value > 0 else -math.inf if value == 0 else math.nan


def _sqrt(words: list[Value]) -> Value:
    value = number(words[0])
    return math.sqrt(value) if value >= 0 else math.nan


def _exp(words: list[Value]) -> Value:
    return math.exp(number(words[0])) if number(words[0]) < 709 else math.inf


SIMPLE: dict[str, Callable[[list[Value]], Value]] = {
    "atan2": lambda words: math.atan2(number(words[0]), number(words[1])),
    "cos": lambda words: math.cos(number(words[0])),
    "exp": _exp,
    "index": lambda words: float(text(words[0]).find(text(words[1])) + 1),
    "int": lambda words: float(int(number(words[0]))),
    "log": _log,
    "sin": lambda words: math.sin(number(words[0])),
    "sprintf": lambda words: formatted(text(words[0]), words[1:]) if words else "",
    "sqrt": _sqrt,
    "substr": substr,
    "tolower": lambda words: text(words[0]).lower(),
    "toupper": lambda words: text(words[0]).upper(),
    "fflush": lambda words: 0.0,
}
LEAST = {"substr": 2, "index": 2, "atan2": 2, "fflush": 0}  # arguments; 1 for the others


def call(name: str, words: list[Value]) -> Value:
    """A built-in function of values only."""
    found = SIMPLE.get(name)
    if found is None:
        raise NotModelled(f"awk's {name}() is not modelled")
    if len(words) < LEAST.get(name, 1):
        raise NotModelled(f"awk's {name}() with {len(words)} arguments is not modelled")
    return found(words)


def arithmetic(operator: str, a: float, b: float) -> float:
    """``a OPERATOR b``."""
    if operator in ("/", "%") and not b:
        raise NotModelled("awk's division by zero is not modelled")
    if operator == "/":
        return a / b
    if operator == "%":
        return math.fmod(a, b)
    if operator == "^":
        return _power(a, b)
    return {"+": a + b, "-": a - b, "*": a * b}[operator]


def _power(a: float, b: float) -> float:
    try:
        made = a**b
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return made if isinstance(made, float) else math.nan


def ampersands(new: str, found: str) -> str:
    r"""The replacement of sub(): ``&`` is what was found, ``\&`` is an ampersand."""
    return re.sub(r"\\\\|\\&|&", lambda m: {"&": found, "\\&": "&"}.get(m.group(), "\\"), new)


__all__ = ["UNSET", "ampersands", "arithmetic", "call"]
