"""Bridge netfilter: IPv4 frames that are switched cross the host's netfilter, too (br_netfilter, net/bridge/br_netfilter_hooks.c).

PREROUTING as a frame comes in at a port; FORWARD and POSTROUTING as it goes out of one. To rules, ``-i`` and ``-o`` are the
bridge, and ``-m physdev`` sees the ports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.hooks import FORWARD, POSTROUTING, PREROUTING
from dockernet_sim.linux.link.device import Device
from dockernet_sim.wire.ethernet import Frame

if TYPE_CHECKING:
    from dockernet_sim.linux.link.bridge import Bridge
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.wire.ipv4 import IPv4

WAITING = 256
WHOLE = 1  # filtered, and never cut into pieces


class BridgeNetfilter:
    """One bridge's way through netfilter.

    ``filtered`` goes along with a frame: 0 for one that no rule looks at, :data:`WHOLE`, or the size of the largest fragment
    that its packet came in, so that it leaves in pieces as it came.
    """

    __slots__ = ("_redirected", "bridge")

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge
        self._redirected: dict[IPv4, tuple[Device, Frame, int]] = {}

    def enter(self, port: Device, frame: Frame, nf: Netfilter) -> None:
        """Show a frame that came in to PREROUTING, and switch what comes out."""
        bridge = self.bridge
        packet, filtered = frame.payload, WHOLE
        hook = nf.hooks[PREROUTING]
        if hook is None:
            bridge.switch(port, frame, WHOLE)
            return
        if packet.frag and nf.defrag:
            reassembly = bridge.ns.ip.input.reassembly
            filtered = reassembly.largest(packet)
            packet = reassembly.add(packet)
            if packet is None:
                return
        if nf.looks:
            nf.bridged, nf.frame = (port, frame), frame
        run = hook.run
        self.entered(port, frame, run(packet, bridge, None, port, None), filtered)

    def entered(self, port: Device, frame: Frame, packet: IPv4 | None, filtered: int) -> None:
        """It was shown to PREROUTING, and this is what came out."""
        if packet is None:
            return
        before = frame.payload
        if packet is not before:
            frame = Frame(frame.dst, frame.src, frame.ethertype, packet)
        if packet.dst == before.dst:
            self.bridge.switch(port, frame, filtered)
        else:
            self._redirect(port, frame, filtered)

    def _redirect(self, port: Device, frame: Frame, filtered: int) -> None:
        """NAT gave the packet a new destination: on this bridge, that station's MAC; elsewhere, the host routes it."""
        bridge, packet = self.bridge, frame.payload
        ip = bridge.ns.ip
        route = ip.fib.lookup(packet.dst)
        if route is None or route.dev is not bridge or route.type != "unicast":
            bridge.switch(port, Frame(bridge.mac, frame.src, frame.ethertype, packet), filtered)
            return
        if len(self._redirected) >= WAITING:
            self._redirected.clear()  # nobody answered for these
        self._redirected[packet] = (port, frame, filtered)
        ip.neigh.send(bridge, route.gateway or packet.dst, packet)

    def comes_back(self, frame: Frame) -> bool:
        """Whether the host sends this frame only because it looked up the MAC; if so it is switched on."""
        came = self._redirected.pop(frame.payload, None) if self._redirected else None
        if came is None:
            return False
        port, first, filtered = came
        self.bridge.switch(port, Frame(frame.dst, first.src, frame.ethertype, frame.payload), filtered)
        if self.bridge.promisc and first.dst == self.bridge.mac:
            self._route_copy(first)
        return True

    def _route_copy(self, frame: Frame) -> None:
        """While somebody captures, the host's own protocols are shown all frames; this one was addressed to the host.

        So the host routes a second copy, without its flow (br_nf_local_in): a capture makes packets of such flows come twice.
        """
        packet = frame.payload
        copy = packet.with_ttl(packet.ttl)
        copy.ct = None
        self.bridge.ns.ip.input.receive(self.bridge, Frame(frame.dst, frame.src, frame.ethertype, copy), True)

    def leave(self, source: Device, port: Device, frame: Frame, filtered: int) -> None:
        """Through FORWARD and POSTROUTING, and out of a port."""
        bridge = self.bridge
        nf, packet = bridge.ns.nf, frame.payload
        hook = nf.hooks[FORWARD]
        if nf.looks:
            nf.bridged = (source, frame)
        if hook is not None:
            run = hook.run
            packet = run(packet, bridge, bridge, source, port)
        if packet is not None:
            self.left(source, port, frame, packet, filtered)

    def left(self, source: Device, port: Device, frame: Frame, packet: IPv4, filtered: int) -> None:
        """It was shown to FORWARD, and this is what came out."""
        bridge = self.bridge
        hook, way = bridge.ns.nf.hooks[POSTROUTING], packet.ct
        if hook is not None and not (hook.idle and way is not None and way.entry.settled):
            run = hook.run
            passed = run(packet, None, bridge, source, port)
            if passed is None:
                return
            packet = passed
        if packet is not frame.payload:
            frame = Frame(frame.dst, frame.src, frame.ethertype, packet)
        if filtered > WHOLE and packet.length > filtered:
            for piece in bridge.ns.ip.output.cut(packet, filtered):
                self._send(port, Frame(frame.dst, frame.src, frame.ethertype, piece))
        else:
            self._send(port, frame)

    def _send(self, port: Device, frame: Frame) -> None:
        if frame.payload.length > port.mtu:
            self.bridge.drop(frame, drops.MTU, f"{port.name} mtu {port.mtu}")
        else:
            port.transmit(frame)
