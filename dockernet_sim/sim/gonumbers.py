"""Whole numbers as Go's strconv reads them, with its complaints."""

from __future__ import annotations

import re

from dockernet_sim.sim.quote import quote

WHOLE = re.compile(r"([+-]?)0*([0-9]+)")
DIGITS = 20  # more are out of any range; Python would take its time to read them
BITS = 32
SYNTAX, RANGE = "invalid syntax", "value out of range"


class NoNumber(ValueError):
    """A text that Go does not read as a number: its own text, with `why` alone as its end."""

    def __init__(self, text: str, function: str, why: str) -> None:
        super().__init__(f"strconv.{function}: parsing {quote(text)}: {why}")
        self.why = why


def atoi(text: str, function: str = "Atoi") -> int:
    """strconv.Atoi, or ParseInt with base 10: a sign, ASCII digits, 64 bits.

    Parameters
    ----------
    text : str
        The number.
    function : str
        Which of the two the complaint names.

    Raises
    ------
    NoNumber
        For any other text.

    Examples
    --------
    >>> atoi("+7"), atoi("-0")
    (7, 0)
    >>> atoi("1.5")
    Traceback (most recent call last):
    dockernet_sim.sim.gonumbers.NoNumber: strconv.Atoi: parsing "1.5": invalid syntax
    """
    found = WHOLE.fullmatch(text)
    if found is None:
        raise NoNumber(text, function, SYNTAX)
    number = int(found[1] + found[2][:DIGITS])
    if not -(1 << 63) <= number < 1 << 63:
        raise NoNumber(text, function, RANGE)
    return number


def uint32(text: str) -> int:
    """A number of 32 bits without a sign, as dockerd reads a terminal's size.

    Raises
    ------
    NoNumber
        For any other text; a negative number is out of range.

    >>> uint32("80")
    80
    """
    bare = text.removeprefix("-")
    if not bare or bare[0] in "+-" or not WHOLE.fullmatch(bare):
        raise NoNumber(text, "ParseUint", SYNTAX)
    number = atoi(bare.lstrip("0")[:11] or "0")  # a digit more than fits
    if bare != text or number.bit_length() > BITS:
        raise NoNumber(text, "ParseUint", RANGE)
    return number
