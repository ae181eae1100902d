"""REJECT: drop, and tell the sender."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError, Unfit
from dockernet_sim.linux.hooks import FORWARD, INPUT, OUTPUT
from dockernet_sim.linux.netfilter.flow import RELATED, Direction
from dockernet_sim.linux.netfilter.xtables import DROP, Devices, Target
from dockernet_sim.wire import icmp
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_TCP, Packet
from dockernet_sim.wire.tcp import Tcp

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule

RESET = -1  # a code that is none of ICMP's


class RejectTarget(Target):
    """``-j REJECT --reject-with TYPE``."""

    tables = ("filter",)
    hooks = (INPUT, FORWARD, OUTPUT)
    needs_bridged = True
    code = icmp.PORT_UNREACHABLE

    def check(self, rule: Rule) -> None:
        """Only TCP can be reset."""
        if self.code == RESET and (rule.proto != PROTO_TCP or rule.proto_not):
            raise Unfit

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        """Record the drop, then send the ICMP error or the reset."""
        ns, (indev, outdev, physin, _) = self.ns, devices
        ns.drop(packet, physin or indev or outdev, drops.FILTER, rule.label)
        if self.code == RESET:
            self._reset(packet, hook, indev)
        else:
            ns.inet.icmp_send(packet, icmp.UNREACHABLE, self.code)
        return DROP

    def _reset(self, packet: Packet, hook: int, indev: Device | None) -> None:
        segment: Tcp = packet.payload
        if packet.frag or "R" in segment.flags:
            return
        reset = IPv4(packet.dst, packet.src, PROTO_TCP, segment.reset(), self.ns.default_ttl, 0, True)
        came = self.ns.nf.bridged
        if (
            came is not None
            and indev is not None
            and hook != OUTPUT
            and came[0].master is indev
            and came[1].payload.src == packet.src
        ):
            port, frame = came  # straight back out of the bridge's port, past all rules
            port.transmit(Frame(frame.src, frame.dst, ETHERTYPE_IP, reset))
            return
        direction = packet.ct
        if direction is not None and direction.flow.table is not None:
            reset.ct = Direction(direction.flow, not direction.reply, RELATED, direction.other.tuple)
        with suppress(NetError):  # there may be no way back
            self.ns.inet.send(reset)
