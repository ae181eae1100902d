"""In which order a starting container joins its networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockernet_sim.sim.identity import Identity

DEFAULT_NETWORK = "bridge"
JoinOrder = Callable[[Sequence[str], "Identity"], list[str]]
"""Given the names of its networks as they were asked for, and where numbers drawn at random come from"""


def default_first(names: Sequence[str], identity: Identity) -> list[str]:
    """The default network first, the others in the order of the engine's table.

    >>> from dockernet_sim.sim.identity import Identity
    >>> default_first(["zz", "bridge", "aa"], Identity(0))
    ['bridge', 'zz', 'aa']
    """
    return sorted(names, key=lambda name: name != DEFAULT_NETWORK)


def in_any_order(names: Sequence[str], identity: Identity) -> list[str]:
    """In turn, beginning anywhere: later releases attach networks in the order of a Go map.

    >>> from dockernet_sim.sim.identity import Identity
    >>> sorted(in_any_order(["zz", "bridge", "aa"], Identity(0)))
    ['aa', 'bridge', 'zz']
    """
    start = identity.stream("network-order").randrange(len(names))
    return [*names[start:], *names[:start]]
