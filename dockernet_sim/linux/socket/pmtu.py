"""What routers and hosts said about packets that went out: path MTUs (RFC 1191), and what an ICMP error means to a
socket (icmp_err_convert in net/ipv4/icmp.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.icmp import TIME_EXCEEDED, UNREACHABLE, Icmp

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs

EXPIRES = 600.0
MINIMUM = 552
SOFT = {
    0: "ENETUNREACH", 1: "EHOSTUNREACH", 5: "EOPNOTSUPP", 11: "ENETUNREACH", 12: "EHOSTUNREACH",
}  # fmt: skip
HARD = {  # a packet that did not fit is one, where the path's MTU is discovered, as here (__udp4_lib_err)
    2: "ENOPROTOOPT", 3: "ECONNREFUSED", 4: "EMSGSIZE", 6: "ENETUNREACH", 9: "ENETUNREACH", 10: "EHOSTUNREACH",
    13: "EHOSTUNREACH", 14: "EHOSTUNREACH", 15: "EHOSTUNREACH",
}  # fmt: skip


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


def errno_of(message: Icmp) -> tuple[str, bool]:
    """The errno's name ("" for none), and whether it is a hard error, which a connected socket cannot ignore."""
    if message.type == TIME_EXCEEDED:
        return "EHOSTUNREACH", False
    if message.type != UNREACHABLE:
        return "", False
    hard = message.code in HARD
    return (HARD if hard else SOFT).get(message.code, "EHOSTUNREACH"), hard
