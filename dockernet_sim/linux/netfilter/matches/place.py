"""Where a packet is from or going: ``-m addrtype``, ``-m iprange``, ``-m physdev``, ``-m mac``, ``-m pkttype``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.rule import named
from dockernet_sim.linux.netfilter.xtables import Devices, Match, Single
from dockernet_sim.wire.address import (
    BROADCAST_MAC,
    LIMITED_BROADCAST,
    UNSPECIFIED,
    is_multicast,
)

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet


class AddrtypeMatch(Match):
    """``-m addrtype --src-type LIST --dst-type LIST``: what the local routing table says of an address."""

    source: frozenset[str] = frozenset()
    destination: frozenset[str] = frozenset()
    source_not = destination_not = False

    def test(self, packet: Packet, devices: Devices) -> bool:
        if self.destination and (self._type(packet.dst) in self.destination) is self.destination_not:
            return False
        return not self.source or (self._type(packet.src) in self.source) is not self.source_not

    def _type(self, address: int) -> str:
        inet = self.ns.inet
        if inet.is_local(address):
            return "LOCAL"
        if is_multicast(address):
            return "MULTICAST"
        if inet.is_broadcast(address) or address in (UNSPECIFIED, LIMITED_BROADCAST):
            return "BROADCAST"
        return "UNICAST"


class IprangeMatch(Match):
    """``-m iprange --src-range A-B --dst-range A-B``."""

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.asked: dict[str, tuple[int, int, bool]] = {}

    def test(self, packet: Packet, devices: Devices) -> bool:
        for option, (first, last, negated) in self.asked.items():
            address = packet.src if option == "--src-range" else packet.dst
            if (first <= address <= last) is negated:
                return False
        return True


class PhysdevMatch(Match):
    """``-m physdev``: the ports of the bridge that a packet is switched through."""

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.asked: dict[str, tuple[str, bool]] = {}

    def test(self, packet: Packet, devices: Devices) -> bool:
        _, _, physin, physout = devices
        for option, (name, negated) in self.asked.items():
            if option == "--physdev-in":
                hit = physin is not None and named(physin.name, name)
            elif option == "--physdev-out":
                hit = physout is not None and named(physout.name, name)
            elif option == "--physdev-is-in":
                hit = physin is not None
            elif option == "--physdev-is-out":
                hit = physout is not None
            else:
                hit = physin is not None and physout is not None
            if hit is negated:
                return False
        return True


class MacMatch(Single):
    """``-m mac --mac-source MAC``."""

    needs_frame = True

    def hit(self, packet: Packet, indev: Device | None) -> bool | None:
        """The frame that brought the packet came from that MAC."""
        frame = self.ns.nf.frame
        if frame is None or indev is None or indev.kind == "loopback":
            return None
        return bool(frame.src == self.value)


class PkttypeMatch(Single):
    """``-m pkttype --pkt-type unicast|broadcast|multicast``: whom the frame was for."""

    needs_frame = True

    def hit(self, packet: Packet, indev: Device | None) -> bool:
        """The frame's kind; what is made here is judged by its address."""
        frame = self.ns.nf.frame
        if frame is None or indev is None or indev.kind == "loopback":
            kind = "multicast" if is_multicast(packet.dst) else "unicast"
        elif frame.dst == BROADCAST_MAC:
            kind = "broadcast"
        else:
            kind = "multicast" if frame.dst >> 40 & 1 else "unicast"
        return bool(kind == self.value)
