"""One of the five hooks of a namespace: what a packet goes through there, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.netfilter.conntrack import ECHO_ANSWER, ECHO_QUESTION, ICMP_TIMEOUT
from dockernet_sim.linux.netfilter.flow import ESTABLISHED, UNTRACKED_WAY, Entry, tuple_of
from dockernet_sim.wire.ipv4 import PROTO_ICMP

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.conntrack import Conntrack
    from dockernet_sim.linux.netfilter.flow import Way
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.linux.netfilter.walk import Step
    from dockernet_sim.wire.ipv4 import IPv4

    Run = Callable[[IPv4, Device | None, Device | None, Device | None, Device | None], IPv4 | None]


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

    __slots__ = ("clock", "conntrack", "early", "idle", "late", "nat", "nf", "rules", "run", "ways")

    def __init__(self, nf: Netfilter, early: list[Step], late: list[Step], tracking: bool) -> None:
        self.nf = nf
        self.early = early
        self.late = late
        self.rules = [step for step in late if not step.once]
        self.conntrack: Conntrack | None = nf.conntrack if tracking else None
        self.ways: dict[Any, Way] = nf.conntrack.ways
        self.clock = nf.clock
        self.idle = not early and not tracking and not self.rules
        self.run: Run = self._all
        """Takes a packet through: the packet or what NAT made of it; None when it was dropped."""
        self.nat: Run | None = late[0].run if late else None
        if tracking and not early and not self.rules and len(late) <= 1 and not nf.conntrack.watchers:
            self.run = self._track
        elif not tracking and not early and len(late) == 1:
            self.run = late[0].run

    def _track(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """Where nothing but NAT is left to do. Conntrack.track in short, for echoes: the hot path."""
        way = packet.ct
        if way is not None and way.entry.table is self.conntrack:
            return self._all(packet, indev, outdev, physin, physout)
        way, now = self.ways.get(packet.flow or tuple_of(packet)), self.clock.t
        if way is not None:
            entry = way.entry
            if entry.echoes and entry.expires >= now:
                entry.expires = now + ICMP_TIMEOUT
                packet.ct = way
                return packet
            if entry.expires < now or entry.proto != PROTO_ICMP:
                return self._all(packet, indev, outdev, physin, physout)
            entry.expires = now + ICMP_TIMEOUT
            packet.ct = way
            if way.reply and not entry.seen_reply:  # Conntrack.answered in short
                entry.seen_reply, entry.echoes = True, entry.settled
                entry.original.state = ESTABLISHED
            if entry.settled:
                return packet
        elif packet.flow is None or packet.proto != PROTO_ICMP:
            return self._all(packet, indev, outdev, physin, physout)
        elif packet.flow[4] == ECHO_QUESTION:  # Conntrack.begin_echo in short
            src, dst, proto, ident, _ = flow = packet.flow
            packet.ct = Entry(self.conntrack, flow, (dst, src, proto, ident, ECHO_ANSWER), now + ICMP_TIMEOUT).original
        else:
            packet.ct = self.nf.conntrack.begin_echo(packet.flow, now)
        nat = self.nat
        return packet if nat is None else nat(packet, indev, outdev, physin, physout)

    def _all(
        self, packet: IPv4, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> IPv4 | None:
        """One step after the other."""
        conntrack = self.conntrack
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
