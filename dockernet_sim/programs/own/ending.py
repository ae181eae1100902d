"""What is left when a user's function ends: an exit code, or a line about its exception."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.sim.errors import DockernetError, NotModelled, Runaway

OWN = (NetError, NotModelled, Runaway)


def exit_code(value: object) -> int:
    """The exit code that a function's value stands for: a whole number is it, as wait(2) tells it; else 0.

    >>> exit_code(None), exit_code(3), exit_code(256 + 4)
    (0, 3, 4)
    """
    return value & 0xFF if isinstance(value, int) else 0


def complaint_of(error: BaseException) -> str:
    """An exception in a line: errors of this package say themselves what they are.

    >>> complaint_of(ValueError("no")), complaint_of(NetError("EPIPE"))
    ('ValueError: no', 'Broken pipe')
    """
    if isinstance(error, OWN):
        return str(error)
    if isinstance(error, DockernetError):
        return f"{type(error).__name__}: {error}"
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
