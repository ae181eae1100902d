"""The way out: route, hooks OUTPUT and POSTROUTING, fragment, neighbour (net/ipv4/ip_output.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.hooks import OUTPUT, POSTROUTING
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.ip.fragment import fragments
from dockernet_sim.wire.address import LIMITED_BROADCAST, ip_text, is_multicast, width
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.packet import Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.ip.stack import Ip
    from dockernet_sim.linux.link.device import Device

_REFUSALS = {"blackhole": "EINVAL", "unreachable": "EHOSTUNREACH", "prohibit": "EACCES"}


class Output:
    """Sends what this namespace makes, and finishes what it forwards."""

    __slots__ = ("clock", "decided", "fib", "ip", "lo", "neigh", "nf", "ns", "shortcut")

    def __init__(self, ip: Ip) -> None:
        self.ip = ip
        self.ns = ip.ns
        self.fib, self.decided, self.neigh = ip.fib, ip.fib.remember(), ip.neigh
        self.nf, self.lo = ip.ns.nf, ip.ns.lo
        self.clock = ip.ns.clock
        fast = ip.ns.host.fast
        self.shortcut = fast.sending(ip.ns) if fast is not None else None  # sends a packet without a walk (linux/fast)

    def route(self, dst: int, dev: Device | None = None) -> Route:
        """The route for a packet made here; NetError when there is none."""
        return self._route(dst, dev, 0, 0)[0]

    def _route(self, dst: int, dev: Device | None, src: int, mark: int) -> tuple[Route, Device]:
        """The same, and the device by which it leaves: what is for us does by lo (ip_route_output_key)."""
        policy = self.fib.policy
        if policy is not None:
            route = policy.find(dst, dev, src, mark)
        else:
            route = self.decided[dst] if dev is None else self.fib.find(dst, dev)
        if route is None:
            if dev is not None and dev.up:  # bound to a device: everything counts as on-link there
                return Route(dst, width(dst), dev, scope="link"), dev
            raise NetError("ENETUNREACH", ip_text(dst))
        if route.type in _REFUSALS:
            raise NetError(_REFUSALS[route.type], str(route))
        out = self.lo if route.type == "local" else route.dev
        assert out is not None
        return route, out

    def send(self, packet: Packet, dev: Device | None = None) -> None:
        """Send a packet made here (ip_queue_xmit, __ip_local_out).

        Raises
        ------
        NetError
            ENETUNREACH without a route, EPERM when OUTPUT drops it, EMSGSIZE when it may not be cut and does not fit.
        """
        clock, shortcut = self.clock, self.shortcut
        clock.sync()
        if shortcut is not None and dev is None and packet.ct is None and shortcut(packet):
            return
        if clock.pending:
            clock.flush()
        try:
            route, out = self._route(packet.dst, dev, packet.src, packet.mark)
        except NetError as error:
            self._no_route(packet, error)
            raise
        if self.ns.trace.on:
            ns = self.ns
            packet.trail = ns.trace.new_trail()
            ns.trace.add(clock.t, ns.host.name, ns.name, out.name, "send", packet, route.type, route)
        hook = self.nf.hooks[OUTPUT]
        if hook is not None:
            passed = hook.run(packet, (None, out, None, None))
            if passed is None:
                raise NetError("EPERM")
            if passed is not packet and (passed.dst != packet.dst or passed.mark != packet.mark):  # ip_route_me_harder
                route, out = self._route(passed.dst, dev, passed.src, passed.mark)
            packet = passed
        if packet.length > out.mtu and packet.df:
            cause = f"{packet.length} bytes do not fit {out.name} (mtu {out.mtu}), and DF is set"
            self.ns.drop(packet, out, drops.MTU, cause)
            raise NetError("EMSGSIZE", str(out.mtu))
        self.ip_output(packet, route, out)

    def _no_route(self, packet: Packet, error: NetError) -> None:
        """Record that it never left."""
        if self.ns.trace.on:
            packet.trail = self.ns.trace.new_trail()
            none = error.name == "ENETUNREACH"
            cause = f"no route to {ip_text(packet.dst)}" if none else error.detail
            self.ns.drop(packet, None, drops.NO_ROUTE if none else drops.BLACKHOLE, cause)

    def ip_output(self, packet: Packet, route: Route, out: Device) -> None:
        """POSTROUTING, then, in pieces if need be, to the MAC of the next hop (ip_output, ip_finish_output2)."""
        direction, nf = packet.ct, self.nf
        hook = (nf.hooks if direction is None or not direction.flow.settled else nf.settled)[POSTROUTING]
        passed = packet if hook is None else hook.run(packet, (None, out, None, None))
        if passed is None:
            return
        whole = passed.length <= out.mtu
        for piece in (passed,) if whole else fragments(passed, min(out.mtu, passed.frag_max or out.mtu)):
            if not out.up:
                self.ns.drop(piece, out, drops.LINK_DOWN, f"{out.name} is down")
            elif out is self.lo:
                out.transmit(Frame(0, 0, ETHERTYPE_IP, piece))
            elif not route.gateway or is_multicast(piece.dst) or piece.dst == LIMITED_BROADCAST:
                self.neigh.send(out, piece.dst, piece)
            else:
                self.neigh.send(out, route.gateway, piece)
