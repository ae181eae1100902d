"""The way out: route, hooks OUTPUT and POSTROUTING, fragment, neighbour (net/ipv4/ip_output.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.hooks import OUTPUT, POSTROUTING
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.ip.fragment import fragments
from dockernet_sim.wire.address import BROADCAST_MAC, ip_text, is_multicast
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.ipv4 import IPv4

if TYPE_CHECKING:
    from dockernet_sim.linux.ip.stack import Ip
    from dockernet_sim.linux.leg import Legs
    from dockernet_sim.linux.link.device import Device

MULTICAST = 0xE  # the first four bits of such addresses
_REFUSALS = {"blackhole": "EINVAL", "unreachable": "EHOSTUNREACH", "prohibit": "EACCES"}


class Output:
    """Sends what this namespace makes, and finishes what it forwards."""

    __slots__ = ("clock", "fib", "ip", "legs", "neigh", "nf", "ns", "straight", "trace")

    def __init__(self, ip: Ip) -> None:
        self.ip = ip
        self.ns = ip.ns
        self.fib = ip.fib
        self.straight = ip.fib.straight = {}
        self.nf = ip.ns.nf
        self.neigh = ip.neigh
        self.clock, self.trace = ip.ns.clock, ip.ns.trace
        self.legs: Legs | None = ip.ns.legs_from(None) if ip.ns.host.cache else None

    def route(self, dst: int, dev: Device | None = None) -> Route:
        """The route for a packet made here; NetError when there is none."""
        route = self.fib.lookup(dst, dev)
        if route is None:
            if dev is not None and dev.up:  # bound to a device: everything counts as on-link there
                return Route(dst, 32, dev, 0, 0, "link")
            raise NetError("ENETUNREACH", ip_text(dst))
        if route.type in _REFUSALS:
            raise NetError(_REFUSALS[route.type], str(route))
        return route

    def send(self, packet: IPv4, dev: Device | None = None) -> None:
        """Send a packet made here.

        Raises
        ------
        NetError
            ENETUNREACH without a route, EPERM when OUTPUT drops it, EMSGSIZE when it may not be cut and does not fit.
        """
        clock = self.clock
        if not clock.walking:  # Clock.sync, without a further call
            clock.t = clock.now
        legs = self.legs
        if legs is not None and dev is None and packet.ct is None and legs.take(packet):
            return
        if clock.pending:
            clock.settle()
        route: Any
        out: Any
        straight = route = self.straight.get(packet.dst) if dev is None else None
        if route is not None:
            out = route.dev
        else:
            route, out = self._way(packet, dev)
        if self.trace.on:
            ns, trace = self.ns, self.trace
            packet.trail = trace.new_trail()
            trace.add(clock.t, ns.host.name, ns.name, out.name, "send", packet, route.type, route)
        hook = self.nf.hooks[OUTPUT]
        if hook is not None:
            run = hook.run
            passed = run(packet, None, out, None, None)
            if passed is None:
                raise NetError("EPERM")
            if passed is not packet:
                if passed.dst != packet.dst or passed.mark != packet.mark:
                    route, straight = self.route(passed.dst, dev), None
                    out = self._device(route)
                packet = passed
        if packet.length > out.mtu:
            if packet.df:
                cause = f"{packet.length} bytes do not fit {out.name} (mtu {out.mtu}), and DF is set"
                self.drop(packet, out.name, drops.MTU, cause)
                raise NetError("EMSGSIZE", str(out.mtu))
            straight = None
        if straight is not None:
            hook, way = self.nf.hooks[POSTROUTING], packet.ct
            if hook is None or (hook.idle and way is not None and way.entry.settled):  # `finish` has nothing else to do
                self.neigh.send(out, straight.gateway or packet.dst, packet)
                return
        self.finish(packet, route, out)

    def _way(self, packet: IPv4, dev: Device | None) -> tuple[Route, Device]:
        dst = packet.dst
        known = self.fib.decided.get(dst) if dev is None else None
        if known is not None and known.type == "unicast" and known.dev is not None:
            if dst >> 28 != MULTICAST:
                self.straight[dst] = known
            return known, known.dev
        try:
            route = self.route(dst, dev)
        except NetError as error:
            self._no_way(packet, error)
            raise
        return route, self._device(route)

    def _device(self, route: Route) -> Device:
        """The device by which packets leave: what is for us does by lo."""
        out = self.ns.lo if route.type == "local" else route.dev
        assert out is not None
        return out

    def _no_way(self, packet: IPv4, error: NetError) -> None:
        """It never left."""
        if self.ns.trace.on:
            packet.trail = self.ns.trace.new_trail()
            none = error.name == "ENETUNREACH"
            cause = f"no route to {ip_text(packet.dst)}" if none else error.detail
            self.drop(packet, "", drops.NO_ROUTE if none else drops.BLACKHOLE, cause)

    def finish(self, packet: IPv4, route: Route, out: Device) -> None:
        """POSTROUTING, then onto the link, in pieces if need be."""
        hook, way = self.nf.hooks[POSTROUTING], packet.ct
        if hook is not None and not (hook.idle and way is not None and way.entry.settled):
            run = hook.run
            passed = run(packet, None, out, None, None)
            if passed is None:
                return
            packet = passed
        if out.up and packet.length <= out.mtu and route.type == "unicast" and packet.dst >> 28 != MULTICAST:
            self.neigh.send(out, route.gateway or packet.dst, packet)
        elif packet.length > out.mtu:  # what came in pieces and has to be cut again leaves in pieces of that size
            for piece in fragments(packet, min(out.mtu, packet.frag_max or out.mtu)):
                self._link(piece, route, out)
        else:
            self._link(packet, route, out)

    @staticmethod
    def cut(packet: IPv4, mtu: int) -> list[IPv4]:
        """The pieces in which a packet fits the MTU."""
        return fragments(packet, mtu)

    def _link(self, packet: IPv4, route: Route, out: Device) -> None:
        if not out.up:
            self.drop(packet, out.name, drops.LINK_DOWN, f"{out.name} is down")
        elif out.kind == "loopback":
            out.transmit(Frame(0, 0, ETHERTYPE_IP, packet))
        elif route.type == "broadcast" or packet.dst == 0xFFFFFFFF:
            out.transmit(Frame(BROADCAST_MAC, out.mac, ETHERTYPE_IP, packet))
        elif is_multicast(packet.dst):
            out.transmit(Frame(0x01005E000000 | packet.dst & 0x7FFFFF, out.mac, ETHERTYPE_IP, packet))
        else:
            self.neigh.send(out, route.gateway or packet.dst, packet)

    def drop(self, packet: IPv4, device: str, reason: str, cause: object) -> None:
        """The packet ends here."""
        ns = self.ns
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, device, "drop", packet, reason, cause)
