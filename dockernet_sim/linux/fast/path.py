"""The flow cache: what a flow's packets meet on one machine is remembered, so that later ones take it in one step.

A cached path holds for one number of the host's configuration (``Host.generation``, which every change bumps), until
the first of the entries expires on which it rests, and for packets no longer than its MTUs allow. Counters and
timestamps are updated when they are read, or when a packet is walked (:meth:`Clock.flush`). With taps on the way,
packets are walked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.fast.template import Template
from dockernet_sim.linux.netfilter.flow import tuple_of
from dockernet_sim.wire.address import LOOPBACK_PREFIX, LOOPBACK_SHIFT, UNSPECIFIED
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP, Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.fast.loopback import LoopbackPath
    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.ip.neighbour import Neighbour
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.link.fdb import FdbEntry
    from dockernet_sim.linux.link.line import Line
    from dockernet_sim.linux.link.veth import Veth
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.flow import Direction, Flow, Tuple
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.sim.clock import Pending

KNOWN = 4096  # flows that one starting point remembers
FIRST = 3  # the packet of a flow for which a path is planned first
WORTH = 8  # packets that must have taken a path for it to be planned anew at once
LONGEST = 63  # packets that are walked, at most, before it is planned again

ECHOES = (ECHO, ECHO_REPLY)
REMEMBERED = (PROTO_ICMP, PROTO_UDP, PROTO_TCP)
STEADY = frozenset((".", "P."))  # TCP flags that leave an established connection as it is

MARGIN = 0.001  # seconds before an entry expires from which packets are walked: a leg is shorter


NOTHING = Template((), (), ())


class Stage:
    """One namespace of a path: what packets count and refresh there, and how they go on."""

    __slots__ = (
        "after", "bytes", "delay", "direction", "entry", "flow", "hits", "last", "macs", "neighbour", "packets",
        "received", "rest", "sent", "state", "station", "template", "timeout",
    )  # fmt: skip

    def __init__(self) -> None:
        self.packets = self.bytes = 0  # that came by and are not applied yet
        self.last = 0.0  # when the last of them did
        self.flow: Flow | None = None
        self.direction: Direction | None = None  # of the flow
        self.state = ""  # of the flow; once it has another one, other packets decide how long it is kept
        self.timeout = 0.0  # of the flow, in s
        self.station: FdbEntry | None = None
        self.neighbour: Neighbour | None = None
        self.sent: list[Device] = []
        self.received: list[Device] = []
        self.hits: list[Rule | Chain] = []
        self.delay = 0.0  # to the next stage, in s
        self.template: Template = NOTHING  # of its records alone
        self.rest: Template = NOTHING  # of its records and those of all later stages
        self.after: Callable[[Packet], Packet] | None = (
            None  # what packets look like as they leave it; None: as they set off
        )
        self.entry: Device | None = None  # where the next stage begins, in frames with these MACs
        self.macs = (0, 0)

    def note(self, size: int, t: float, pending: list[Pending]) -> None:
        """One more packet comes by."""
        if not self.packets:
            pending.append(self)
        self.packets += 1
        self.bytes += size
        self.last = t

    def flush(self) -> None:
        """Apply the deferred counter and timestamp updates."""
        self.apply(self.packets, self.bytes, self.last)
        self.packets = self.bytes = 0

    def apply(self, packets: int, size: int, t: float) -> None:
        """Count and refresh what so many packets would have, the last of them at `t`."""
        flow, station, neighbour = self.flow, self.station, self.neighbour
        if flow is not None and flow.expires < t + self.timeout and flow.state == self.state:
            flow.expires = t + self.timeout
        if station is not None and station.updated < t:
            station.updated = t
        if neighbour is not None and neighbour.used < t:
            neighbour.used = t
        for device in self.sent:
            device.count(0, 0, packets, size + 14 * packets)
        for device in self.received:
            device.count(packets, size + 14 * packets, 0, 0)
        for hit in self.hits:
            hit.packets += packets
            hit.bytes += size


class CachedPath:
    """One flow's way through one machine, from a starting point to a protocol or onto a line."""

    __slots__ = (
        "bytes", "cache", "came_from", "delays", "device", "direction", "dst", "end", "far", "generation", "handler",
        "hops",
        "last", "line_delay", "packets", "rewrite", "room", "src", "stages", "tcp", "template", "total", "until",
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
        self.direction: Direction | None = None
        self.rewrite: Callable[..., Packet] | None = None
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

    def _onto_line(self, packet: Packet, device: Veth) -> None:
        device.travel(Frame(self.dst, self.src, ETHERTYPE_IP, packet))

    def arrive(self, packet: Packet) -> None:
        """A packet comes off the line: it takes its next path, or is walked."""
        end: Any = self.end
        if self.dst != end.mac or self.cache is None or not self.cache.take(packet, self.src, True):
            end.receive(Frame(self.dst, self.src, ETHERTYPE_IP, packet))

    def flush(self) -> None:
        """Apply the deferred counter and timestamp updates; another path may have refreshed the same entries later."""
        packets, size, t = self.packets, self.bytes, self.last
        for stage in self.stages:
            stage.apply(packets, size, t)
            t += stage.delay
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
        A dry run: the path of a packet from what is known now, without changing anything; None when it has to be
        walked.
    loopback : LoopbackPath, optional
        Takes what is sent to 127.0.0.0/8.
    """

    __slots__ = ("_plan", "_seen", "clock", "host", "known", "loopback", "trace")

    def __init__(
        self, host: Host, plan: Callable[[Packet, int], CachedPath | None], loopback: LoopbackPath | None = None
    ) -> None:
        self.host = host
        self.clock = host.clock
        self.trace = host.trace
        self.known: dict[Tuple | None, CachedPath] = {}
        self._plan = plan
        self._seen: dict[Tuple, Seen] = {}  # flows that have more than one packet
        self.loopback = loopback

    def take(self, packet: Packet, src: int = UNSPECIFIED, ours: bool = False) -> bool:
        """Let a packet (in a frame from `src`) take the path of its flow; False when it has to be walked.

        A packet that comes from one cached path straight to another is `ours`, as is one that sets off here: nothing
        else keeps it.
        """
        if packet.frag or packet.mark:
            return False
        clock, trace = self.clock, self.trace
        flow = packet.key or tuple_of(packet)
        path = self.known.get(flow)
        if path is None:
            return self._first(packet, flow)
        t, size = clock.t, packet.length
        recording = trace.on
        if path.generation != self.host.generation or t > path.until or (recording and path.template is None):
            assert flow is not None
            path = self._learn(flow, packet, src, path)
            if path is None:
                return False
        if size > path.room or packet.ttl <= path.hops or src != path.came_from:
            return False
        if path.tcp and packet.payload.flags not in STEADY:
            return False
        if recording and self.loopback is not None:  # it sets off here
            packet.trail = trace.trails = trace.trails + 1  # Trace.new_trail
        if clock.walking:
            self.step((path, 0), packet)
            return True
        if path.packets:
            path.packets += 1
        else:
            path.packets = 1
            clock.pending.append(path)
        path.bytes += size
        path.last = began = t
        if recording and path.template is not None:
            trace.add_path(path.template, t, packet)
        for delay in path.delays:
            t += delay
        rewrite = path.rewrite
        if rewrite is not None:
            packet = rewrite(packet, (ours or self.loopback is not None) and not recording)
        packet.ct = path.direction
        handler = path.handler
        if handler is None:
            clock.defer_until(t + path.line_delay, path.far, packet)
            return True
        clock.t, clock.walking = t, True  # the path ends here: what comes of it belongs to it, as in Clock.walk
        try:
            handler(packet, path.device)
            if clock.work:
                clock.walk()
        finally:
            if clock.work:
                clock.work.clear()
            clock.walking = False
            clock.t = began
        return True

    def _first(self, packet: Packet, flow: Tuple | None) -> bool:
        """The first packet of a flow: it is walked, or goes by loopback."""
        if flow is None:
            return False
        if flow[1] >> LOOPBACK_SHIFT == LOOPBACK_PREFIX and flow[2] == PROTO_UDP:
            return self.loopback is not None and not self.clock.walking and self.loopback.take(packet, flow)
        if flow[2] not in REMEMBERED:
            return False
        if len(self.known) >= KNOWN:
            self._seen.clear()
            self.known.clear()
        self.known[flow] = NO_PATH  # many flows have no second packet
        return False

    def step(self, place: tuple[CachedPath, int], packet: Packet) -> None:
        """Take one stage of a path in the leg that is under way, in turn with all else that it has to do.

        Parameters
        ----------
        place : tuple
            The path, and the number of the stage.
        packet : IPv4
            As it set off.
        """
        (path, number), clock = place, self.clock
        if number and path.generation != self.host.generation:
            self._walk_on(path, number, packet)
            return
        stages, t, size = path.stages, clock.t, packet.length
        stage = stages[number]
        alone = number and not clock.work  # nothing else comes between the stages that are left
        if self.trace.on and path.template is not None:
            self.trace.add_path(stage.template if not alone else stage.rest, t, packet)
        stage.note(size, t, clock.pending)
        if stage.entry is not None and not alone:
            clock.work.append((t + stage.delay, self.step, (path, number + 1), packet))
            return
        for following in stages[number + 1 :]:
            t += stage.delay
            stage = following
            stage.note(size, t, clock.pending)
        clock.t = t
        path.total += 1
        if path.rewrite is not None:
            packet = path.rewrite(packet)
        packet.ct = path.direction
        if path.handler is None:
            clock.defer_until(clock.t + path.line_delay, path.far, packet)
        else:
            path.handler(packet, path.device)

    @staticmethod
    def _walk_on(path: CachedPath, number: int, packet: Packet) -> None:
        """Something changed while the packet was under way: it is walked from here on."""
        last = path.stages[number - 1]
        direction = next((stage.direction for stage in reversed(path.stages[:number]) if stage.direction), None)
        packet = last.after(packet) if last.after is not None else packet
        packet.ct = direction
        device: Any = last.entry
        device.receive(Frame(*last.macs, ETHERTYPE_IP, packet))

    def _learn(self, key: Tuple, packet: Packet, src: int, stale: CachedPath) -> CachedPath | None:
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
