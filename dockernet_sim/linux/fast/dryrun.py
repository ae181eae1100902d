"""Dry run: makes each forwarding decision for one packet from what is known at the moment, without side effects.

Only the plain cases give a path: one station to another, over bridges and routes, flows that are established and whose
rules look at nothing that changes from packet to packet. All others are left to the walk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from dockernet_sim.linux.fast.answers import RememberedWalk
from dockernet_sim.linux.fast.path import MARGIN, STEADY, CachedPath, Stage
from dockernet_sim.linux.fast.template import Note, Rewriting, Template
from dockernet_sim.linux.hooks import FORWARD, INPUT, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.ip.neighbour import DELAY, PERMANENT, PROBE, REACHABLE
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import VLAN_ROOM
from dockernet_sim.linux.link.veth import CROSSING, Veth
from dockernet_sim.linux.netfilter.conntrack import ICMP_TIMEOUT, UDP_STREAM_TIMEOUT
from dockernet_sim.linux.netfilter.flow import ESTABLISHED, SNAT, tuple_of
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.steps import Confirm, Translate
from dockernet_sim.linux.netfilter.tcpstate import TIMEOUTS
from dockernet_sim.linux.netfilter.xtables import ACCEPT
from dockernet_sim.wire.address import is_multicast
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP, Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.fast.answers import Answer
    from dockernet_sim.linux.ip.fib import Route
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.link.fdb import FdbEntry
    from dockernet_sim.linux.netfilter.flow import Direction
    from dockernet_sim.linux.netfilter.walk import Step, Walk
    from dockernet_sim.linux.netfilter.xtables import Devices
    from dockernet_sim.linux.netns import NetNs


Fact = TypeVar("Fact")


class MustBeWalked(Exception):
    """The packet's path is none of the plain ones."""


def plan_sending(ns: NetNs, packet: Packet, _src: int) -> CachedPath | None:
    """The path of a packet that a namespace sends; None when it must be walked."""
    try:
        run = DryRun(ns, packet)
        run.send()
        return run.done()
    except MustBeWalked:
        return None


def plan_arrival(device: Device, packet: Packet, src: int) -> CachedPath | None:
    """The path of a packet that arrives at a device from a line, in a frame from `src`; None when it must be walked."""
    try:
        run = DryRun(device.ns, packet)
        run.path.came_from = src
        run.receive(device, (device.mac, src))
        return run.done()
    except MustBeWalked:
        return None


def need(fact: Fact | None) -> Fact:
    """What is there, or is so; otherwise give up."""
    if not fact:
        raise MustBeWalked
    return fact


class DryRun:
    """One packet's decisions; ``packet`` is as it looks at the place that was reached."""

    def __init__(self, ns: NetNs, packet: Packet) -> None:
        self.ns = ns
        self.first = packet
        self.packet = packet.with_ttl(packet.ttl)
        self.clock = ns.clock
        self.path = CachedPath(ns.host.generation)
        self._stage = Stage()
        self._notes: list[Note] | None = [] if ns.trace.on else None
        self._versions = [self.packet]

    def done(self) -> CachedPath:
        """The path."""
        path, first, last = self.path, self.first, self.packet
        path.until -= MARGIN
        path.stages.append(self._stage)
        path.delays = tuple(stage.delay for stage in path.stages[:-1])
        if last.src != first.src or last.dst != first.dst or last.payload is not first.payload or path.hops:
            path.rewrite = self._rewriting(last).rewritten
        if self._notes is not None:
            versions = [None, *map(self._rewriting, self._versions[1:])]
            path.template = Template(self._notes, path.delays, versions)
            for number, stage in enumerate(path.stages):
                notes = [note._replace(stage=note.stage - number) for note in self._notes if note.stage >= number]
                stage.rest = Template(notes, path.delays[number:], versions)
                stage.template = Template([note for note in notes if not note.stage], (), versions)
        return path

    def _rewriting(self, version: Packet) -> Rewriting:
        return Rewriting(version, self.first.ttl - version.ttl)

    def _cross(self, device: Veth, macs: tuple[int, int]) -> None:
        """On to the other end of a veth pair."""
        stage = self._stage
        stage.delay, stage.entry, stage.macs = CROSSING, device.peer, macs
        stage.after = None if self.packet is self._versions[0] else self._rewriting(self.packet).rewritten
        self.path.stages.append(stage)
        self._stage = Stage()
        self.ns = device.peer.ns

    def _until(self, time: float) -> None:
        self.path.until = min(self.path.until, time)

    def _fits(self, mtu: int) -> None:
        self.path.room = min(self.path.room, mtu)

    # -- the trace -----------------------------------------------------------
    def _note(
        self, device: Device | None, event: str, verdict: str = "", cause: object = "",
        macs: tuple[int, int] | None = None, before: int = -1,
    ) -> None:  # fmt: skip
        """Record what the walk would."""
        if self._notes is None:
            return
        ns, name = self.ns, device.name if device is not None else ""
        stage, version = len(self.path.stages), self._version()
        self._notes.append(Note(stage, ns.host.name, ns.name, name, event, version, macs, verdict, cause, before))

    def _version(self) -> int:
        for number, packet in enumerate(self._versions):
            if packet is self.packet:
                return number
        self._versions.append(self.packet)
        return len(self._versions) - 1

    # -- netfilter -----------------------------------------------------------
    def _hook(self, number: int, devices: Devices) -> None:
        hook = self.ns.nf.hooks[number]
        if hook is None:
            return
        need(not self.ns.nf.needs_frame)
        if hook.raw is not None:
            self._walk(hook.raw, devices)
        if hook.conntrack is not None:
            self._track()
        for step in hook.steps:
            if isinstance(step, Translate):
                self._translate(step, devices)
            elif isinstance(step, Confirm):
                self._direction()
            else:
                self._walk(step, devices)

    def _scrub(self) -> None:
        """What comes from another namespace has no flow yet."""
        self.packet.ct = self.path.direction = None

    def _direction(self) -> Direction:
        """The packet's direction, which must be one of this namespace."""
        direction: Direction = need(self.packet.ct)
        need(direction.flow.table is self.ns.nf.conntrack)
        return direction

    def _track(self) -> None:
        now, stage, table = self.clock.t, self._stage, self.ns.nf.conntrack
        direction = need(table.directions.get(need(tuple_of(self.packet))))
        need(stage.flow is None and not table.watchers)
        flow = direction.flow
        need(flow.confirmed and flow.seen_reply and direction.state == ESTABLISHED and flow.expires >= now)
        if flow.proto == PROTO_ICMP:
            stage.timeout = ICMP_TIMEOUT
        elif flow.proto == PROTO_TCP:
            need(flow.state == "ESTABLISHED" and flow.assured and self.packet.payload.flags in STEADY)
            stage.timeout = TIMEOUTS["ESTABLISHED"]
        else:
            need(flow.proto == PROTO_UDP and flow.assured and now > flow.stream_from)
            stage.timeout = UDP_STREAM_TIMEOUT
        self._until(flow.expires)
        stage.flow, stage.state = flow, flow.state
        self.path.direction = self.packet.ct = stage.direction = direction

    def _walk(self, step: Step, devices: Devices) -> None:
        assert isinstance(step, RememberedWalk)
        if step.chain.table != "raw":
            self._direction()
        answer = need(step.foretell(self.packet, devices))
        need(answer.verdict == ACCEPT)
        self._stage.hits += answer.hits
        self._note_answer(step, answer, devices)

    def _note_answer(self, step: Walk, answer: Answer, devices: Devices) -> None:
        last, device = answer.hits[-1], step.device(devices)
        if isinstance(last, Rule):
            self._note(device, "rule", last.target_name.lower(), last.label)
        elif last.rules and last.table == "filter":
            self._note(device, "rule", "accept", f"{last.table} {last.name}: policy ACCEPT")

    def _translate(self, step: Translate, devices: Devices) -> None:
        direction = self._direction()
        flow = direction.flow
        if not flow.nat:
            return
        elsewhere = flow.masqueraded is not None and step.hook == POSTROUTING and devices[1] is not flow.masqueraded
        need(direction.reply or not elsewhere)
        before, old = self._version(), self.packet
        self.packet = self.ns.nf.nat.rewrite(old, direction, step.end)
        if self.packet is not old:
            verdict = "source" if step.end == SNAT else "destination"
            self._note(step.device(devices), "nat", verdict, before=before)

    # -- IP ------------------------------------------------------------------
    def send(self) -> None:
        """The way out of the namespace where it is made."""
        need(self.ns.ip.fib.policy is None)  # policy routing is walked
        route, before = need(self.ns.ip.fib.lookup(self.packet.dst)), self.packet.dst
        need(route.type == "unicast")
        out = need(route.dev)
        self._note(out, "send", route.type, route)
        self._hook(OUTPUT, (None, out, None, None))
        need(self.packet.dst == before)
        self._output(route, out)

    def _output(self, route: Route, out: Device) -> None:
        self._hook(POSTROUTING, (None, out, None, None))
        self._fits(out.mtu)
        need(out.up and out.kind != "loopback" and not is_multicast(self.packet.dst))
        table = self.ns.ip.neigh
        neighbour = need(table.entries.get((out.ifindex, route.gateway or self.packet.dst)))
        need(neighbour.state in (REACHABLE, DELAY, PROBE, PERMANENT) and neighbour.updated <= self.clock.t)
        if neighbour.state == REACHABLE:
            self._until(neighbour.confirmed + table.reachable_time)
        need(self._stage.neighbour is None and self.clock.t <= self.path.until)
        self._stage.neighbour = neighbour
        self._transmit(out, neighbour.mac, out.mac)

    def _come_in(self, device: Device, prerouted: bool) -> None:
        """The way in: to a protocol here, or on to another device."""
        if not prerouted:
            self._scrub()
            self._hook(PREROUTING, (device, None, None, None))
        ip, packet = self.ns.ip, self.packet
        need(not ip.input.martian(packet.src, packet.dst, device))
        need(ip.fib.policy is None)
        route = need(ip.fib.lookup(packet.dst))
        if route.type == "local":
            self._hook(INPUT, (device, None, None, None))
            need(packet.proto in ip.protocols)
            self.path.handler, self.path.device = ip.protocols[packet.proto], device
            if packet.proto == PROTO_ICMP:
                self._note(device, "deliver", "icmp", "kernel")
                self.path.handler = ip.icmp.handle
            elif packet.proto == PROTO_TCP:
                segment, table = packet.payload, self.ns.sockets.tcp_protocol.connections
                connection = need(table.get((packet.dst, segment.dport, packet.src, segment.sport)))
                self._note(device, "deliver", "tcp", connection.owner)
                self.path.handler = connection.take
            return
        need(route.type == "unicast" and self.ns.forwards(device) and route.dev is not device)
        out = need(route.dev)
        self._fits(out.mtu)
        self._note(out, "route", "forward", route)
        self.path.hops += 1
        self.packet = self.packet.with_ttl(self.packet.ttl - 1)
        self._hook(FORWARD, (device, out, None, None))
        self._output(route, out)

    # -- links ---------------------------------------------------------------
    def _transmit(self, device: Device, dst: int, src: int) -> None:
        need(device.up and device.carrier and not device.taps and device.root is None)
        self._stage.sent.append(device)
        self._note(device, "tx", macs=(dst, src))
        if isinstance(device, Bridge):
            station = self._known_station(device, dst)
            self._transmit(station.port, dst, src)
            return
        if not isinstance(device, Veth):
            raise MustBeWalked
        self._fits(device.peer.mtu + VLAN_ROOM)
        if device.line is not None:
            self.path.end_on(device, device.line, dst, src)
            return
        self._cross(device, (dst, src))
        need(device.peer.up and not device.peer.taps)
        if isinstance(device.peer.master, Bridge):
            self._received(device.peer, (dst, src))
            self._switch(device.peer.master, device.peer, dst, src)
        else:
            need(dst == device.peer.mac)
            self.receive(device.peer, (dst, src))

    def _received(self, device: Device, macs: tuple[int, int]) -> None:
        self._stage.received.append(device)
        self._note(device, "rx", macs=macs)

    def receive(self, device: Device, macs: tuple[int, int]) -> None:
        """A packet that is addressed to this device comes in there."""
        need(device.up and not device.taps and device.master is None)
        self._received(device, macs)
        self._come_in(device, prerouted=False)

    def _switch(self, bridge: Bridge, port: Device, dst: int, src: int) -> None:
        need(bridge.up and not bridge.taps and not bridge.promisc and not dst >> 40 & 1)
        here = need(bridge.fdb.entries.get(src))
        need(here.port is port and not here.local)
        self._stage.station = here
        filtered = self.ns.bridge_nf
        if filtered:
            before = self.packet.dst
            self._scrub()
            self._hook(PREROUTING, (bridge, None, port, None))
            need(self.packet.dst == before)
        there = bridge.fdb.entries.get(dst)
        if dst == bridge.mac or (there is not None and there.local):
            self._received(bridge, (dst, src))
            self._come_in(bridge, filtered)
            return
        entry = self._known_station(bridge, dst)
        out = entry.port
        need(out is not port)
        self._note(bridge, "bridge", "forward", entry, macs=(dst, src))
        if filtered:
            self._hook(FORWARD, (bridge, bridge, port, out))
            self._hook(POSTROUTING, (None, bridge, port, out))
        self._fits(out.mtu if filtered else out.mtu + VLAN_ROOM)
        self._transmit(out, dst, src)

    def _known_station(self, bridge: Bridge, mac: int) -> FdbEntry:
        station = need(bridge.fdb.entries.get(mac))
        need(not station.local and self.clock.t - station.updated <= bridge.fdb.ageing)
        self._until(station.updated + bridge.fdb.ageing)
        return station
