"""API versions: the one in a path, and the refusal of those that the release does not speak."""

from __future__ import annotations

import re

from dockernet_sim.engine.errors import ApiError, BadRequest

PREFIX = re.compile(r"/v([0-9]{1,3})\.([0-9]{1,3})(?=/|$)")
Version = tuple[int, int]
V23, V28, V29 = (1, 42), (1, 48), (1, 52)
"""The least newest version of these releases: what such a daemon does whatever its client speaks"""


def number(text: str) -> Version:
    """A version as two numbers.

    >>> number("1.41")
    (1, 41)
    """
    major, _, minor = text.partition(".")
    return int(major), int(minor)


def split(path: str, least: str, most: str) -> tuple[str, str]:
    """The version that a path asks for (the newest, without one), and the path behind it.

    Raises
    ------
    BadRequest
        In dockerd's words, for a version that the release does not speak.

    Examples
    --------
    >>> split("/v1.40/info", "1.12", "1.41"), split("/info", "1.12", "1.41")
    (('1.40', '/info'), ('1.41', '/info'))
    """
    found = PREFIX.match(path)
    if found is None:
        return most, path
    asked = f"{int(found[1])}.{int(found[2])}"
    check(asked, least, most)
    return asked, path[found.end() :] or "/"


def check(asked: str, least: str, most: str) -> None:
    """Refuse a version outside the release's range."""
    if number(asked) < number(least):
        raise too_old(asked, least)
    if number(asked) > number(most):
        raise BadRequest(f"client version {asked} is too new. Maximum supported API version is {most}")


def too_old(asked: str, least: str) -> ApiError:
    """dockerd's refusal of an old client."""
    return BadRequest(
        f"client version {asked} is too old. Minimum supported API version is {least}, please upgrade your client to a"
        " newer version"
    )
