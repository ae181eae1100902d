"""Comparing values as eq, ne, lt, le, gt and ge do."""

from __future__ import annotations

from typing import Any

from dockernet_sim.shell.templates.errors import CallError
from dockernet_sim.shell.templates.show import show
from dockernet_sim.shell.templates.values import INVALID, Map, Slice, type_name


def kind(value: Any) -> str:
    """The basic kind by which values are compared."""
    for types, name in ((bool, "bool"), (int, "int"), (float, "float"), (str, "string")):
        if isinstance(value, types):
            return name
    return "nil" if value is None or value is INVALID else "other"


def same(first: Any, second: Any) -> bool:
    """Whether two values are equal; an error when Go would not compare them."""
    one, two = kind(first), kind(second)
    for value in (first, second):
        if isinstance(value, Map | Slice):
            raise CallError(f"uncomparable type {type_name(value)}: {show(value)}")
    if "nil" in (one, two):
        return one == two
    if one != two:
        raise CallError("incompatible types for comparison")
    return bool(first == second)


def go_eq(first: Any, *others: Any) -> bool:
    """Whether the first equals any of the others."""
    if not others:
        raise CallError("missing argument for comparison")
    return any(same(first, other) for other in others)


def less(first: Any, second: Any) -> bool:
    """Whether one number or string comes before another."""
    one, two = kind(first), kind(second)
    if one in ("nil", "other", "bool") or two in ("nil", "other", "bool"):
        raise CallError("invalid type for comparison")
    if one != two:
        raise CallError("incompatible types for comparison")
    return bool(first < second)


def go_le(first: Any, second: Any) -> bool:
    """first <= second"""
    return less(first, second) or same(first, second)
