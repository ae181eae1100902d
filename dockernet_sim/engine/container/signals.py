"""Signals by name, and what a container's first process makes of them (signal(7), pid_namespaces(7))."""

from __future__ import annotations

from dockernet_sim.engine.errors import BadRequest

NAMES = (
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT",
    "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR",
    "SYS",
)  # fmt: skip
LAST = 64
HANDLED = {"ping": ("INT",), "tcpdump": ("INT", "TERM", "HUP"), "traceroute": (), "arping": ("INT",)}


def signal_number(text: str) -> int:
    """A signal's number.

    >>> signal_number("TERM"), signal_number("SIGKILL"), signal_number("9")
    (15, 9, 9)
    """
    word = text.strip().upper().removeprefix("SIG")
    if word.isascii() and word.isdigit():
        number = int(word)
    else:
        number = NAMES.index(word) + 1 if word in NAMES else 0
    if not 0 < number <= LAST:
        raise BadRequest(f"Invalid signal: {text}")
    return number


def signal_name(number: int) -> str:
    """A signal's name without SIG, or its number as text."""
    return NAMES[number - 1] if number <= len(NAMES) else str(number)


def first_process_reacts(program: str, signal: str, common: bool) -> bool:
    """Whether a container's first process ends by a signal.

    The first process of a PID namespace has no default actions: a signal that it has no handler for is lost, but for
    KILL.

    Parameters
    ----------
    program : str
        Its name.
    signal : str
        ``"TERM"``.
    common : bool
        Whether it is one of the common programs; a user's own program is told of every signal.
    """
    return signal == "KILL" or not common or signal in HANDLED.get(program, ())
