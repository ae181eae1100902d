"""Planning a leg: the decisions of a walk, made for one packet from what is known at the moment, with nothing changed by it.

Only the plain cases are planned: one station to another, over bridges and routes, flows that are established and whose rules
were met before. Whatever else can become of a packet is left to the walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.hooks import FORWARD, INPUT, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.ip.neighbour import DELAY, PERMANENT, PROBE, REACHABLE
from dockernet_sim.linux.leg import Leg
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import CROSSING, VLAN_ROOM, Veth
from dockernet_sim.linux.netfilter.conntrack import ICMP_TIMEOUT, UDP_STREAM_TIMEOUT
from dockernet_sim.linux.netfilter.flow import ESTABLISHED, tuple_of
from dockernet_sim.linux.netfilter.steps import Confirm, Translate
from dockernet_sim.linux.netfilter.targets.base import ACCEPT
from dockernet_sim.linux.netfilter.walk import Walk
from dockernet_sim.wire.address import is_multicast
from dockernet_sim.wire.ipv4 import PROTO_ICMP, PROTO_UDP, IPv4

if TYPE_CHECKING:
    from dockernet_sim.linux.ip.fib import Route
    from dockernet_sim.linux.ip.neighbour import Neighbour
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.link.fdb import FdbEntry
    from dockernet_sim.linux.netfilter.flow import Entry, Way
    from dockernet_sim.linux.netns import NetNs


class MustBeWalked(Exception):
    """The packet's way is none of the plain ones."""


def plan_sending(ns: NetNs, packet: IPv4) -> Leg | None:
    """The leg of a packet that a namespace sends; None when it must be walked."""
    try:
        plan = Plan(ns, packet)
        plan.send()
        return plan.done()
    except MustBeWalked:
        return None


def plan_arrival(device: Device, packet: IPv4) -> Leg | None:
    """The leg of a packet that arrives at a device from a line; None when it must be walked."""
    try:
        plan = Plan(device.ns, packet)
        plan.receive(device)
        return plan.done()
    except MustBeWalked:
        return None


def need(fact: object) -> None:
    """Give up unless this is so."""
    if not fact:
        raise MustBeWalked


class Plan:
    """One packet's way, followed in thought; ``packet`` is as it looks at the place that was reached."""

    def __init__(self, ns: NetNs, packet: IPv4) -> None:
        self.ns = ns
        self.first = packet
        self.packet = packet.with_ttl(packet.ttl)
        self.clock = ns.clock
        self.leg = Leg(ns.host.generation)
        self._entry: Entry | None = None
        self._timeout = 0.0
        self._station: FdbEntry | None = None
        self._neighbour: Neighbour | None = None

    def done(self) -> Leg:
        """The leg."""
        leg, first, last = self.leg, self.first, self.packet
        self._next_stage(0.0)
        leg.delays = tuple(stage[4] for stage in leg.stages[:-1])
        if last.src != first.src or last.dst != first.dst or last.payload is not first.payload or leg.hops:
            leg.rewrite = Rewriting(last, leg.hops).rewritten
        return leg

    def _next_stage(self, delay: float) -> None:
        self.leg.stages.append((self._entry, self._timeout, self._station, self._neighbour, delay))
        self._entry = self._station = self._neighbour = None

    def _until(self, time: float) -> None:
        self.leg.until = min(self.leg.until, time)

    def _fits(self, mtu: int) -> None:
        self.leg.room = min(self.leg.room, mtu)

    # -- netfilter -----------------------------------------------------------
    def _hook(
        self, number: int, indev: Device | None, outdev: Device | None, physin: Device | None = None,
        physout: Device | None = None,
    ) -> None:  # fmt: skip
        hook = self.ns.nf.hooks[number]
        if hook is None:
            return
        need(not hook.early and not self.ns.nf.needs_frame)
        if hook.conntrack is not None:
            self._track()
        way = self.leg.way
        need(way is not None and way.entry.table is self.ns.nf.conntrack)
        assert way is not None
        for step in hook.late:
            if isinstance(step, Translate):
                self._translate(step, way, outdev)
            elif isinstance(step, Walk):
                answer = step.foresee(self.packet, indev, outdev, physin, physout)
                need(answer is not None and answer.verdict == ACCEPT)
                assert answer is not None
                self.leg.hits += answer.hits
            else:
                need(isinstance(step, Confirm))

    def _track(self) -> None:
        key = tuple_of(self.packet)
        way = self.ns.nf.conntrack.ways.get(key) if key is not None else None
        now = self.clock.t
        need(way is not None and self._entry is None)
        assert way is not None
        entry = way.entry
        need(entry.confirmed and entry.seen_reply and way.state == ESTABLISHED and entry.expires >= now)
        if entry.proto == PROTO_ICMP:
            self._timeout = ICMP_TIMEOUT
        else:
            need(entry.proto == PROTO_UDP and entry.assured and now > entry.stream_from)
            self._timeout = UDP_STREAM_TIMEOUT
        self._until(entry.expires)
        self._entry = entry
        self.leg.way = self.packet.ct = way

    def _translate(self, step: Translate, way: Way, outdev: Device | None) -> None:
        entry = way.entry
        if entry.nat:
            elsewhere = entry.masqueraded is not None and step.hook == POSTROUTING and outdev is not entry.masqueraded
            need(way.reply or not elsewhere)
            self.packet = self.ns.nf.nat.rewrite(self.packet, way, step.end)

    # -- IP ------------------------------------------------------------------
    def send(self) -> None:
        """The way out of the namespace where it is made."""
        route = self.ns.ip.fib.lookup(self.packet.dst)
        need(route is not None and route.type == "unicast")
        assert route is not None and route.dev is not None
        before = self.packet.dst
        self._hook(OUTPUT, None, route.dev)
        need(self.packet.dst == before)
        self._finish(route, route.dev)

    def _finish(self, route: Route, out: Device) -> None:
        self._hook(POSTROUTING, None, out)
        self._fits(out.mtu)
        need(out.up and out.kind != "loopback" and not is_multicast(self.packet.dst))
        table = self.ns.ip.neigh
        neighbour = table.entries.get(out.ifindex << 32 | (route.gateway or self.packet.dst))
        need(neighbour is not None and neighbour.state in (REACHABLE, DELAY, PROBE, PERMANENT))
        assert neighbour is not None
        need(neighbour.updated <= self.clock.t)
        if neighbour.state == REACHABLE:
            self._until(neighbour.confirmed + table.reachable_time)
        need(self._neighbour is None and self.clock.t <= self.leg.until)
        self._neighbour = neighbour
        self._transmit(out, out.mac, neighbour.mac)

    def _come_in(self, device: Device, prerouted: bool) -> None:
        """The way in: to a protocol here, or on to another device."""
        if not prerouted:
            self._hook(PREROUTING, device, None)
        ip, packet = self.ns.ip, self.packet
        need(not ip.input.martian(packet, device))
        route = ip.fib.lookup(packet.dst)
        need(route is not None)
        assert route is not None
        if route.type == "local":
            self._hook(INPUT, device, None)
            need(packet.proto in ip.protocols)
            self.leg.handler, self.leg.device = ip.protocols[packet.proto], device
            return
        need(route.type == "unicast" and self.ns.forwards(device) and route.dev is not device)
        assert route.dev is not None
        self.leg.hops += 1
        self._fits(route.dev.mtu)
        self._hook(FORWARD, device, route.dev)
        self._finish(route, route.dev)

    # -- links ---------------------------------------------------------------
    def _transmit(self, device: Device, src: int, dst: int) -> None:
        need(device.up and device.carrier and not device.taps)
        self.leg.sent.append(device)
        if isinstance(device, Bridge):
            station = self._known_station(device, dst)
            self._transmit(station.port, src, dst)
            return
        need(isinstance(device, Veth))
        assert isinstance(device, Veth)
        self._fits(device.peer.mtu + VLAN_ROOM)
        if device.line is not None:
            self.leg.end_on(device, device.line, dst, src)
            return
        self._next_stage(CROSSING)
        self.ns = device.peer.ns
        need(device.peer.up and not device.peer.taps)
        if isinstance(device.peer.master, Bridge):
            self.leg.received.append(device.peer)
            self._switch(device.peer.master, device.peer, src, dst)
        else:
            need(dst == device.peer.mac)
            self.receive(device.peer)

    def receive(self, device: Device) -> None:
        """A packet that is addressed to this device comes in there."""
        need(device.up and not device.taps and device.master is None)
        self.leg.received.append(device)
        self._come_in(device, prerouted=False)

    def _switch(self, bridge: Bridge, port: Device, src: int, dst: int) -> None:
        need(bridge.up and not bridge.taps and not bridge.promisc and not dst >> 40 & 1)
        here = bridge.fdb.entries.get(src)
        need(here is not None and here.port is port and not here.local)
        self._station = here
        filtered = self.ns.bridge_nf
        if filtered:
            before = self.packet.dst
            self._hook(PREROUTING, bridge, None, port)
            need(self.packet.dst == before)
        there = bridge.fdb.entries.get(dst)
        if dst == bridge.mac or (there is not None and there.local):
            self.leg.received.append(bridge)
            self._come_in(bridge, filtered)
            return
        out = self._known_station(bridge, dst).port
        need(out is not port)
        if filtered:
            self._hook(FORWARD, bridge, bridge, port, out)
            self._hook(POSTROUTING, None, bridge, port, out)
        self._fits(out.mtu)
        self._transmit(out, src, dst)

    def _known_station(self, bridge: Bridge, mac: int) -> FdbEntry:
        station = bridge.fdb.entries.get(mac)
        need(station is not None and not station.local)
        assert station is not None
        need(self.clock.t - station.updated <= bridge.fdb.ageing)
        self._until(station.updated + bridge.fdb.ageing)
        return station


class Rewriting:
    """What a leg makes of its packets: addresses, ports or identifier, and TTL."""

    __slots__ = ("dst", "first", "flow", "hops", "icmp", "second", "src")

    def __init__(self, like: IPv4, hops: int) -> None:
        self.src, self.dst, self.hops = like.src, like.dst, hops
        self.icmp = like.proto == PROTO_ICMP
        self.first = like.payload.ident if self.icmp else like.payload.sport
        self.second = 0 if self.icmp else like.payload.dport
        self.flow = tuple_of(like)

    def rewritten(self, packet: IPv4) -> IPv4:
        """The packet as it comes out."""
        payload = packet.payload
        if self.icmp:
            if payload.ident != self.first:
                payload = payload.with_ident(self.first)
        elif payload.sport != self.first or payload.dport != self.second:
            payload = payload.with_ports(self.first, self.second)
        new = IPv4(
            self.src, self.dst, packet.proto, payload, packet.ttl - self.hops, packet.ident, packet.df, packet.tos
        )
        new.ct, new.flow = packet.ct, self.flow
        return new
