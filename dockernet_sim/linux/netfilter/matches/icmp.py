"""ICMP types: ``-m icmp``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import Unfit
from dockernet_sim.linux.netfilter.matches.base import Single
from dockernet_sim.wire.packet import PROTO_ICMP

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.wire.packet import Packet


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
