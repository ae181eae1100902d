"""Queries as Go reads them: repeated parameters, moments, and the complaints of dockerd's releases.

Real 20.10.24 and 29.7.2 engines gave the texts and the statuses; those of 26 and 28 are in moby's sources.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from dockernet_sim.api.versions import V29, Version
from dockernet_sim.engine.errors import ApiError, BadRequest, ServerError
from dockernet_sim.sim.gonumbers import NoNumber, atoi
from dockernet_sim.sim.quote import quote

ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})(.{0,2})", re.S)
LONGEST = 20  # digits behind a moment's point
NANOSECONDS = 9


class Query(NamedTuple):
    """A query: the first value of each parameter, all values of each, and what Go complains of."""

    first: dict[str, str]
    every: dict[str, tuple[str, ...]]
    fault: str


def read(text: str) -> Query:
    """Go's url.ParseQuery.

    >>> read("type=image&type=volume&all").every
    {'type': ('image', 'volume'), 'all': ('',)}
    >>> read("limit=%zz").fault
    'invalid URL escape "%zz"'
    """
    every: dict[str, tuple[str, ...]] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        every[key] = (*every.get(key, ()), value)
    wrong = ESCAPE.search(text)
    fault = f"invalid URL escape {quote('%' + wrong[1].partition('&')[0])}" if wrong is not None else ""
    if ";" in text:
        fault = "invalid semicolon separator in query"
    return Query({key: values[0] for key, values in every.items()}, every, fault)


def refused(why: Exception | str, most: Version) -> ApiError:
    """What a release answers to a number that is none; `most` is its newest API version."""
    return BadRequest(str(why)) if most >= V29 else ServerError(str(why))


def whole(text: str, most: Version) -> int | None:
    """A whole number; None for an empty text.

    Raises
    ------
    ApiError
        In the release's words.
    """
    try:
        return atoi(text) if text else None
    except NoNumber as wrong:
        raise refused(wrong, most) from None


def moment(text: str, key: str, most: Version) -> float | None:
    """Seconds since 1970, with a fraction; None for an empty text. `key` is how 29 names the parameter.

    Raises
    ------
    ApiError
        In the release's words.

    Examples
    --------
    >>> moment("1.25", "'since'", (1, 55)), moment("-5", "'since'", (1, 41))
    (1.25, -5.0)
    """
    if not text:
        return None
    seconds, _, fraction = text.partition(".")
    try:
        if most < V29:
            return _older(text)
        return _seconds(seconds) + (_fraction(fraction) if fraction else 0.0)
    except NoNumber as wrong:
        raise refused(wrong, most) from None
    except _Wrong as wrong:
        raise BadRequest(f"invalid value for {key}: invalid timestamp {quote(text)}: {wrong}") from None


class _Wrong(ValueError):
    """What 29 says of a part of a moment."""


def _older(text: str) -> float:
    seconds, point, fraction = text.partition(".")
    found = float(atoi(seconds, "ParseInt"))
    return found + atoi(fraction, "ParseInt") / 10.0 ** len(fraction) if point else found


def _seconds(text: str) -> float:
    try:
        return float(atoi(text))
    except NoNumber as wrong:
        raise _Wrong(f"invalid seconds {quote(text)}: {wrong.why}") from None


def _fraction(text: str) -> float:
    if len(text) > LONGEST:
        raise _Wrong(f"invalid nanoseconds: length {len(text)} exceeds maximum {LONGEST}")
    place = next((place for place, char in enumerate(text) if not "0" <= char <= "9"), None)
    if place is not None:
        raise _Wrong(f"invalid nanoseconds: invalid character {_char(text[place])} at position {place}")
    return float(f"0.{text[:NANOSECONDS]}")


def _char(char: str) -> str:
    """Go's %q of a character."""
    return {"'": r"'\''", '"': "'\"'"}.get(char) or f"'{quote(char)[1:-1]}'"
