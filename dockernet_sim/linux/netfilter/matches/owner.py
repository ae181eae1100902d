"""``-m owner``: whose socket a packet made here comes from (xt_owner.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.hooks import OUTPUT, POSTROUTING
from dockernet_sim.linux.netfilter.flow import ICMP_QUESTIONS
from dockernet_sim.linux.netfilter.xtables import Devices, Match
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

ROOT = 0
Bounds = tuple[int, int]


class OwnerMatch(Match):
    """``-m owner --uid-owner USER[-USER] --gid-owner GROUP --socket-exists``;
    every program of the model runs as root."""

    hooks = (OUTPUT, POSTROUTING)
    per_flow = False

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.asked: dict[str, tuple[Bounds, bool]] = {}
        self.socket: bool | None = None  # whether one must exist
        self.supplementary = False

    def test(self, packet: Packet, devices: Devices) -> bool:
        """The kernel's own answers and what is forwarded have no owner: only inverted questions mean these."""
        owned = devices[0] is None and self._owned(packet)
        if self.socket is not None and owned is not self.socket:
            return False
        if not owned:
            return all(negated for _, negated in self.asked.values())
        return all((low <= ROOT <= high) is not negated for (low, high), negated in self.asked.values())

    def _owned(self, packet: Packet) -> bool:
        """Whether a program's socket sent it."""
        payload = packet.payload
        if packet.proto == PROTO_ICMP:
            return payload.type in ICMP_QUESTIONS
        if packet.proto == PROTO_UDP:
            return True
        if packet.proto != PROTO_TCP:
            return False
        end = (packet.src, payload.sport, packet.dst, payload.dport)
        direction = packet.ct
        if direction is not None and direction.flow.nat:  # the socket knows the ends as they are before NAT
            src, dst, _, sport, dport = direction.tuple
            end = (src, sport, dst, dport)
        return self.ns.inet.has_socket(end)
