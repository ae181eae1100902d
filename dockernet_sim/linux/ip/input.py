"""The way in, and the way through (net/ipv4/ip_input.c, ip_forward.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import FORWARD, INPUT, PREROUTING
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.ip.fragment import Reassembly
from dockernet_sim.wire.address import (
    ALL_HOSTS,
    LIMITED_BROADCAST,
    LOOPBACK_PREFIX,
    LOOPBACK_SHIFT,
    ODD_PREFIXES,
    UNSPECIFIED,
    ip_text,
    is_loopback,
    is_multicast,
)
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.icmp import (
    FRAG_NEEDED,
    HOST_UNREACHABLE,
    NET_UNREACHABLE,
    PROTO_UNREACHABLE,
    TIME_EXCEEDED,
    UNREACHABLE,
)
from dockernet_sim.wire.packet import Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.ip.stack import Ip
    from dockernet_sim.linux.link.device import Device

_ADMIN_PROHIBITED = 13


class Input:
    """Takes packets from devices: to a local protocol, or onwards."""

    __slots__ = ("decided", "fib", "ip", "lo", "local", "nf", "ns", "output", "protocols", "reassembly")

    def __init__(self, ip: Ip) -> None:
        self.ip = ip
        self.ns = ip.ns
        self.fib, self.decided, self.local, self.lo = ip.fib, ip.fib.remember(), ip.fib.local, ip.ns.lo
        self.nf, self.output, self.protocols = ip.ns.nf, ip.output, ip.protocols
        self.reassembly = Reassembly(ip.ns)

    def ip_rcv(self, dev: Device, frame: Frame, prerouted: bool = False) -> None:
        """A packet arrives at `dev`: PREROUTING, and its route: to us, or onwards (ip_rcv, ip_rcv_finish).

        `prerouted` when bridge netfilter showed it to PREROUTING already.
        """
        packet, nf = frame.payload, self.nf
        if dev is not self.lo and not prerouted:
            packet.ct, packet.mark = None, 0  # what comes from another namespace brings no notes (skb_scrub_packet)
        hook = nf.hooks[PREROUTING]
        if hook is not None and not prerouted:
            if packet.frag and nf.defrag:
                packet = self.reassembly.add(packet)  # conntrack wants whole packets
                if packet is None:
                    return
            if nf.looks:
                nf.frame = frame
            packet = hook.run(packet, (dev, None, None, None))
            if packet is None:
                return
        policy, dst = self.fib.policy, packet.dst
        route = self.decided[dst] if policy is None else policy.find(dst, None, packet.src, packet.mark, dev.name)
        wrong = self.martian(packet.src, dst, dev)
        if wrong:
            self.ns.drop(packet, dev, drops.MARTIAN, wrong)
        elif route is not None and route.type in ("local", "broadcast"):
            self._local_deliver(packet, dev)
        elif frame.dst >> 40 & 1:
            self._for_many(packet, dev)
        else:
            self._pass_on(packet, dev, route)

    def _for_many(self, packet: Packet, dev: Device) -> None:
        """What was sent to many stations, and to no address of ours: not routed; at most for all hosts."""
        if packet.dst == ALL_HOSTS:
            self._local_deliver(packet, dev)
        else:
            cause = f"{ip_text(packet.dst)} is not ours, and what is sent to many stations is not routed on"
            self.ns.drop(packet, dev, drops.NOT_FOR_US, cause)

    def _local_deliver(self, packet: Packet, dev: Device) -> None:
        """It is for us: reassembly, hook INPUT, protocol (ip_local_deliver)."""
        if packet.frag:
            whole = self.reassembly.add(packet)
            if whole is None:
                return
            packet = whole
        direction, nf = packet.ct, self.nf
        hook = (nf.hooks if direction is None or not direction.flow.settled else nf.settled)[INPUT]
        if hook is not None:
            passed = hook.run(packet, (dev, None, None, None))
            if passed is None:
                return
            packet = passed
        handler = self.protocols.get(packet.proto)
        if handler is None:
            self._unknown(packet, dev)
        else:
            handler(packet, dev)

    def _unknown(self, packet: Packet, dev: Device) -> None:
        self.ns.drop(packet, dev, drops.NO_PROTOCOL, f"no handler for IP protocol {packet.proto}")
        self.ip.icmp.error(packet, UNREACHABLE, PROTO_UNREACHABLE)

    def _pass_on(self, packet: Packet, dev: Device, route: Route | None) -> None:
        """It is not for us: onwards, where that is allowed."""
        ns = self.ns
        if not ns.ip_forward and not ns.forwarding:
            ns.drop(packet, dev, drops.NOT_FOR_US, f"{ip_text(packet.dst)} is not ours, and net.ipv4.ip_forward is 0")
        elif not ns.forwards(dev):
            cause = f"{ip_text(packet.dst)} is not ours, and net.ipv4.conf.{dev.name}.forwarding is 0"
            self.ns.drop(packet, dev, drops.NOT_FOR_US, cause)
        else:
            self.ip_forward(packet, dev, route)

    def martian(self, src: int, dst: int, dev: Device) -> str:
        """Why addresses like these cannot come in here; empty when they can (fib_validate_source)."""
        if dev is self.lo:
            return ""
        if src >> LOOPBACK_SHIFT in ODD_PREFIXES or dst >> LOOPBACK_SHIFT == LOOPBACK_PREFIX:
            if odd := self._odd(src, dst, dev):
                return odd
        ns = self.ns
        if src in self.local and not ns.sysctl.device(dev.name, "accept_local"):
            return f"{ip_text(src)} is our own address, and cannot come in at {dev.name}"
        if ns.rp_filter and (mode := ns.sysctl.device(dev.name, "rp_filter")):
            policy = self.fib.policy
            back = self.decided[src] if policy is None else policy.find(src, None, dst)
            if back is None or back.dev is None or (mode == 1 and back.dev is not dev):
                return f"the way back to {ip_text(src)} is not through {dev.name} (rp_filter {mode})"
        return ""

    def _odd(self, src: int, dst: int, dev: Device) -> str:
        """Why addresses of special kinds cannot come in (ip_route_input_slow)."""
        if is_loopback(src) or is_loopback(dst):
            inside = ip_text(src if is_loopback(src) else dst)
            barred = not self.ns.sysctl.device(dev.name, "route_localnet")
            return f"{inside} stays inside, and route_localnet is 0 on {dev.name}" if barred else ""
        if src == UNSPECIFIED:
            barred = dst != LIMITED_BROADCAST and not is_multicast(dst)
        else:
            barred = is_multicast(src) or src == LIMITED_BROADCAST
        return f"{ip_text(src)} is no address that packets come from" if barred else ""

    def ip_forward(self, packet: Packet, dev: Device, route: Route | None) -> None:
        """TTL, route, size, hook FORWARD, and out again."""
        if route is None or route.type != "unicast":
            self._no_way(packet, dev, route)
            return
        if packet.ttl <= 1:
            self.ns.drop(packet, dev, drops.TTL, "the TTL ran out")
            self.ip.icmp.error(packet, TIME_EXCEEDED, 0)
            return
        out = route.dev
        assert out is not None
        if packet.length > out.mtu and packet.df:
            cause = f"{packet.length} bytes do not fit {out.name} (mtu {out.mtu}), and DF is set"
            self.ns.drop(packet, dev, drops.MTU, cause)
            self.ip.icmp.error(packet, UNREACHABLE, FRAG_NEEDED, out.mtu)
            return
        if out is dev:
            self.ip.redirects.consider(packet, dev, route)
        if self.ns.trace.on:
            ns = self.ns
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, out.name, "route", packet, "forward", route)
        packet = packet.with_ttl(packet.ttl - 1)
        hook = self.nf.hooks[FORWARD]
        passed = packet if hook is None else hook.run(packet, (dev, out, None, None))
        if passed is not None:
            self.output.ip_output(passed, route, out)

    def _no_way(self, packet: Packet, dev: Device, route: Route | None) -> None:
        if route is None:
            self.ns.drop(packet, dev, drops.NO_ROUTE, f"no route to {ip_text(packet.dst)}")
            self.ip.icmp.error(packet, UNREACHABLE, NET_UNREACHABLE)
            return
        self.ns.drop(packet, dev, drops.BLACKHOLE, route)
        codes = {"unreachable": HOST_UNREACHABLE, "prohibit": _ADMIN_PROHIBITED}
        if route.type in codes:
            self.ip.icmp.error(packet, UNREACHABLE, codes[route.type])
