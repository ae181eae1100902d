"""The TOS byte of a packet: ``-m dscp``, ``-m tos``; and the MSS that a SYN offers: ``-m tcpmss``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.xtables import Single
from dockernet_sim.wire.packet import PROTO_TCP
from dockernet_sim.wire.tcp import option_of

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.packet import Packet


class DscpMatch(Single):
    """``-m dscp --dscp N`` or ``--dscp-class CLASS``."""

    def hit(self, packet: Packet, indev: Device | None) -> bool:
        return bool(packet.tos >> 2 == self.value)


class TosMatch(Single):
    """``-m tos --tos VALUE[/MASK]``."""

    def hit(self, packet: Packet, indev: Device | None) -> bool:
        value, mask = self.value
        return bool(packet.tos & mask == value)


class TcpmssMatch(Single):
    """``-m tcpmss --mss MIN[:MAX]``: the MSS option of a segment that has one."""

    def hit(self, packet: Packet, indev: Device | None) -> bool | None:
        offered = option_of(packet.payload.options, "mss") if packet.proto == PROTO_TCP and not packet.offset else 0
        return bool(self.value[0] <= offered <= self.value[1]) if offered else None
