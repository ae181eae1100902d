"""Path MTU discovery: what routers said about the ways out of here (RFC 1191)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs

EXPIRES = 600.0
MINIMUM = 552


class PathMtu:
    """The learned path MTUs of one namespace; judged when used."""

    __slots__ = ("ns", "ways")

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self.ways: dict[int, tuple[int, float]] = {}  # by destination: what fits, and until when that holds

    def device_mtu(self, dst: int) -> int:
        """The MTU of the device that packets to `dst` leave by."""
        try:
            route = self.ns.ip.output.route(dst)
        except NetError:
            return 1500
        return (self.ns.lo if route.type == "local" or route.dev is None else route.dev).mtu

    def towards(self, dst: int) -> int:
        """The largest packet that is known to get to `dst`."""
        mtu = self.device_mtu(dst)
        learned = self.learned(dst)
        return mtu if learned is None else min(mtu, learned[0])

    def learned(self, dst: int) -> tuple[int, float] | None:
        """What a router said about `dst`, and for how many seconds more it counts; None when there is nothing."""
        mtu, until = self.ways.get(dst, (0, 0.0))
        left = until - max(self.ns.clock.t, self.ns.clock.now)
        if left <= 0:
            self.ways.pop(dst, None)
            return None
        return mtu, left

    def learn(self, dst: int, mtu: int) -> None:
        """A router needs packets to `dst` to be this small."""
        if mtu < self.towards(dst):
            self.ways[dst] = max(MINIMUM, mtu), self.ns.clock.t + EXPIRES
