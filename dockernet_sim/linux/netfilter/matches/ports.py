"""Ports, TCP flags and ICMP types: ``-m tcp``, ``-m udp``, ``-m icmp`` (xt_tcpudp.c), ``-m sctp``, ``-m multiport``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.errors import Unfit
from dockernet_sim.linux.netfilter.xtables import Devices, Match, Single
from dockernet_sim.wire.packet import PROTO_ICMP

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.wire.packet import Packet

Range = tuple[int, int]
ALL = (0, 65535)
BITS = {letter: 1 << bit for bit, letter in enumerate("FSRP.U")}


class PortMatch(Match):
    """Source and destination port of a protocol that has such."""

    proto: ClassVar[int]
    sport, sport_not = ALL, False
    dport, dport_not = ALL, False

    def check(self, rule: Rule) -> None:
        if rule.proto != self.proto or rule.proto_not:
            raise Unfit

    def test(self, packet: Packet, devices: Devices) -> bool:
        payload = packet.payload
        low, high = self.dport
        if (low <= payload.dport <= high) is self.dport_not:
            return False
        low, high = self.sport
        return (low <= payload.sport <= high) is not self.sport_not


class UdpMatch(PortMatch):
    """``-m udp``."""

    proto = 17


class SctpMatch(PortMatch):
    """``-m sctp``: no program of the model speaks SCTP, but Docker writes rules for it."""

    proto = 132


class TcpMatch(PortMatch):
    """``-m tcp``: ports and flags."""

    proto = 6
    looked_at = flags = 0
    flags_not = False

    def test(self, packet: Packet, devices: Devices) -> bool:
        if not super().test(packet, devices):
            return False
        if not self.looked_at:
            return True
        bits = 0
        for letter in packet.payload.flags:
            bits |= BITS.get(letter, 0)
        return (bits & self.looked_at == self.flags) is not self.flags_not


class IcmpMatch(Single):
    """``-m icmp --icmp-type TYPE[/CODE] | NAME``."""

    def check(self, rule: Rule) -> None:
        """The rule must be about ICMP."""
        if rule.proto != PROTO_ICMP or rule.proto_not:
            raise Unfit

    def hit(self, packet: Packet, indev: Device | None) -> bool:
        wanted, low, high = self.value
        message = packet.payload
        return bool(wanted == 255 or (message.type == wanted and low <= message.code <= high))


class MultiportMatch(Match):
    """``-m multiport``: up to 15 ports or ranges."""

    side = text = ""
    negated = False
    proto = 0
    ranges: Sequence[Range] = ()

    def test(self, packet: Packet, devices: Devices) -> bool:
        payload = packet.payload
        ports = {"sports": (payload.sport,), "dports": (payload.dport,)}.get(self.side, (payload.sport, payload.dport))
        hit = any(low <= port <= high for low, high in self.ranges for port in ports)
        return hit is not self.negated
