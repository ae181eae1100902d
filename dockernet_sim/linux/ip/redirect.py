"""ICMP redirects: a router tells a neighbour of a better next hop, which is then used (RFC 1122 3.2.2.2,
net/ipv4/route.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.wire.address import is_multicast, network, width
from dockernet_sim.wire.icmp import REDIRECT, Icmp

if TYPE_CHECKING:
    from dockernet_sim.linux.ip.stack import Ip
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.packet import Packet

HOST = 1  # the code of a redirect for one destination
EXPIRES = 300.0  # seconds that a learnt next hop counts (ip_rt_gc_timeout)
NUMBER = 9  # redirects that a sender may ignore before it gets no more
LOAD = 0.02  # seconds; doubled by each that was sent
SILENCE = LOAD * 2 ** (NUMBER + 1)  # seconds without redirects after which a sender is told again


class Redirects:
    """Those that one namespace sends, and those that it learnt from."""

    __slots__ = ("ip", "ns", "sent")

    def __init__(self, ip: Ip) -> None:
        self.ip, self.ns = ip, ip.ns
        self.sent: dict[int, tuple[int, float]] = {}  # by sender: how many in a row, and when the last one was sent

    # -- the router ------------------------------------------------------------
    def consider(self, packet: Packet, dev: Device, route: Route) -> None:
        """A packet leaves by the device that it came in at:
        tell its sender, where that is a neighbour (ip_rt_send_redirect)."""
        sysctl = self.ns.sysctl
        back = self.ip.fib.lookup(packet.src)
        if back is None or back.dev is not dev or back.gateway or not sysctl.device(dev.name, "send_redirects"):
            return
        hop = route.gateway or packet.dst
        if not sysctl.device(dev.name, "shared_media") and not self._together(dev, packet.src, hop):
            return
        now = self.ns.clock.t
        count, last = self.sent.get(packet.src, (0, now))
        if now - last > SILENCE:
            count = 0
        if count >= NUMBER:
            self.sent[packet.src] = count, now
        elif not count or now - last > LOAD * 2**count:
            self.sent[packet.src] = count + 1, now
            self.ip.icmp.error(packet, REDIRECT, HOST, hop)

    def _together(self, dev: Device, one: int, other: int) -> bool:
        """Whether one subnet of the device holds both addresses."""
        own = (a for a in self.ip.addresses if a.dev is dev)
        return any(a.net == network(one, a.plen) == network(other, a.plen) for a in own)

    # -- the sender ------------------------------------------------------------
    def learn(self, packet: Packet, message: Icmp, dev: Device) -> None:
        """A redirect arrived (__ip_do_redirect): the next packet to that destination goes by the new hop."""
        inner, hop, fib = message.inner, message.mtu, self.ip.fib
        route = fib.lookup(inner.dst)
        if route is None or route.dev is not dev or route.gateway != packet.src or hop == packet.src:
            return
        if not self._accepts(dev) or is_multicast(hop) or not hop or hop in fib.broadcasts or hop in fib.local:
            return
        sysctl = self.ns.sysctl
        if not sysctl.device(dev.name, "shared_media"):
            if not self._together(dev, hop, packet.src):
                return
            if sysctl.device(dev.name, "secure_redirects") and not self._is_default(hop, dev):
                return
        if not self.ip.neigh.ask(dev, hop):
            return  # only once the new hop is known to be there
        learnt = Route(inner.dst, width(inner.dst), dev, hop, route.src, proto="redirect")
        fib.except_for(inner.dst, learnt, self.ns.clock.t + EXPIRES)
        self.ns.clock.call_later(EXPIRES, self._expired, inner.dst)
        self.ns.changed()

    def _accepts(self, dev: Device) -> bool:
        """accept_redirects: a router needs it for all and for the device, another host for one of the two."""
        sysctl = self.ns.sysctl
        own = sysctl.flag(f"net.ipv4.conf.{dev.name}.accept_redirects")
        every = sysctl.flag("net.ipv4.conf.all.accept_redirects")
        return own and every if self.ns.forwards(dev) else own or every

    def _is_default(self, hop: int, dev: Device) -> bool:
        return any(not r.plen and r.dev is dev and r.gateway == hop for r in self.ip.fib.routes())

    def _expired(self, dst: int) -> None:
        self.ip.fib.forget_exception(dst, self.ns.clock.now)
        self.ns.changed()
