"""Rates and sizes as `tc` reads them (tc-cbq-details(8), PARAMETERS; iproute2's lib/utils.c)."""

from __future__ import annotations

import re

NUMBER = re.compile(r"((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]*)", re.IGNORECASE)
THOUSANDS = {
    "": 1e0,
    "k": 1e3,
    "m": 1e6,
    "g": 1e9,
    "t": 1e12,
    "ki": 2.0**10,
    "mi": 2.0**20,
    "gi": 2.0**30,
    "ti": 2.0**40,
}
BIT_RATES = {f"{prefix}bit": factor for prefix, factor in THOUSANDS.items()}
BYTE_RATES = {f"{prefix}bps": 8 * factor for prefix, factor in THOUSANDS.items()}
RATES = {"": 1.0, **BIT_RATES, **BYTE_RATES}
KILO = 1024
SIZES = {"": 1.0, "b": 1.0, "k": KILO, "kb": KILO, "m": KILO**2, "mb": KILO**2, "g": KILO**3, "gb": KILO**3}
SIZES |= {"kbit": KILO / 8, "mbit": KILO**2 / 8, "gbit": KILO**3 / 8}


def _scaled(text: str, units: dict[str, float]) -> float | None:
    found = NUMBER.fullmatch(text)
    factor = units.get(found[2].lower()) if found is not None else None
    return None if found is None or factor is None else float(found[1]) * factor


def rate_of(text: str) -> float | None:
    """Bits/s; None for what is no rate.

    >>> rate_of("10mbit"), rate_of("1.5Kibit"), rate_of("100kbps"), rate_of("fast")
    (10000000.0, 1536.0, 800000.0, None)
    """
    return _scaled(text, RATES)


def size_of(text: str) -> float | None:
    """Bytes; None for what is no size.

    >>> size_of("1600"), size_of("64kb"), size_of("8kbit"), size_of("big")
    (1600.0, 65536.0, 1024.0, None)
    """
    return _scaled(text, SIZES)


def rate_text(rate: float) -> str:
    """The shortest way to write so many bits/s in the units of thousand.

    >>> rate_text(1e7), rate_text(1.5e6), rate_text(9600)
    ('10mbit', '1500kbit', '9600bit')
    """
    for unit, factor in (("gbit", 1e9), ("mbit", 1e6), ("kbit", 1e3)):
        if rate >= factor and (rate / factor).is_integer():
            return f"{rate / factor:.0f}{unit}"
    return f"{rate!r}bit" if not float(rate).is_integer() else f"{rate:.0f}bit"
