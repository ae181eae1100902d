"""``-m set --match-set NAME dst``: whether a packet's address or port is in a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.xtables import Devices, Match

if TYPE_CHECKING:
    from dockernet_sim.wire.packet import Packet


class SetMatch(Match):
    """One set, and for each of its parts whether the source or the destination is meant."""

    set = ""
    directions: tuple[str, ...] = ()
    negated = False

    def test(self, packet: Packet, devices: Devices) -> bool:
        found = self.ns.nf.sets.get(self.set)
        if found is None:
            return self.negated
        values = []
        for kind, direction in zip(found.parts, self.directions, strict=False):
            source = direction == "src"
            if kind == "port":
                payload = packet.payload
                values.append((packet.proto, getattr(payload, "sport" if source else "dport", -1)))
            else:
                values.append((packet.src if source else packet.dst, 0))
        return found.holds(tuple(values)) is not self.negated
