"""What a template can ask a time: its parts, and its text in a layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from dockernet_sim.shell.templates.errors import CallError
from dockernet_sim.shell.templates.values import Time

LAYOUT = {
    "January": "%B", "Monday": "%A", "2006": "%Y", "Jan": "%b", "Mon": "%a", "MST": "UTC", "-07:00": "+00:00",
    "-0700": "+0000",
    "Z07:00": "Z", "PM": "%p", "01": "%m", "02": "%d", "03": "%I", "04": "%M", "05": "%S", "06": "%y", "15": "%H",
}  # fmt: skip
PARTS: dict[str, Callable[[datetime], int]] = {
    "Year": lambda moment: moment.year,
    "Day": lambda moment: moment.day,
    "Hour": lambda moment: moment.hour,
    "Minute": lambda moment: moment.minute,
    "Second": lambda moment: moment.second,
    "Unix": lambda moment: int(moment.timestamp()),
    "YearDay": lambda moment: moment.timetuple().tm_yday,
}


def moment(time: Time) -> datetime:
    """A time to the microsecond."""
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", time.text).replace("Z", "+00:00"))


def format_time(time: Time, layout: object) -> str:
    """Go's Format: a layout is the reference time, Mon Jan 2 15:04:05 2006, written differently.

    >>> format_time(Time("2024-01-02T03:04:05Z"), "2006-01-02 15:04")
    '2024-01-02 03:04'
    """
    if not isinstance(layout, str):
        raise CallError("wrong type for value; expected string")
    parts = re.split(f"({'|'.join(map(re.escape, LAYOUT))})", layout)
    return "".join(moment(time).strftime(LAYOUT[part]) if part in LAYOUT else part for part in parts)
