"""Sequence numbers go round after 2^32 (RFC 9293 3.4)."""

MASK = 0xFFFFFFFF
_HALF = 0x80000000


def ahead(a: int, b: int) -> int:
    """How far `a` is ahead of `b`: negative when it is behind.

    >>> ahead(5, 0xFFFFFFFE), ahead(0xFFFFFFFE, 5)
    (7, -7)
    """
    return ((a - b + _HALF) & MASK) - _HALF
