"""A set of subnets that answers at once whether another one would overlap: each counts in all prefixes that hold it."""

from __future__ import annotations

from dockernet_sim.wire.address import network


class Subnets:
    """Subnets, by an address in each and its prefix length.

    Examples
    --------
    >>> known = Subnets()
    >>> known.add(0x0A000000, 24)
    >>> known.overlaps(0x0A000000, 8), known.overlaps(0x0A000080, 25), known.overlaps(0x0A000100, 24)
    (True, True, False)
    """

    __slots__ = ("_held", "_own")

    def __init__(self) -> None:
        self._own: dict[
            tuple[int, int], int
        ] = {}  # how many have this prefix (length, and first address) for their own
        self._held: dict[tuple[int, int], int] = {}  # how many lie within it, themselves included

    def add(self, ip: int, plen: int) -> None:
        """Put one in."""
        self._count(ip, plen, 1)

    def remove(self, ip: int, plen: int) -> None:
        """Take one out."""
        self._count(ip, plen, -1)

    def _count(self, ip: int, plen: int, by: int) -> None:
        key = plen, network(ip, plen)
        self._own[key] = self._own.get(key, 0) + by
        for shorter in range(plen + 1):
            key = shorter, network(ip, shorter)
            self._held[key] = self._held.get(key, 0) + by

    def overlaps(self, ip: int, plen: int) -> bool:
        """Whether one of them holds this subnet, or lies within it."""
        if self._held.get((plen, network(ip, plen))):
            return True
        return any(self._own.get((shorter, network(ip, shorter))) for shorter in range(plen))
