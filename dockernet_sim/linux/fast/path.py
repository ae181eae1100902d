"""The flow cache: what a flow's packets meet on one machine is remembered, so that later ones take it in one step.

A cached path holds for one number of the host's configuration (``Host.generation``, which every change bumps), until the
first of the entries expires on which it rests, and for packets no longer than its MTUs allow. Counters and timestamps are
updated when they are read, or when a packet is walked (:meth:`Clock.flush`). With taps on the way, packets are walked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.netfilter.flow import tuple_of
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY
from dockernet_sim.wire.ipv4 import PROTO_ICMP, PROTO_TCP, PROTO_UDP, IPv4

if TYPE_CHECKING:
    from dockernet_sim.linux.fast.loopback import LoopbackPath
    from dockernet_sim.linux.fast.template import Template
    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.ip.neighbour import Neighbour
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.link.fdb import FdbEntry
    from dockernet_sim.linux.link.veth import Line, Veth
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.flow import Direction, Flow, Tuple
    from dockernet_sim.linux.netfilter.rule import Rule

LOOPBACK_NET = 127
KNOWN = 4096  # flows that one starting point remembers
FIRST = 3  # the packet of a flow for which a path is planned first
WORTH = 8  # packets that must have taken a path for it to be planned anew at once
LONGEST = 63  # packets that are walked, at most, before it is planned again

ECHOES = (ECHO, ECHO_REPLY)
REMEMBERED = (PROTO_ICMP, PROTO_UDP, PROTO_TCP)
STEADY = frozenset((".", "P."))  # TCP flags that leave an established connection as it is

Stage = tuple["Flow | None", float, "FdbEntry | None", "Neighbour | None", float]
"""State refreshed at one step of a path: (flow, its timeout in s, FDB entry, neighbour, delay to the next step in s)."""


class CachedPath:
    """One flow's way through one machine, from a starting point to a protocol or onto a line."""

    __slots__ = (
        "bytes", "cache", "came_from", "delays", "device", "direction", "dst", "end", "far", "generation", "handler", "hits", "hops",
        "last", "line_delay", "packets", "received", "rewrite", "room", "sent", "src", "stages", "tcp", "template", "total",
        "until",
    )  # fmt: skip

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.until = float("inf")
        self.room = 1 << 16
        self.hops = 0  # by how much the TTL is lowered
        self.tcp = False
        self.stages: list[Stage] = []
        self.delays: tuple[float, ...] = ()  # those of its stages, but for the last, which has none
        self.last = 0.0  # when the last packet set off
        self.sent: list[Device] = []
        self.received: list[Device] = []
        self.hits: list[Rule | Chain] = []
        self.direction: Direction | None = None
        self.rewrite: Callable[[IPv4], IPv4] | None = None
        self.template: Template | None = None  # None when it was planned with the trace off
        self.handler: Callable[..., object] | None = None  # of the protocol where it ends
        self.device: Device | None = None
        self.end: Veth | None = None  # or the line's other end
        self.cache: FlowCache | None = None  # of the paths that begin there
        self.dst = self.src = 0  # MACs
        self.came_from = 0  # the source MAC of its frames, where it begins at a device
        self.line_delay = 0.0
        self.far: Callable[..., object] = self.arrive  # what happens at its other end
        self.packets = self.bytes = self.total = 0

    def end_on(self, device: Veth, line: Line, dst: int, src: int) -> None:
        """It ends on the line behind a device."""
        self.device, self.end, self.dst, self.src = device, device.peer, dst, src
        self.line_delay = line.delay
        fast = device.peer.ns.host.fast
        self.cache = fast.cache_at(device.peer) if fast is not None else None
        if not line.steady:
            self.handler = self._onto_line

    def _onto_line(self, packet: IPv4, device: Veth) -> None:
        device.travel(Frame(self.dst, self.src, ETHERTYPE_IP, packet))

    def arrive(self, packet: IPv4) -> None:
        """A packet comes off the line: it takes its next path, or is walked."""
        end: Any = self.end
        if self.dst != end.mac or self.cache is None or not self.cache.take(packet, self.src):
            end.receive(Frame(self.dst, self.src, ETHERTYPE_IP, packet))

    def flush(self) -> None:
        """Apply the deferred counter and timestamp updates; another path may have refreshed the same entries later."""
        packets, size, t = self.packets, self.bytes, self.last
        for flow, timeout, station, neighbour, delay in self.stages:
            if flow is not None:
                flow.expires = max(flow.expires, t + timeout)
            if station is not None:
                station.updated = max(station.updated, t)
            if neighbour is not None:
                neighbour.used = max(neighbour.used, t)
            t += delay
        for device in self.sent:
            device.count(0, 0, packets, size + 14 * packets)
        for device in self.received:
            device.count(packets, size + 14 * packets, 0, 0)
        for hit in self.hits:
            hit.packets += packets
            hit.bytes += size
        self.total += packets
        self.packets = self.bytes = 0


NO_PATH = CachedPath(-1)
"""Never valid: the flow was seen and has no cached path yet."""


class Seen:
    """How a flow without a valid path came along: packets so far, and the one for which a path is planned next."""

    __slots__ = ("due", "packets", "pause")

    def __init__(self) -> None:
        self.packets, self.due, self.pause = 1, FIRST, 0


class FlowCache:
    """The cached paths that begin at one starting point: a namespace that sends, or a device at which packets arrive.

    Parameters
    ----------
    host : Host
        The machine.
    plan : callable
        A dry run: the path of a packet from what is known now, without changing anything; None when it has to be walked.
    loopback : LoopbackPath, optional
        Takes what is sent to 127.0.0.0/8.
    """

    __slots__ = ("_plan", "_seen", "clock", "host", "known", "loopback", "trace")

    def __init__(
        self, host: Host, plan: Callable[[IPv4, int], CachedPath | None], loopback: LoopbackPath | None = None
    ) -> None:
        self.host = host
        self.clock = host.clock
        self.trace = host.trace
        self.known: dict[Tuple | None, CachedPath] = {}
        self._plan = plan
        self._seen: dict[Tuple, Seen] = {}  # flows that have more than one packet
        self.loopback = loopback

    def take(self, packet: IPv4, src: int = 0) -> bool:
        """Let a packet (in a frame from `src`) take the path of its flow; False when it has to be walked."""
        clock = self.clock
        if clock.walking or packet.frag or packet.mark:
            return False
        flow = packet.key or tuple_of(packet)
        path = self.known.get(flow)
        if path is None:
            if flow is None or flow[2] not in REMEMBERED:
                return False
            if flow[1] >> 24 == LOOPBACK_NET and flow[2] == PROTO_UDP:
                return self.loopback is not None and self.loopback.take(packet, flow)
            if len(self.known) >= KNOWN:
                self._seen.clear()
                self.known.clear()
            self.known[flow] = NO_PATH  # many flows have no second packet
            return False
        t, size, trace = clock.t, packet.length, self.trace
        if path.generation != self.host.generation or t > path.until or (trace.on and path.template is None):
            assert flow is not None
            path = self._learn(flow, packet, src, path)
            if path is None:
                return False
        if size > path.room or packet.ttl <= path.hops or src != path.came_from:
            return False
        if path.tcp and packet.payload.flags not in STEADY:
            return False
        if path.packets:
            path.packets += 1
        else:
            path.packets = 1
            clock.pending.append(path)
        path.bytes += size
        path.last = began = t
        if path.template is not None and trace.on:
            if self.loopback is not None:  # it sets off here
                packet.trail = trace.new_trail()
            trace.add_path(path.template, t, packet)
        for delay in path.delays:
            t += delay
        rewrite = path.rewrite
        if rewrite is not None:
            packet = rewrite(packet)
        packet.ct = path.direction
        handler = path.handler
        if handler is None:
            clock.defer_until(t + path.line_delay, path.far, packet)
            return True
        clock.t, clock.walking = t, True  # the path ends here: what comes of it belongs to it
        try:
            handler(packet, path.device)
            if clock.work:
                clock.walk(*clock.work.popleft())
        finally:
            clock.walking = False
            clock.t = began
        return True

    def _learn(self, key: Tuple, packet: IPv4, src: int, stale: CachedPath) -> CachedPath | None:
        """Plan the path of a flow: not at its first packets, and ever more seldom where that fails or does not last."""
        if key[2] == PROTO_ICMP:
            if packet.payload.type not in ECHOES:
                return None
        elif key[2] == PROTO_TCP and packet.payload.flags not in STEADY:
            return None
        seen = self._seen.get(key)
        if seen is None:
            seen = self._seen[key] = Seen()
        seen.packets += 1
        if stale is not NO_PATH:
            seen.pause = 0 if stale.total + stale.packets >= WORTH else min(2 * seen.pause + 1, LONGEST)
            seen.due = FIRST + seen.pause
            self.known[key] = NO_PATH
        if seen.packets < seen.due:
            return None
        self.clock.flush()
        path = self._plan(packet, src)
        if path is None:
            seen.due = seen.packets + 1 if seen.packets == FIRST else 2 * seen.packets
            return None
        seen.packets, seen.due = FIRST - 1, FIRST
        path.tcp = key[2] == PROTO_TCP
        self.known[key] = path
        return path
