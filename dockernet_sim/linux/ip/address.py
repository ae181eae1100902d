"""Addresses of devices (ip-address(8))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.wire.address import LIMITED_BROADCAST, UNSPECIFIED, broadcast, ip_text, network, width

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device


@dataclass(slots=True, eq=False)
class Address:
    """One address on one device; `broadcast` UNSPECIFIED means none is set."""

    ip: int
    plen: int
    dev: Device
    broadcast: int = UNSPECIFIED
    scope: str = "global"
    label: str = ""
    secondary: bool = False

    @property
    def net(self) -> int:
        """The first address of its subnet."""
        return network(self.ip, self.plen)

    @property
    def last(self) -> int:
        """The last address of its subnet."""
        return broadcast(self.ip, self.plen)

    def local_route(self, src: int) -> Route:
        """The route that keeps packets to it here."""
        return Route(self.ip, width(self.ip), self.dev, UNSPECIFIED, src, "host", "kernel", type="local")

    def broadcast_routes(self) -> list[Route]:
        """The routes to the broadcast addresses of its subnet."""
        return [
            Route(special, width(special), self.dev, UNSPECIFIED, self.ip, "link", "kernel", type="broadcast")
            for special in {self.last, self.broadcast, LIMITED_BROADCAST} - {UNSPECIFIED}
        ]

    def __str__(self) -> str:
        return f"{ip_text(self.ip)}/{self.plen}"
