"""Signals by name, and what a container's first process makes of them (signal(7), pid_namespaces(7))."""

from __future__ import annotations

import re

NAMES = (
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
    "STKFLT",
    "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR",
    "SYS",
)  # fmt: skip
LAST, FIRST_REALTIME = 64, 34  # 32 and 33 are the C library's own
NUMBERS = {
    **{name: number for number, name in enumerate(NAMES, 1)},
    "CLD": 17,
    "IOT": 6,
    "POLL": 29,
    "RTMIN": FIRST_REALTIME,
    "RTMAX": LAST,
    **{f"RTMIN+{more}": FIRST_REALTIME + more for more in range(1, 16)},
    **{f"RTMAX-{less}": LAST - less for less in range(1, 15)},
}
HANDLED = {"ping": ("INT",), "tcpdump": ("INT", "TERM", "HUP"), "traceroute": (), "arping": ("INT",)}


def read_signal(text: str) -> int:
    """The signal that a text names, whether there is one of that number or not; 0 for a text that names none.

    Numbers are Go's (strconv.Atoi): a sign, ASCII digits, at most 64 bits.

    >>> read_signal("TERM"), read_signal("SIGKILL"), read_signal("+9"), read_signal("RTMIN+3"), read_signal("99")
    (15, 9, 9, 37, 99)
    >>> read_signal("0"), read_signal("\N{SUPERSCRIPT TWO}"), read_signal("9" * 5000)
    (0, 0, 0)
    """
    digits = re.fullmatch(r"([+-]?)0*([0-9]{1,19})", text)
    if digits is not None:
        number = int(digits[1] + digits[2])
        return number if -(1 << 63) <= number < 1 << 63 else 0
    return NUMBERS.get(text.upper().removeprefix("SIG"), 0)


def is_supported(number: int) -> bool:
    """Whether the kernel has a signal of that number for users."""
    return 0 < number <= len(NAMES) or FIRST_REALTIME <= number <= LAST


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
