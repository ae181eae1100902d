"""One of the five hooks of a namespace: what a packet goes through there, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.conntrack import ICMP_TIMEOUT
from dockernet_sim.linux.netfilter.flow import UNTRACKED_WAY, tuple_of
from dockernet_sim.wire.ipv4 import PROTO_ICMP

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.conntrack import Conntrack
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.linux.netfilter.walk import Step
    from dockernet_sim.wire.ipv4 import IPv4


class Hook:
    """Steps before connection tracking, tracking (on the ways in), and steps after it.

    A flow that is settled has nothing to ask of NAT: its packets meet the rules alone. Where there are none and nothing
    else is to do, the hook is ``idle`` for them: who is in a hurry need not go through it.

    Parameters
    ----------
    nf : Netfilter
        Whose hook it is.
    early, late : list of Step
        What runs before tracking, and what runs after it.
    tracking : bool
        Whether packets are tracked here.
    """

    __slots__ = ("conntrack", "early", "idle", "late", "nf", "only_tracks", "rules")

    def __init__(self, nf: Netfilter, early: list[Step], late: list[Step], tracking: bool) -> None:
        self.nf = nf
        self.early = early
        self.late = late
        self.rules = [step for step in late if not step.once]
        self.conntrack: Conntrack | None = nf.conntrack if tracking else None
        self.idle = not early and not tracking and not self.rules
        self.only_tracks = tracking and not early and not self.rules

    def run(
        self,
        packet: IPv4,
        indev: Device | None,
        outdev: Device | None,
        physin: Device | None = None,
        physout: Device | None = None,
    ) -> IPv4 | None:
        """The packet or what NAT made of it; None when it was dropped."""
        conntrack = self.conntrack
        if self.only_tracks and conntrack is not None:  # Conntrack.track in short, for answered echoes: the hot path
            flow, way = packet.flow or tuple_of(packet), packet.ct
            if flow is not None and (way is None or way.entry.table is not conntrack):
                way = conntrack.ways.get(flow)
                now = conntrack.clock.t
                if way is not None and (entry := way.entry).settled and entry.seen_reply and entry.expires >= now:
                    if flow[2] == PROTO_ICMP:
                        entry.expires = now + ICMP_TIMEOUT
                        packet.ct = way
                        return packet
        passed: IPv4 | None
        for step in self.early:
            passed = step.run(packet, indev, outdev, physin, physout)
            if passed is None:
                return None
            packet = passed
        if conntrack is not None and not (packet.ct is UNTRACKED_WAY and self.nf.scrubs):
            conntrack.track(packet, indev)
        way = packet.ct
        for step in self.rules if way is not None and way.entry.settled else self.late:
            passed = step.run(packet, indev, outdev, physin, physout)
            if passed is None:
                return None
            packet = passed
        return packet
