"""Bridge netfilter: IPv4 frames that are switched cross the host's netfilter, too (br_netfilter,
net/bridge/br_netfilter_hooks.c).

PREROUTING as a frame comes in at a port; FORWARD and POSTROUTING as it goes out of one. To rules, ``-i`` and ``-o`` are
the bridge, and ``-m physdev`` sees the ports.
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
    from dockernet_sim.wire.packet import Packet

WAITING = 256
WHOLE = 1 << 16  # filtered, and came in one piece: longer than any packet


class BridgeNetfilter:
    """One bridge's way through netfilter.

    ``filtered`` goes along with a frame: 0 for one that no rule looks at, :data:`WHOLE`, or the size of the largest
    fragment that its packet came in, so that it leaves in pieces no larger.
    """

    __slots__ = ("_redirected", "bridge", "nf")
    nf: Netfilter  # of the bridge's namespace, as of the last packet that was shown to it

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge
        self._redirected: dict[Packet, tuple[Device, Frame, int]] = {}

    def pre_routing(self, port: Device, frame: Frame) -> None:
        """Show a frame that came in to PREROUTING, and switch what comes out (br_nf_pre_routing)."""
        bridge = self.bridge
        nf = self.nf = bridge.ns.nf
        packet, filtered = frame.payload, WHOLE
        packet.ct, packet.mark = None, 0  # skb_scrub_packet
        hook = nf.hooks[PREROUTING]
        if hook is None:
            bridge.switch(port, frame, WHOLE)
            return
        if packet.frag and nf.defrag:
            filtered = bridge.ns.inet.largest_fragment(packet)
            packet = bridge.ns.inet.defrag(packet)
            if packet is None:
                return
        if nf.looks:
            nf.bridged, nf.frame = (port, frame), frame
        packet = hook.run(packet, (bridge, None, port, None))
        before = frame.payload
        if packet is before:
            bridge.switch(port, frame, filtered)
        elif packet is not None:
            frame = Frame(frame.dst, frame.src, frame.ethertype, packet)
            if packet.dst == before.dst:
                bridge.switch(port, frame, filtered)
            else:
                self._redirect(port, frame, filtered)

    def _redirect(self, port: Device, frame: Frame, filtered: int) -> None:
        """NAT gave the packet a new destination: on this bridge, that station's MAC; elsewhere, the host routes it.

        (br_nf_pre_routing_finish)
        """
        bridge, packet = self.bridge, frame.payload
        inet = bridge.ns.inet
        route = inet.lookup(packet.dst)
        if route is None or route.dev is not bridge or route.type != "unicast":
            bridge.switch(port, Frame(bridge.mac, frame.src, frame.ethertype, packet), filtered)
            return
        if len(self._redirected) >= WAITING:
            self._redirected.clear()  # no ARP answer for these
        self._redirected[packet] = (port, frame, filtered)
        inet.neigh_xmit(bridge, route.gateway or packet.dst, packet)

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
        """During a capture, the host's own protocols are shown all frames; this one was addressed to the host.

        So the host routes a second copy, without its flow (br_nf_local_in): a capture makes packets of such flows come
        twice.
        """
        packet = frame.payload
        copy = packet.with_ttl(packet.ttl)
        copy.ct = None
        self.bridge.ns.inet.ip_rcv(self.bridge, Frame(frame.dst, frame.src, frame.ethertype, copy), True)

    def forward(self, source: Device, port: Device, frame: Frame, filtered: int) -> None:
        """Through FORWARD and POSTROUTING, and out of a port (br_nf_forward_ip, br_nf_post_routing)."""
        bridge, nf, packet = self.bridge, self.nf, frame.payload
        hook = nf.hooks[FORWARD]
        if nf.looks:
            nf.bridged = (source, frame)
        if hook is not None:
            packet = hook.run(packet, (bridge, bridge, source, port))
            if packet is None:
                return
        direction = packet.ct
        hook = (nf.hooks if direction is None or not direction.flow.settled else nf.settled)[POSTROUTING]
        passed = packet if hook is None else hook.run(packet, (None, bridge, source, port))
        if passed is None:
            return
        if passed is not frame.payload:
            frame = Frame(frame.dst, frame.src, frame.ethertype, passed)
        if passed.length <= filtered and passed.length <= port.mtu:
            bridge.push(port, frame)
        else:
            self._cut(port, frame, filtered)

    def _cut(self, port: Device, frame: Frame, filtered: int) -> None:
        """Out of a port in pieces that fit the bridge, if not always the port (br_nf_ip_fragment)."""
        bridge, packet = self.bridge, frame.payload
        if packet.df:
            bridge.drop(frame, drops.MTU, f"{port.name} mtu {port.mtu}, and DF is set")
            return
        mtu = min(bridge.mtu, filtered)
        for piece in bridge.ns.inet.fragment(packet, mtu) if packet.length > mtu else (packet,):
            bridge.push(port, Frame(frame.dst, frame.src, frame.ethertype, piece))
