"""One of the five hooks of a namespace: what a packet goes through there, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.walk import Step
    from dockernet_sim.wire.ipv4 import IPv4


class Hook:
    """The steps at a hook, by priority: raw table, connection tracking, the other tables, confirmation."""

    __slots__ = ("steps",)

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps

    def run(
        self,
        packet: IPv4,
        indev: Device | None,
        outdev: Device | None,
        physin: Device | None = None,
        physout: Device | None = None,
    ) -> IPv4 | None:
        """Take a packet through (nf_hook_slow): the packet, or what NAT made of it; None when it was dropped."""
        passed: IPv4 | None
        for step in self.steps:
            passed = step.run(packet, indev, outdev, physin, physout)
            if passed is None:
                return None
            packet = passed
        return packet
