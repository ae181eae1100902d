"""One of the five hooks of a namespace: what a packet goes through there, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.walk import Step
    from dockernet_sim.wire.packet import Packet


class Hook:
    """The steps at a hook, by priority: raw table, connection tracking, the other tables, confirmation.

    NAT and confirmation concern flows that are new or translated; the packets of others meet the remaining steps alone.
    """

    __slots__ = ("_first", "_late", "_rest", "steps")

    def __init__(self, early: list[Step], late: list[Step]) -> None:
        self.steps = early + late
        self._first = [step.run for step in early]
        self._late = [step.run for step in late]
        self._rest = [step.run for step in late if not step.once]

    def run(
        self,
        packet: Packet,
        indev: Device | None,
        outdev: Device | None,
        physin: Device | None = None,
        physout: Device | None = None,
    ) -> Packet | None:
        """The packet, or what NAT made of it; None when it was dropped (nf_hook_slow)."""
        for run in self._first:
            passed = run(packet, indev, outdev, physin, physout)
            if passed is None:
                return None
            packet = passed
        direction = packet.ct
        for run in self._late if direction is None or not direction.flow.settled else self._rest:
            passed = run(packet, indev, outdev, physin, physout)
            if passed is None:
                return None
            packet = passed
        return packet
