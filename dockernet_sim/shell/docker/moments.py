"""``--since`` and ``--until``."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from math import floor

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.kinds import BadValue, read_duration
from dockernet_sim.sim.when import EPOCH_SECONDS


def moment(call: Call, option: str, named: bool = True) -> float | None:
    """An option's moment as simulated time: so long ago, a date, or seconds since 1970; None when it was not given.

    `named`: whether the complaint names the option.
    """
    text = call[option]
    if not text:
        return None
    try:
        if text == "0":
            return -float(EPOCH_SECONDS)
        return float(floor(call.task.clock.now - read_duration(text) / 10**9))  # the client sends whole seconds
    except BadValue:
        pass
    seconds = unix_seconds(text)
    if seconds is None:
        problem = f'failed to parse value as time or duration: "{text}"'
        raise CliError(f'invalid value for "{option}": {problem}' if named else problem)
    return seconds - EPOCH_SECONDS


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
