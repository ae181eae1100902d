"""The netfilter of one namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.ipv4 import IPv4


class Netfilter:
    """Placeholder while the room is built."""

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self.hooks: list[list[Any]] = [[], [], [], [], []]

    def run(
        self,
        hook: int,
        packet: IPv4,
        indev: Device | None,
        outdev: Device | None,
        physin: Device | None = None,
        physout: Device | None = None,
    ) -> IPv4 | None:
        """Walk the hook."""
        return packet
