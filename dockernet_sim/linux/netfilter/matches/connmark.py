"""``-m connmark``: the mark of the packet's flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.matches.packet import MarkMatch

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.packet import Packet


class ConnmarkMatch(MarkMatch):
    """``-m connmark --mark VALUE[/MASK]``."""

    needs_conntrack = True

    def hit(self, packet: Packet, indev: Device | None) -> bool | None:
        """The flow's masked mark is the value; what is not tracked has none."""
        direction = packet.ct
        if direction is None or direction.flow.table is None:
            return None
        value, mask = self.value
        return bool(direction.flow.mark & mask == value)
