"""One of the five hooks of a namespace: what a packet goes through there, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.conntrack import Conntrack
    from dockernet_sim.linux.netfilter.walk import Devices, Step
    from dockernet_sim.wire.packet import Packet


class Hook:
    """The steps at a hook, by priority: raw table, connection tracking, the other tables, confirmation.

    NAT and confirmation concern flows that are new or translated; the packets of others meet the remaining steps alone.
    """

    __slots__ = ("_settled", "_steps", "conntrack", "raw", "steps")

    def __init__(self, raw: Step | None, conntrack: Conntrack | None, steps: list[Step]) -> None:
        self.raw = raw
        self.conntrack = conntrack
        self.steps = steps  # those behind connection tracking
        self._steps = [step.run for step in steps]
        self._settled = [step.run for step in steps if not step.once]

    @property
    def idle(self) -> bool:
        """Whether packets of flows that are neither new nor translated meet nothing here."""
        return self.raw is None and self.conntrack is None and not self._settled

    def run(self, packet: Packet, devices: Devices) -> Packet | None:
        """The packet, or what NAT made of it; None when it was dropped (nf_hook_slow)."""
        if self.raw is not None:
            passed = self.raw.run(packet, devices)
            if passed is None:
                return None
            packet = passed
        if self.conntrack is not None:
            self.conntrack.nf_conntrack_in(packet, devices[0])
        direction = packet.ct
        for run in self._steps if direction is None or not direction.flow.settled else self._settled:
            passed = run(packet, devices)
            if passed is None:
                return None
            packet = passed
        return packet
