"""Sequence numbers go round after 2^32 (RFC 9293 3.4), and begin at a keyed hash of the connection (RFC 6528)."""

from dockernet_sim.wire.numbers import U32

MASK = U32
HALF = 0x80000000
_MASK64 = 0xFFFFFFFFFFFFFFFF


def ahead(a: int, b: int) -> int:
    """How far `a` is ahead of `b`: negative when it is behind.

    >>> ahead(5, 0xFFFFFFFE), ahead(0xFFFFFFFE, 5)
    (7, -7)
    """
    return ((a - b + HALF) & MASK) - HALF


def keyed_hash(secret: int, *numbers: int) -> int:
    """64 bits out of a secret and some numbers, as the kernel's siphash gives (secure_seq.c); the rounds are
    splitmix64's.

    >>> keyed_hash(1, 2, 3) == keyed_hash(1, 2, 3) != keyed_hash(1, 3, 2)
    True
    """
    state = secret
    for number in numbers:
        state = (state ^ number) + 0x9E3779B97F4A7C15 & _MASK64
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _MASK64
        state = (state ^ state >> 27) * 0x94D049BB133111EB & _MASK64
        state ^= state >> 31
    return state
