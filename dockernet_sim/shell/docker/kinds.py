"""The types of options: how Go reads each from text, and what it says when it cannot."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from math import isinf
from typing import Any

from dockernet_sim.sim.quote import quote

TRUE, FALSE = ("1", "t", "T", "TRUE", "true", "True"), ("0", "f", "F", "FALSE", "false", "False")
SIZE = re.compile(r"(\d+(?:\.\d+)*) ?([kKmMgGtTpP])?([iI])?[bB]?")
DURATION = re.compile(r"[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)")
UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}


class BadValue(ValueError):
    """An option's text that its type refuses; the message is Go's."""


def read_bool(text: str) -> bool:
    """strconv.ParseBool."""
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise BadValue(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")


def integer(function: str, low: int, high: int) -> Callable[[str], int]:
    """strconv.ParseInt or ParseUint with base 0, between bounds."""

    def read(text: str) -> int:
        digits = text.replace("_", "") if re.search(r"^[-+]?0[xXbBoO]", text) else text
        digits = re.sub(r"^([-+]?)0(\d+)$", r"\g<1>0o\2", digits)
        try:
            if not re.fullmatch(r"[-+]?[0-9a-zA-Z]+", digits) or (low == 0 and digits[0] in "-+"):
                raise ValueError(text)
            value = int(digits, 0)
        except ValueError:
            raise BadValue(f"strconv.{function}: parsing {quote(text)}: invalid syntax") from None
        if not low <= value <= high:
            raise BadValue(f"strconv.{function}: parsing {quote(text)}: value out of range")
        return value

    return read


def read_size(text: str) -> int:
    """units.RAMInBytes: 1k is 1024.

    >>> read_size("1.5g")
    1610612736
    """
    found = SIZE.fullmatch(text)
    if not found:
        raise BadValue(f"invalid size: '{text}'")
    if found[1].count(".") > 1:
        raise BadValue(f"strconv.ParseFloat: parsing {quote(found[1])}: invalid syntax")
    power = " kmgtp".index((found[2] or " ").lower())
    return _whole(found[1], power)


def _whole(number: str, power: int) -> int:
    """Go's conversion of a float to 64 bits: what is too large becomes the lowest number (on amd64)."""
    value = float(number)
    if isinf(value):
        raise BadValue(f"strconv.ParseFloat: parsing {quote(number)}: value out of range")
    value *= 1024**power
    return int(value) if value < 1 << 63 else -(1 << 63)


def later_size(text: str) -> int:
    """The same as go-units reads it since 2022.

    >>> later_size("1e3"), later_size(".5k")
    (1000, 512)
    """
    digits, suffix = re.fullmatch(r"(.*[0-9. ]|)([^0-9. ]*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
    if not digits:
        raise BadValue(f"invalid size: '{text}'")
    number = digits.removesuffix(" ")
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", number, re.A | re.I):
        raise BadValue(f"strconv.ParseFloat: parsing {quote(number)}: invalid syntax")
    if number[0] == "-" and float(number):
        raise BadValue(f"invalid size: '{text}'")
    if not re.fullmatch(r"b?|[kmgtp](i?b)?", suffix, re.I):
        raise BadValue(f"invalid suffix: '{suffix if len(suffix) > 3 else suffix.lower()}'")
    return _whole(number, " kmgtp".index((suffix[:1] or " ").lower().replace("b", " ")))


def later_swap(text: str) -> int:
    """The same for ``--memory-swap``."""
    return -1 if text == "-1" else later_size(text)


def read_swap(text: str) -> int:
    """A size, or -1 for no limit."""
    return -1 if text == "-1" else read_size(text)


def read_duration(text: str) -> int:
    """time.ParseDuration, in nanoseconds.

    >>> read_duration("1m30s")
    90000000000
    """
    if not DURATION.fullmatch(text):
        raise BadValue(f"time: invalid duration {quote(text)}")
    parts = re.findall(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", text)
    from fractions import Fraction

    total = sum(Fraction(number if number[-1] != "." else number[:-1]) * UNITS[unit] for number, unit in parts)
    return int(-total if text[0] == "-" else total)


def read_decimal(text: str) -> int:
    """--cpus, in units of 10^-9."""
    from fractions import Fraction

    try:
        value = Fraction(text) * 10**9
    except (ValueError, ZeroDivisionError):
        raise BadValue(f"failed to parse {text} as a rational number") from None
    if value.denominator != 1:
        raise BadValue("value is too precise")
    return int(value)


def read_strings(text: str) -> list[str]:
    """pflag's StringSlice: one line of comma-separated values."""
    return next(csv.reader([text]), []) if text else []


def read_filter(text: str) -> tuple[str, str]:
    """name=value; the name in lower case."""
    name, equals, value = text.partition("=")
    if not equals:
        raise BadValue("bad format of filter (expected name=value)")
    return name.strip().lower(), value.strip()


def read_map(text: str) -> dict[str, str]:
    """key=value, or a key alone."""
    key, _, value = text.partition("=")
    return {key: value}


def read_ip(text: str) -> str:
    """net.IP of one option."""
    from dockernet_sim.shell.docker.checks import is_ip

    if not is_ip(text.strip()):
        raise BadValue(f"failed to parse IP: {quote(text)}")
    return text.strip()


def read_ips(text: str) -> list[str]:
    """A list of them."""
    from dockernet_sim.shell.docker.checks import is_ip

    for each in (found := read_strings(text)):
        if not is_ip(each.strip()):
            raise BadValue(f"invalid string being converted to IP address: {each}")
    return [each.strip() for each in found]


def read_nets(text: str) -> list[str]:
    """A list of net.IPNet."""
    import ipaddress

    for each in (found := read_strings(text)):
        try:
            if "/" not in each:
                raise ValueError(each)
            ipaddress.ip_interface(each.strip())
        except ValueError:
            raise BadValue(f"invalid string being converted to CIDR: {each}") from None
    return [each.strip() for each in found]


@dataclass(frozen=True)
class Kind:
    """How values of a type begin and are read."""

    read: Callable[[str], Any] = str
    start: Callable[[str], Any] = lambda default: default
    repeats: bool = False


def number(default: str) -> int:
    """A number's default."""
    return int(default or 0)


KINDS: dict[str, Kind] = {
    "bool": Kind(read_bool, lambda default: default == "true"),
    "string": Kind(str, lambda default: default.strip('"')),
    "int": Kind(integer("ParseInt", -(2**63), 2**63 - 1), number),
    "uint": Kind(integer("ParseUint", 0, 2**64 - 1), number),
    "uint16": Kind(integer("ParseUint", 0, 2**16 - 1), number),
    "uint32": Kind(integer("ParseUint", 0, 2**32 - 1), number),
    "node-addr": Kind(),
    "external-ca": Kind(),
    "decimal": Kind(read_decimal, lambda _default: 0),
    "bytes": Kind(read_size, lambda _default: 0),
    "duration": Kind(read_duration, lambda _default: 0),
    "ip": Kind(read_ip, lambda _default: ""),
    "ipSlice": Kind(read_ips, lambda _default: [], repeats=True),
    "ipNetSlice": Kind(read_nets, lambda _default: [], repeats=True),
    "list": Kind(str, lambda _default: [], repeats=True),
    "strings": Kind(read_strings, lambda _default: [], repeats=True),
    "map": Kind(read_map, lambda _default: {}, repeats=True),
    "filter": Kind(read_filter, lambda _default: [], repeats=True),
    "network": Kind(str, lambda _default: [], repeats=True),
    "mount": Kind(str, lambda _default: [], repeats=True),
    "ulimit": Kind(str, lambda _default: [], repeats=True),
    "gpu-request": Kind(str, lambda _default: [], repeats=True),
}
