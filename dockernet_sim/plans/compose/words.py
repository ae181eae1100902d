"""Small values: words of a command line, durations, addresses."""

from __future__ import annotations

import ipaddress
import re
import shlex
from typing import Any

UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
PART = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h|d|w)")


def seconds(text: Any) -> float | None:
    """A duration such as ``1m30s`` in seconds.

    Raises
    ------
    ValueError
        When it is none.
    """
    if text is None:
        return None
    if str(text) == "0":
        return 0.0
    if not re.fullmatch(f"(?:{PART.pattern})+", str(text)):
        raise ValueError(f'time: invalid duration "{text}"')
    total = 0.0
    for count, unit in PART.findall(str(text)):
        total += float(count) * UNITS[unit]
    return total


def command(value: Any) -> list[str] | None:
    """A command, as words; None where there is none, or where its quotes are not closed."""
    if value is None:
        return None
    if isinstance(value, str):
        try:
            return shlex.split(value)
        except ValueError:
            return None
    return [str(word) for word in value]


def is_address(text: str) -> bool:
    """Whether the text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def is_port(value: Any) -> bool:
    """Whether a value is a port on which to listen: ``80``, ``80/tcp``, ``53/udp``."""
    number, slash, protocol = str(value).partition("/")
    known = not slash or protocol in ("tcp", "udp")
    return not isinstance(value, bool | float) and known and number.isdecimal() and 0 < int(number) <= 65535


def pairs(value: Any, separator: str = "=") -> dict[str, str | None]:
    """``KEY=VALUE`` lines or a mapping, as a mapping."""
    if isinstance(value, dict):
        return {str(key): None if inner is None else scalar(inner) for key, inner in value.items()}
    out: dict[str, str | None] = {}
    for line in value or []:
        key, found, inner = str(line).partition(separator)
        out[key] = inner if found else None
    return out


def scalar(value: Any) -> str:
    """A scalar as Go writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def hosts(value: Any) -> list[str]:
    """Extra hosts as ``NAME=ADDRESS`` lines."""
    if isinstance(value, dict):
        return [
            f"{name}={each}"
            for name, inner in value.items()
            for each in (inner if isinstance(inner, list) else [inner])
        ]
    out = []
    for line in value or []:
        name, found, address = str(line).partition("=")
        if not found:
            name, _, address = str(line).partition(":")
        out.append(f"{name}={address.removeprefix('[').removesuffix(']')}")
    return out
