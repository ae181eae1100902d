"""Connection tracking: which flow a packet belongs to (nf_conntrack_core.c). Entries hold their expiry; no timer runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter import tcpstate
from dockernet_sim.linux.netfilter.flow import (
    ESTABLISHED,
    ICMP_QUESTIONS,
    INVALID_WAY,
    RELATED,
    Entry,
    Tuple,
    Way,
    inverted,
    tuple_of,
)
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY
from dockernet_sim.wire.ipv4 import PROTO_ICMP, PROTO_TCP, PROTO_UDP, IPv4

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs

UDP_TIMEOUT, UDP_STREAM_TIMEOUT = 30.0, 120.0
UDP_STREAM = 2.0  # seconds after which what is answered is a stream
ICMP_TIMEOUT = 30.0
Watcher = Callable[[str, Entry], object]
ECHO_QUESTION, ECHO_ANSWER = ECHO << 8, ECHO_REPLY << 8  # as a tuple's last number
GENERIC_TIMEOUT = 600.0


class Conntrack:
    """The flows of one namespace."""

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self.clock = ns.clock
        self.ways: dict[Tuple, Way] = {}  # in the order in which their flows were confirmed
        self.watchers: tuple[Watcher, ...] = ()  # told of each flow that comes, changes or goes
        self._comparing = False
        self.portid = 0  # of the program that deletes flows right now
        self.invalid = self.clashes = 0  # packets that belong to no flow; flows that another one was faster than

    # -- the way in ------------------------------------------------------------
    def track(self, packet: IPv4, indev: Device | None) -> None:
        """Find or make the flow of a packet that came in at `indev` or is made here, and note it as the packet's ``ct``."""
        if self.watchers and not self._comparing:
            self._compare(packet, indev)
            return
        known = packet.ct
        if known is not None and known.entry.table is self and (indev is None or indev.kind == "loopback"):
            return  # seen on its way out through lo, or told by whoever made it
        key = packet.flow or tuple_of(packet)
        if key is None:
            packet.ct = self._about(packet, indev is None)
            return
        way = self.ways.get(key)
        now = self.clock.t
        if way is not None:
            entry = way.entry
            if entry.expires < now:
                self._remove(entry)
                way = None
        if key[2] != PROTO_ICMP:
            packet.ct = self._follow(way or self._begin(key, packet, now), packet, now)
        elif way is None:  # echoes are followed here: they are most of what many labs ever see
            packet.ct = self.begin_echo(key, now)
        else:
            way.entry.expires = now + ICMP_TIMEOUT
            if way.reply and not way.entry.seen_reply:
                self.answered(way.entry)
            packet.ct = way

    def watch(self, watcher: Watcher) -> None:
        """Call ``watcher(kind, entry)`` for each event from now on: NEW, UPDATE, DESTROY."""
        self.watchers = (*self.watchers, watcher)
        self.ns.nf.changed()

    def unwatch(self, watcher: Watcher) -> None:
        """Call it no more."""
        self.watchers = tuple(each for each in self.watchers if each != watcher)
        self.ns.nf.changed()

    def _tell(self, kind: str, entry: Entry) -> None:
        for watcher in self.watchers:
            watcher(kind, entry)

    def _compare(self, packet: IPv4, indev: Device | None) -> None:
        """Track a packet, and tell what that changed: one event for all changes, as the kernel does."""
        key = packet.flow or tuple_of(packet)
        way = self.ways.get(key) if key is not None else None
        before = (way.entry.state, way.entry.seen_reply, way.entry.assured) if way is not None else None
        self._comparing = True
        try:
            self.track(packet, indev)
        finally:
            self._comparing = False
        if way is None or self.ways.get(way.tuple) is not way:
            return
        entry = way.entry
        if (entry.state, entry.seen_reply, entry.assured) != before:
            self._tell("UPDATE", entry)

    def begin_echo(self, key: Tuple, now: float) -> Way:
        """The way of a first message of ICMP: a question begins a flow, an answer belongs to none."""
        src, dst, proto, ident, kind = key
        if kind == ECHO_QUESTION:
            entry = Entry(self, key, (dst, src, proto, ident, ECHO_ANSWER), now + ICMP_TIMEOUT)
        elif kind >> 8 in ICMP_QUESTIONS:
            entry = Entry(self, key, inverted(key), now + ICMP_TIMEOUT)
        else:
            return INVALID_WAY
        return entry.original

    def _begin(self, key: Tuple, packet: IPv4, now: float) -> Way | None:
        """A new flow, not yet in the table: it gets there when its first packet leaves or is delivered."""
        entry = Entry(self, key, inverted(key), 0.0)
        entry.stream_from = now + UDP_STREAM
        if key[2] == PROTO_TCP:
            entry.state = "NONE"
            if tcpstate.following("NONE", packet.payload, False) == tcpstate.BAD:
                return None
        return entry.original

    def _follow(self, way: Way | None, packet: IPv4, now: float) -> Way:
        """What the packet does to its flow; the packet's way, or INVALID."""
        if way is None:
            return INVALID_WAY
        entry = way.entry
        proto = entry.proto
        if proto == PROTO_UDP:
            if entry.seen_reply and now > entry.stream_from:
                entry.expires, entry.assured = now + UDP_STREAM_TIMEOUT, True
            else:
                entry.expires = now + UDP_TIMEOUT
        elif proto == PROTO_TCP:
            return self._follow_tcp(way, packet, now)
        else:
            entry.expires = now + GENERIC_TIMEOUT
        if way.reply and not entry.seen_reply:
            self.answered(entry)
        return way

    def _follow_tcp(self, way: Way, packet: IPv4, now: float) -> Way:
        entry, segment = way.entry, packet.payload
        before = entry.state
        after = tcpstate.following(before, segment, way.reply)
        if after == tcpstate.BAD:
            self.invalid += 1
            return INVALID_WAY
        if after == tcpstate.IGNORE:
            return way
        if after == "SYN_SENT" and before in ("TIME_WAIT", "CLOSE"):
            self._remove(entry)  # a new connection between the same ports
            fresh = self._begin(inverted(way.other.tuple) if way.reply else way.tuple, packet, now)
            return self._follow(fresh, packet, now)
        entry.state = after
        if not entry.seen_reply and "R" in segment.flags:
            self._remove(entry)
        entry.expires = now + tcpstate.TIMEOUTS[after]
        if after == "ESTABLISHED" and before in ("SYN_RECV", "ESTABLISHED") and entry.seen_reply:
            entry.assured = True
        if way.reply and not entry.seen_reply:
            self.answered(entry)
        return way

    @staticmethod
    def answered(entry: Entry) -> None:
        """The first answer came."""
        entry.seen_reply = True
        entry.echoes = entry.settled and entry.proto == PROTO_ICMP
        entry.original.state = ESTABLISHED

    def _about(self, packet: IPv4, made_here: bool) -> Way:
        """An ICMP error: the flow that it is about."""
        inner = getattr(packet.payload, "inner", None)
        if inner is None:
            return INVALID_WAY
        if made_here:
            cause = inner.ct  # the packet that we refused carries its flow, which may not be in the table yet
            if cause is not None and cause.entry.table is self:
                return Way(cause.entry, not cause.reply, RELATED, cause.other.tuple)
        key = tuple_of(inner)
        way = self.ways.get(inverted(key)) if key is not None else None
        if way is None or way.entry.expires < self.clock.t:
            return INVALID_WAY
        return Way(way.entry, way.reply, RELATED, way.tuple)

    # -- the way out -----------------------------------------------------------
    def confirm(self, entry: Entry) -> bool:
        """A flow's first packet gets through: its entry goes into the table. False when another flow was faster."""
        there, back = entry.original, entry.reply
        if self.taken(there.tuple) or self.taken(back.tuple):
            self.clashes += 1
            return False
        self.ways[there.tuple], self.ways[back.tuple] = there, back
        entry.confirmed = True
        entry.settled = not entry.nat
        if self.watchers:
            self._tell("NEW", entry)
        return True

    def open(self, flow: Tuple, answer: Tuple, nat: int) -> Way | None:
        """A new flow of datagrams goes through at once; its answers look like that. None when another one uses the answer."""
        if answer in self.ways and self.taken(answer):
            return None
        now = self.clock.t
        entry = Entry(self, flow, answer, now + UDP_TIMEOUT)
        entry.stream_from, entry.nat = now + UDP_STREAM, nat
        entry.src_done = entry.confirmed = True
        entry.settled = not nat
        self.ways[flow], self.ways[answer] = entry.original, entry.reply
        if self.watchers:
            self._tell("NEW", entry)
        return entry.original

    def taken(self, key: Tuple, but: Entry | None = None) -> bool:
        """Whether a living flow uses this tuple in either direction."""
        way = self.ways.get(key)
        if way is None or way.entry is but:
            return False
        if way.entry.expires < self.clock.t:
            self._remove(way.entry)
            return False
        return True

    # -- the table -------------------------------------------------------------
    def _remove(self, entry: Entry) -> None:
        self.ns.host.generation += 1
        if self.watchers and self.ways.get(entry.original.tuple) is entry.original:
            self._tell("DESTROY", entry)
        for way in (entry.original, entry.reply):
            if self.ways.get(way.tuple) is way:
                del self.ways[way.tuple]

    def entries(self) -> list[Entry]:
        """All living flows, the oldest first."""
        self.clock.settle()
        now = self.clock.now
        for way in list(self.ways.values()):
            if way.entry.expires < now:
                self._remove(way.entry)
        return [way.entry for way in self.ways.values() if not way.reply]

    def delete(self, wanted: Callable[[Entry], bool], portid: int = 0) -> int:
        """Forget the flows that are `wanted`; how many there were. `portid` is the netlink port of a program that asks."""
        if not self.ways:
            return 0
        gone = [entry for entry in self.entries() if wanted(entry)]
        self.portid = portid
        for entry in gone:
            self._remove(entry)
        self.portid = 0
        return len(gone)

    def flush(self, ip: int | None = None, portid: int = 0) -> int:
        """Forget all flows, or those that have `ip` as one of their four ends; how many there were."""
        return self.delete(
            lambda entry: ip is None or ip in (*entry.original.tuple[:2], *entry.reply.tuple[:2]), portid
        )
