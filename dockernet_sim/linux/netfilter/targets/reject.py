"""REJECT: drop, and tell the sender."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.hooks import FORWARD, INPUT, OUTPUT
from dockernet_sim.linux.netfilter.errors import Unfit, misused
from dockernet_sim.linux.netfilter.extension import Option
from dockernet_sim.linux.netfilter.flow import RELATED, Direction
from dockernet_sim.linux.netfilter.targets.base import DROP, Target, target
from dockernet_sim.wire import icmp
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.numbers import U32
from dockernet_sim.wire.packet import PROTO_TCP, Packet
from dockernet_sim.wire.tcp import Tcp

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs

RESET = -1
KINDS = {
    "icmp-net-unreachable": ("net-unreach", icmp.NET_UNREACHABLE),
    "icmp-host-unreachable": ("host-unreach", icmp.HOST_UNREACHABLE),
    "icmp-proto-unreachable": ("proto-unreach", icmp.PROTO_UNREACHABLE),
    "icmp-port-unreachable": ("port-unreach", icmp.PORT_UNREACHABLE),
    "icmp-net-prohibited": ("net-prohib", icmp.NET_PROHIBITED),
    "icmp-host-prohibited": ("host-prohib", icmp.HOST_PROHIBITED),
    "tcp-reset": ("tcp-rst", RESET),
    "icmp-admin-prohibited": ("admin-prohib", icmp.ADMIN_PROHIBITED),
}


@target("REJECT")
class RejectTarget(Target):
    """``-j REJECT --reject-with TYPE``."""

    tables = ("filter",)
    hooks = (INPUT, FORWARD, OUTPUT)
    needs_bridged = True
    options: ClassVar[dict[str, Option]] = {"--reject-with": Option()}
    __slots__ = ("kind",)

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.kind = "icmp-port-unreachable"

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take a type by one of its two names, or by the beginning of one."""
        for name, (alias, _code) in KINDS.items():
            if words[0] and (name.startswith(words[0].lower()) or alias.startswith(words[0].lower())):
                self.kind = name
                return
        raise misused(f'unknown reject type "{words[0]}"')

    def finish(self, rule: Rule) -> None:
        """Only TCP can be reset."""
        if self.kind == "tcp-reset" and (rule.proto != PROTO_TCP or rule.proto_not):
            raise Unfit

    def apply(
        self, rule: Rule, hook: int, packet: Packet, indev: Device | None, outdev: Device | None,
        physin: Device | None, physout: Device | None,
    ) -> int:  # fmt: skip
        """Record the drop, then send the ICMP error or the reset."""
        ns = self.ns
        ns.nf.drop(packet, physin or indev or outdev, drops.FILTER, rule.label)
        code = KINDS[self.kind][1]
        if code == RESET:
            self._reset(packet, hook, indev)
        else:
            ns.inet.icmp_send(packet, icmp.UNREACHABLE, code)
        return DROP

    def _reset(self, packet: Packet, hook: int, indev: Device | None) -> None:
        segment: Tcp = packet.payload
        if packet.frag or "R" in segment.flags:
            return
        if "." in segment.flags:
            answer = Tcp(segment.dport, segment.sport, segment.ack, 0, "R", 0)
        else:
            used = segment.data_length + ("S" in segment.flags) + ("F" in segment.flags)
            answer = Tcp(segment.dport, segment.sport, 0, (segment.seq + used) & U32, "R.", 0)
        reset = IPv4(packet.dst, packet.src, PROTO_TCP, answer, self.ns.default_ttl, 0, True)
        came = self.ns.nf.bridged
        if came is not None and hook != OUTPUT and _belongs(came[0], indev) and came[1].payload.src == packet.src:
            port, frame = came  # straight back out of the bridge's port, past all rules
            port.transmit(Frame(frame.src, frame.dst, ETHERTYPE_IP, reset))
            return
        direction = packet.ct
        if direction is not None and direction.flow.table is not None:
            reset.ct = Direction(direction.flow, not direction.reply, RELATED, direction.other.tuple)
        with suppress(NetError):  # there may be no way back
            self.ns.inet.send(reset)

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"--reject-with {self.kind}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"reject-with {self.kind}"


def _belongs(port: Device, bridge: Device | None) -> bool:
    master: object = port.master
    return bridge is not None and master is bridge
