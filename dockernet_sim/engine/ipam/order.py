"""The order in which the default pools are handed out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from dockernet_sim.engine.ipam.defaults import Subnet
from dockernet_sim.wire.address import prefix_size


class PoolOrder(Protocol):
    """Chooses the pool of a network that was created without ``--subnet``; one object for each run of dockerd."""

    def choose(self, pools: Sequence[Subnet], taken: Callable[[Subnet], bool]) -> Subnet | None:
        """One of the pools that is not `taken`, or None."""

    def cut(self, pools: Sequence[Subnet], plen: int, taken: Callable[[Subnet], bool]) -> Subnet | None:
        """A free subnet of that size inside one of the pools, or None."""


class NextFit:
    """Go on behind the pool given out last; a pool that was given back is not taken until the search comes round.

    Examples
    --------
    >>> order = NextFit()
    >>> [order.choose([(1, 24), (2, 24)], lambda pool: False) for _ in range(3)]
    [(1, 24), (2, 24), (1, 24)]
    """

    def __init__(self) -> None:
        self._cursor = 0

    def choose(self, pools: Sequence[Subnet], taken: Callable[[Subnet], bool]) -> Subnet | None:
        """The next free one."""
        for step in range(len(pools)):
            place = (self._cursor + step) % len(pools)
            if not taken(pools[place]):
                behind = self._cursor + step + 1
                self._cursor = behind if behind < len(pools) else 0
                return pools[place]
        return None

    def cut(self, pools: Sequence[Subnet], plen: int, taken: Callable[[Subnet], bool]) -> Subnet | None:
        """Such networks are not asked for yet."""
        return None


class FirstFit:
    """The first free one, always; one of another size is cut out of the first pool with room for it."""

    def cut(self, pools: Sequence[Subnet], plen: int, taken: Callable[[Subnet], bool]) -> Subnet | None:
        """The lowest free subnet of that size (``--subnet 0.0.0.0/24``, releases from 29 on)."""
        for net, size in sorted(pools):
            for number in range(1 << max(0, plen - size)):
                found = (net + number * prefix_size(net, plen), plen)
                if plen >= size and not taken(found):
                    return found
        return None

    def choose(self, pools: Sequence[Subnet], taken: Callable[[Subnet], bool]) -> Subnet | None:
        """The lowest free one."""
        return next((pool for pool in pools if not taken(pool)), None)
