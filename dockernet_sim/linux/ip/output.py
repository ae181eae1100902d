"""The way out: route, hooks OUTPUT and POSTROUTING, fragment, neighbour (net/ipv4/ip_output.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

    __slots__ = ("clock", "fib", "ip", "legs", "ns")

    def __init__(self, ip: Ip) -> None:
        self.ip = ip
        self.ns = ip.ns
        self.fib = ip.fib
        self.clock = ip.ns.clock
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
        if self.legs is not None and dev is None and packet.ct is None and self.legs.take(packet):
            return
        if clock.pending:
            clock.settle()
        ns, trace = self.ns, self.ns.trace
        known = self.fib.decided.get(packet.dst) if dev is None else None
        if known is not None and known.type == "unicast":
            route = known
        else:
            try:
                route = self.route(packet.dst, dev)
            except NetError as error:
                self._no_way(packet, error)
                raise
        out = ns.lo if route.type == "local" else route.dev
        assert out is not None
        if trace.on:
            packet.trail = trace.new_trail()
            trace.add(clock.t, ns.host.name, ns.name, out.name, "send", packet, route.type, route)
        hook = ns.nf.hooks[OUTPUT]
        if hook is not None:
            passed = hook.run(packet, None, out)
            if passed is None:
                raise NetError("EPERM")
            if passed.dst != packet.dst or passed.mark != packet.mark:
                route = self.route(passed.dst, dev)
                out = ns.lo if route.type == "local" else route.dev
                assert out is not None
            packet = passed
        if packet.length > out.mtu and packet.df:
            self.drop(
                packet,
                out.name,
                drops.MTU,
                f"{packet.length} bytes do not fit {out.name} (mtu {out.mtu}), and DF is set",
            )
            raise NetError("EMSGSIZE", str(out.mtu))
        self.finish(packet, route, out)

    def _no_way(self, packet: IPv4, error: NetError) -> None:
        """It never left."""
        if self.ns.trace.on:
            packet.trail = self.ns.trace.new_trail()
            none = error.name == "ENETUNREACH"
            cause = f"no route to {ip_text(packet.dst)}" if none else error.detail
            self.drop(packet, "", drops.NO_ROUTE if none else drops.BLACKHOLE, cause)

    def finish(self, packet: IPv4, route: Route, out: Device) -> None:
        """POSTROUTING, then onto the link, in pieces if need be."""
        hook, way = self.ns.nf.hooks[POSTROUTING], packet.ct
        if hook is not None and not (hook.idle and way is not None and way.entry.settled):
            passed = hook.run(packet, None, out)
            if passed is None:
                return
            packet = passed
        if out.up and packet.length <= out.mtu and packet.dst >> 28 != MULTICAST and route.type == "unicast":
            self.ip.neigh.send(out, route.gateway or packet.dst, packet)
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
            self.ip.neigh.send(out, route.gateway or packet.dst, packet)

    def drop(self, packet: IPv4, device: str, reason: str, cause: object) -> None:
        """The packet ends here."""
        ns = self.ns
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, device, "drop", packet, reason, cause)
