"""Ids of containers, networks, endpoints and sandboxes: 64 hexadecimal digits."""

from __future__ import annotations

from dockernet_sim.sim.identity import Identity

DIGITS = 64


def new_id(identity: Identity, purpose: str) -> str:
    """An id that begins with a decimal digit.

    The beginning of an id is as good as the id, so that one which begins with ``a1`` or ``db`` would answer to a name that
    somebody gives to something else, or has just removed. In real life that happens now and then; here it must not hang on
    the seed.

    Examples
    --------
    >>> new_id(Identity(0), "container-id")[0].isdigit()
    True
    """
    given = identity.taken(purpose)
    if given is not None:
        return f"{given:0{DIGITS}x}"
    draw = identity.stream(purpose).getrandbits
    while (number := draw(4 * DIGITS)) >> 4 * DIGITS - 4 > 9:
        pass
    return f"{number:0{DIGITS}x}"
