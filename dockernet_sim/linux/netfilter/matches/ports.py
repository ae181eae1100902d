"""Ports and TCP flags: ``-m tcp``, ``-m udp``, ``-m sctp``, ``-m multiport``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dockernet_sim.linux.errors import Unfit
from dockernet_sim.linux.netfilter.matches.base import Match

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

Range = tuple[int, int]
ALL = (0, 65535)
BITS = {letter: 1 << bit for bit, letter in enumerate("FSRP.U")}


class PortMatch(Match):
    """Source and destination port of a protocol that has such."""

    proto: ClassVar[int]
    __slots__ = ("dport", "dport_not", "sport", "sport_not")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.sport, self.sport_not = ALL, False
        self.dport, self.dport_not = ALL, False

    def check(self, rule: Rule) -> None:
        """The rule must be about this protocol."""
        if rule.proto != self.proto or rule.proto_not:
            raise Unfit

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Both ports within their ranges."""
        payload = packet.payload
        low, high = self.dport
        if (low <= payload.dport <= high) is self.dport_not:
            return False
        low, high = self.sport
        return (low <= payload.sport <= high) is not self.sport_not


class UdpMatch(PortMatch):
    """``-m udp``."""

    proto = 17
    __slots__ = ()


class SctpMatch(PortMatch):
    """``-m sctp``: no program of the model speaks SCTP, but Docker writes rules for it."""

    proto = 132
    __slots__ = ()


class TcpMatch(PortMatch):
    """``-m tcp``: ports and flags."""

    proto = 6
    __slots__ = ("flags", "flags_not", "looked_at", "per_packet")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.looked_at = self.flags = 0
        self.flags_not = False

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Ports, and flags if any are asked for."""
        if not super().test(packet, indev, outdev, physin, physout):
            return False
        if not self.looked_at:
            return True
        bits = 0
        for letter in packet.payload.flags:
            bits |= BITS.get(letter, 0)
        return (bits & self.looked_at == self.flags) is not self.flags_not


class MultiportMatch(Match):
    """``-m multiport``: up to 15 ports or ranges."""

    __slots__ = ("negated", "proto", "ranges", "side", "text")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.side = ""
        self.text = ""
        self.negated = False
        self.proto = 0
        self.ranges: list[Range] = []

    def test(self, packet: Packet, *_devices: Any) -> bool:
        """One of the ports within one of the ranges."""
        payload = packet.payload
        ports = {"sports": (payload.sport,), "dports": (payload.dport,)}.get(self.side, (payload.sport, payload.dport))
        hit = any(low <= port <= high for low, high in self.ranges for port in ports)
        return hit is not self.negated
