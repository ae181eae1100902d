"""``--since`` and ``--until``."""

from __future__ import annotations

from math import floor

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.kinds import BadValue, read_duration
from dockernet_sim.sim.when import EPOCH_SECONDS, unix_seconds


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
