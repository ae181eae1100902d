"""Connection tracking: which flow a packet belongs to (nf_conntrack_core.c).

Entries hold their expiry; no timer runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter import tcpstate
from dockernet_sim.linux.netfilter.flow import (
    ESTABLISHED,
    ICMP_QUESTIONS,
    INVALID_CT,
    RELATED,
    UNTRACKED_CT,
    Direction,
    Flow,
    Tuple,
    inverted,
    tuple_of,
)
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP, Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs

UDP_TIMEOUT, UDP_STREAM_TIMEOUT = 30.0, 120.0
UDP_STREAM = 2.0  # seconds after which what is answered is a stream
ICMP_TIMEOUT = 30.0
Watcher = Callable[[str, Flow], object]
GENERIC_TIMEOUT = 600.0


class Conntrack:
    """The flows of one namespace."""

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self.clock = ns.clock
        self.directions: dict[Tuple, Direction] = {}  # in the order in which their flows were confirmed
        self.watchers: tuple[Watcher, ...] = ()  # told of each flow that comes, changes or goes
        self._comparing = False
        self.portid = 0  # of the program that deletes flows right now
        self.invalid = self.clashes = 0  # packets that belong to no flow; flows that another one was faster than

    # -- as a packet comes in, or is made here ---------------------------------
    def nf_conntrack_in(self, packet: Packet, indev: Device | None) -> None:
        """Find or make the flow of a packet that came in at `indev` or is made here, and note it as its ``ct``.

        (nf_conntrack_in, nf_conntrack_handle_packet)
        """
        if self.watchers and not self._comparing:
            self._compare(packet, indev)
            return
        known = packet.ct
        if known is not None:
            if known is UNTRACKED_CT:
                return  # the raw table exempted it
            if known.flow.table is self and (indev is None or indev is self.ns.lo):
                return  # seen on its way out through lo, or noted by what made it
        key = packet.key or tuple_of(packet)
        if key is None:
            packet.ct = self._icmp_error(packet, indev is None)
            return
        now = self.clock.t
        direction = self.directions.get(key)
        if direction is None or direction.flow.expires < now:
            if direction is not None:
                self._remove(direction.flow)
            direction = self._new(key, packet, now)
            if direction is None:
                packet.ct = INVALID_CT
                return
        flow, proto, packet.ct = direction.flow, key[2], direction
        if proto == PROTO_ICMP:
            flow.expires = now + ICMP_TIMEOUT
        elif proto == PROTO_UDP:
            self.udp_packet(flow, now)
        elif proto == PROTO_TCP:
            packet.ct = self._tcp_packet(direction, packet, now)
            return
        else:
            flow.expires = now + GENERIC_TIMEOUT
        if direction.reply and not flow.seen_reply:
            self.answered(flow)

    def watch(self, watcher: Watcher) -> None:
        """Call ``watcher(kind, flow)`` for each event from now on: NEW, UPDATE, DESTROY."""
        self.watchers = (*self.watchers, watcher)
        self.ns.nf.changed()

    def unwatch(self, watcher: Watcher) -> None:
        """Call it no more."""
        self.watchers = tuple(each for each in self.watchers if each != watcher)
        self.ns.nf.changed()

    def _tell(self, kind: str, flow: Flow) -> None:
        for watcher in self.watchers:
            watcher(kind, flow)

    def _compare(self, packet: Packet, indev: Device | None) -> None:
        """Track a packet, and tell what that changed: one event for all changes, as the kernel does."""
        key = packet.key or tuple_of(packet)
        direction = self.directions.get(key) if key is not None else None
        before = (
            (direction.flow.state, direction.flow.seen_reply, direction.flow.assured) if direction is not None else None
        )
        self._comparing = True
        try:
            self.nf_conntrack_in(packet, indev)
        finally:
            self._comparing = False
        if direction is None or self.directions.get(direction.tuple) is not direction:
            return
        flow = direction.flow
        if (flow.state, flow.seen_reply, flow.assured) != before:
            self._tell("UPDATE", flow)

    def _new(self, key: Tuple, packet: Packet, now: float) -> Direction | None:
        """A new flow, not yet in the table (init_conntrack): :meth:`confirm` puts it there.

        None for what begins no flow.
        """
        if key[2] == PROTO_ICMP and key[4] >> 8 not in ICMP_QUESTIONS:
            return None  # an answer to no question
        flow = Flow(self, key, inverted(key), 0.0)
        flow.stream_from = now + UDP_STREAM
        if key[2] == PROTO_TCP:
            flow.state = "NONE"
            if tcpstate.following("NONE", packet.payload, False) == tcpstate.BAD:
                return None
        return flow.original

    @staticmethod
    def udp_packet(flow: Flow, now: float) -> None:
        """What a datagram does to its flow (nf_conntrack_udp_packet)."""
        if flow.seen_reply and now > flow.stream_from:
            flow.expires, flow.assured = now + UDP_STREAM_TIMEOUT, True
        else:
            flow.expires = now + UDP_TIMEOUT

    def _tcp_packet(self, direction: Direction, packet: Packet, now: float) -> Direction:
        """What a segment does to its flow (nf_conntrack_tcp_packet); the segment's direction, or INVALID."""
        flow, segment = direction.flow, packet.payload
        before = flow.state
        after = tcpstate.following(before, segment, direction.reply)
        if after == tcpstate.BAD:
            self.invalid += 1
            return INVALID_CT
        if after == tcpstate.IGNORE:
            return direction
        if after == "SYN_SENT" and before in ("TIME_WAIT", "CLOSE"):
            self._remove(flow)  # a new connection between the same ports
            fresh = self._new(inverted(direction.other.tuple) if direction.reply else direction.tuple, packet, now)
            return INVALID_CT if fresh is None else self._tcp_packet(fresh, packet, now)
        flow.state = after
        if before == "ESTABLISHED" != after:
            self.ns.host.generation += 1  # cached paths of established connections end here
        if not flow.seen_reply and "R" in segment.flags:
            self._remove(flow)
        flow.expires = now + tcpstate.TIMEOUTS[after]
        if after == "ESTABLISHED" and before in ("SYN_RECV", "ESTABLISHED") and flow.seen_reply:
            flow.assured = True
        if direction.reply and not flow.seen_reply:
            self.answered(flow)
        return direction

    @staticmethod
    def answered(flow: Flow) -> None:
        """The first answer came."""
        flow.seen_reply = True
        flow.original.state = ESTABLISHED

    def _icmp_error(self, packet: Packet, made_here: bool) -> Direction:
        """An ICMP error: the flow that it quotes (nf_conntrack_icmp_error)."""
        inner = getattr(packet.payload, "inner", None)
        if inner is None:
            return INVALID_CT
        if made_here:
            cause = inner.ct  # the packet that we refused carries its flow, which may not be in the table yet
            if cause is not None and cause.flow.table is self:
                return Direction(cause.flow, not cause.reply, RELATED, cause.other.tuple)
        key = tuple_of(inner)
        direction = self.directions.get(inverted(key)) if key is not None else None
        if direction is None or direction.flow.expires < self.clock.t:
            return INVALID_CT
        return Direction(direction.flow, direction.reply, RELATED, direction.tuple)

    # -- as it leaves, or is delivered -----------------------------------------------------------
    def confirm(self, flow: Flow) -> bool:
        """Insert the flow after its first packet passed all hooks (nf_conntrack_confirm).

        False if a conflicting flow exists.
        """
        there, back = flow.original, flow.reply
        if self.taken(there.tuple) or self.taken(back.tuple):
            self.clashes += 1
            return False
        self.directions[there.tuple], self.directions[back.tuple] = there, back
        flow.confirmed, flow.settled = True, not flow.nat
        if self.watchers:
            self._tell("NEW", flow)
        return True

    def taken(self, key: Tuple, but: Flow | None = None) -> bool:
        """Whether a living flow uses this tuple in either direction."""
        direction = self.directions.get(key)
        if direction is None or direction.flow is but:
            return False
        if direction.flow.expires < self.clock.t:
            self._remove(direction.flow)
            return False
        return True

    # -- the table -------------------------------------------------------------
    def _remove(self, flow: Flow) -> None:
        self.ns.host.generation += 1
        if self.watchers and self.directions.get(flow.original.tuple) is flow.original:
            self._tell("DESTROY", flow)
        for direction in (flow.original, flow.reply):
            if self.directions.get(direction.tuple) is direction:
                del self.directions[direction.tuple]

    def entries(self) -> list[Flow]:
        """All living flows, the oldest first."""
        self.clock.flush()
        now = self.clock.now
        for direction in list(self.directions.values()):
            if direction.flow.expires < now:
                self._remove(direction.flow)
        return [direction.flow for direction in self.directions.values() if not direction.reply]

    def delete(self, wanted: Callable[[Flow], bool], portid: int = 0) -> int:
        """Forget the flows that are `wanted`; how many there were.

        `portid` is the netlink port of a program that asks.
        """
        if not self.directions:
            return 0
        gone = [flow for flow in self.entries() if wanted(flow)]
        self.portid = portid
        for flow in gone:
            self._remove(flow)
        self.portid = 0
        return len(gone)

    def flush(self, ip: int | None = None, portid: int = 0) -> int:
        """Forget all flows, or those that have `ip` as one of their four ends; how many there were."""
        return self.delete(lambda flow: ip is None or ip in (*flow.original.tuple[:2], *flow.reply.tuple[:2]), portid)
