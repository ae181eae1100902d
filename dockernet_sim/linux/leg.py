"""Legs that were walked before: what a flow's packets meet on one machine, remembered, so that later ones take it in one step.

A leg holds for one number of the host's configuration (``Host.generation``, which every change bumps), until the first of
the entries runs out on which it rests, and for packets no longer than fits. What a walk would have counted and stamped is made
up for when somebody looks (:meth:`Clock.settle`), or walks. With the trace on, or taps on the way, packets are walked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.netfilter.flow import tuple_of
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY
from dockernet_sim.wire.ipv4 import PROTO_ICMP, PROTO_UDP, IPv4

if TYPE_CHECKING:
    from dockernet_sim.linux.home import Home
    from dockernet_sim.linux.host import Host
    from dockernet_sim.linux.ip.neighbour import Neighbour
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.link.fdb import FdbEntry
    from dockernet_sim.linux.link.veth import Line, Veth
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.flow import Entry, Way
    from dockernet_sim.linux.netfilter.rule import Rule

LOOPBACK_NET = 127
KNOWN = 4096  # flows that one starting point remembers

ECHOES = (ECHO, ECHO_REPLY)
REMEMBERED = (PROTO_ICMP, PROTO_UDP)

Key = tuple[int, int, int, int, int]  # as connection tracking has it
Stage = tuple["Entry | None", float, "FdbEntry | None", "Neighbour | None", float]
"""What a packet stamps at one moment of its leg (flow, its time-out, station, neighbour), and how far on the next moment is."""


class Leg:
    """One flow's way through one machine, from a starting point to a protocol or onto a line."""

    __slots__ = (
        "bytes", "delays", "device", "dst", "end", "far", "generation", "handler", "hits", "hops", "last", "line_delay", "packets",
        "received", "rewrite", "room", "sent", "src", "stages", "until", "way",
    )  # fmt: skip

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.until = float("inf")
        self.room = 1 << 16
        self.hops = 0  # how much of the TTL goes
        self.stages: list[Stage] = []
        self.delays: tuple[float, ...] = ()  # those of its stages, but for the last, which has none
        self.last = 0.0  # when the last packet set off
        self.sent: list[Device] = []
        self.received: list[Device] = []
        self.hits: list[Rule | Chain] = []
        self.way: Way | None = None
        self.rewrite: Callable[[IPv4], IPv4] | None = None
        self.handler: Callable[..., object] | None = None  # of the protocol where it ends
        self.device: Device | None = None
        self.end: Veth | None = None  # or the line's other end
        self.dst = self.src = 0  # MACs
        self.line_delay = 0.0
        self.far: Callable[..., object] = self.arrive  # what happens at its other end
        self.packets = self.bytes = 0

    def end_on(self, device: Veth, line: Line, dst: int, src: int) -> None:
        """It ends on the line behind a device."""
        self.device, self.end, self.dst, self.src = device, device.peer, dst, src
        self.line_delay = line.delay
        self.end.open_legs()
        if not line.steady:
            self.handler = self._onto_line

    def _onto_line(self, packet: IPv4, device: Veth) -> None:
        device.travel(Frame(self.dst, self.src, ETHERTYPE_IP, packet))

    def arrive(self, packet: IPv4) -> None:
        """A packet comes off the line: it takes its next leg, or is walked."""
        end: Any = self.end
        if self.dst != end.mac or not end.legs.take(packet):
            end.receive(Frame(self.dst, self.src, ETHERTYPE_IP, packet))

    def settle(self) -> None:
        """Count and stamp what a walk would have; another leg may have stamped the same entries later."""
        packets, size, t = self.packets, self.bytes, self.last
        for entry, timeout, station, neighbour, delay in self.stages:
            if entry is not None:
                entry.expires = max(entry.expires, t + timeout)
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
        self.packets = self.bytes = 0


NO_LEG = Leg(-1)
"""Holds never: that of a flow which was seen, and whose leg is not planned yet."""


class Legs:
    """The legs that begin at one starting point: a namespace that sends, or a device at which packets arrive.

    Parameters
    ----------
    host : Host
        The machine.
    plan : callable
        Works out the leg of a packet from what is known now, without changing anything; None when it has to be walked.
    """

    __slots__ = ("_plan", "_seen", "clock", "home", "host", "known", "trace")

    def __init__(self, host: Host, plan: Callable[[IPv4], Leg | None]) -> None:
        self.host = host
        self.clock = host.clock
        self.trace = host.trace
        self.known: dict[Key | None, Leg] = {}
        self._plan = plan
        self._seen: dict[Key, int] = {}  # how many packets of flows that have more than one
        self.home: Home | None = None  # where what is sent to 127.0.0.0/8 goes

    def take(self, packet: IPv4) -> bool:
        """Let a packet take the leg of its flow; False when it has to be walked."""
        clock = self.clock
        if self.trace.on or clock.walking or packet.frag:
            return False
        flow = packet.flow or tuple_of(packet)
        leg = self.known.get(flow)
        if leg is None:
            if flow is None or flow[2] not in REMEMBERED:
                return False
            if flow[1] >> 24 == LOOPBACK_NET and flow[2] == PROTO_UDP:
                return self.home is not None and self.home.take(packet, flow)
            if len(self.known) >= KNOWN:
                self._seen.clear()
                self.known.clear()
            self.known[flow] = NO_LEG  # many flows have no second packet
            return False
        t, size = clock.t, packet.length
        if leg.generation != self.host.generation or t > leg.until:
            assert flow is not None
            leg = self._learn(flow, packet)
            if leg is None:
                return False
        if size > leg.room or packet.ttl <= leg.hops:
            return False
        if leg.packets:
            leg.packets += 1
        else:
            leg.packets = 1
            clock.pending.append(leg)
        leg.bytes += size
        leg.last = began = t
        for delay in leg.delays:
            t += delay
        rewrite = leg.rewrite
        if rewrite is not None:
            packet = rewrite(packet)
        packet.ct = leg.way
        handler = leg.handler
        if handler is None:
            clock.defer_until(t + leg.line_delay, leg.far, packet)
            return True
        clock.t, clock.walking = t, True  # the leg ends here: what comes of it belongs to it
        try:
            handler(packet, leg.device)
            if clock.work:
                clock.walk(*clock.work.popleft())
        finally:
            clock.walking = False
            clock.t = began
        return True

    def _learn(self, key: Key, packet: IPv4) -> Leg | None:
        """Plan the leg of a flow: not at its first packets, and ever more seldom where it cannot be done."""
        if not self.host.cache or (key[2] == PROTO_ICMP and packet.payload.type not in ECHOES):
            return None
        seen = self._seen.get(key, 1) + 1
        self._seen[key] = seen
        if seen != 3 and (seen < 3 or seen & (seen - 1)):
            return None
        self.clock.settle()
        leg = self._plan(packet)
        self.known[key] = leg or NO_LEG
        if leg is not None:
            self._seen[key] = 2  # planned anew at once when it does not hold any more
        return leg
