"""The sockets of one namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs


class SocketTable:
    """Placeholder while the room is built."""

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
