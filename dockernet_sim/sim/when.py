"""Simulated seconds as dates, for the few places that show one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)  # the date at simulated second 0
EPOCH_SECONDS = int(EPOCH.timestamp())
ZERO_DATE = "0001-01-01T00:00:00Z"
BELOW = 719  # nanoseconds: simulated moments are whole microseconds, those of a clock are not


def date(seconds: float) -> datetime:
    """The date and time at a moment of simulated time."""
    return EPOCH + timedelta(seconds=int(seconds // 1))


def nanoseconds(seconds: float) -> int:
    """The nanoseconds within the second, as a clock would give them."""
    return min(round((seconds % 1) * 1e6), 999_999) * 1000 + BELOW


def rfc3339(seconds: float | None) -> str:
    """A moment as Docker writes it: RFC 3339 with nanoseconds; Go's zero time for None.

    >>> rfc3339(1.5)
    '2024-01-01T00:00:01.500000719Z'
    >>> rfc3339(None)
    '0001-01-01T00:00:00Z'
    """
    if seconds is None:
        return ZERO_DATE
    return f"{date(seconds).isoformat()[:19]}.{nanoseconds(seconds):09d}Z"


def unix(seconds: float) -> int:
    """A moment as whole seconds since 1970."""
    return EPOCH_SECONDS + int(seconds // 1)


def unix_seconds(text: str) -> float | None:
    """A date, or a number of seconds, as seconds since 1970; None for anything else.

    >>> unix_seconds("1970-01-02T00:00:00Z"), unix_seconds("1.5"), unix_seconds("tomorrow")
    (86400.0, 1.5, None)
    """
    if re.fullmatch(r"\d+(\.\d+)?", text, re.A):
        return float(text)
    try:
        date = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    except ValueError:
        return None
    return (date if date.tzinfo is not None else date.replace(tzinfo=UTC)).timestamp()
