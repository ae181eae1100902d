"""Fast path for UDP to the namespace's own loopback addresses, mostly queries to 127.0.0.11.

Each query is a new flow from a port of its own, so that cached paths are of no use. What is remembered instead is what
NAT does to such flows, whatever their source port, and that nothing else is asked on the way. Flows, counters and times
are the same as if each datagram had been walked through lo; all others are walked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockernet_sim.linux.fast.answers import Answer, Unsure, follow
from dockernet_sim.linux.hooks import INPUT, OUTPUT, POSTROUTING, PREROUTING
from dockernet_sim.linux.link.device import LOOPBACK_DELAY
from dockernet_sim.linux.netfilter.conntrack import UDP_STREAM, UDP_TIMEOUT
from dockernet_sim.linux.netfilter.flow import DNAT, Flow, inverted
from dockernet_sim.linux.netfilter.matches.ports import ALL, PortMatch
from dockernet_sim.linux.netfilter.steps import Confirm, Translate
from dockernet_sim.linux.netfilter.targets.nat import DnatTarget
from dockernet_sim.linux.netfilter.xtables import ACCEPT, CALL, NO_DEVICES
from dockernet_sim.wire.address import LOOPBACK, LOOPBACK_PREFIX, LOOPBACK_SHIFT
from dockernet_sim.wire.packet import PROTO_UDP, Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.conntrack import Conntrack
    from dockernet_sim.linux.netfilter.flow import Direction, Tuple
    from dockernet_sim.linux.netfilter.nat import Range
    from dockernet_sim.linux.netfilter.netfilter import Hook
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs

KNOWN = 1024
NAT_ONLY = (Translate, Confirm)


class Opening(Answer):
    """How flows from one address to another address and port begin: what counts them, and where they go."""

    __slots__ = ("dport", "dst", "lo")

    def __init__(self, lo: Device, hits: list[Rule | Chain], dst: int, dport: int) -> None:
        super().__init__(hits, ACCEPT)
        self.lo, self.dst, self.dport = lo, dst, dport

    def flush(self) -> None:
        """Apply the deferred counts."""
        size = self.bytes + 14 * self.packets
        self.lo.count(self.packets, size, self.packets, size)
        super().flush()


class LoopbackPath:
    """What is known of one namespace's datagrams to itself."""

    __slots__ = ("_further", "_leaving", "_led", "_openings", "_room", "_stamp", "_tracked", "ns")

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self._stamp = -1  # of the configuration that the rest is of
        self._room = 0  # bytes of a datagram that need not be walked
        self._tracked = False
        self._led: Chain | None = None  # of the nat table, at OUTPUT
        self._leaving: Chain | None = None  # and at POSTROUTING
        self._openings: dict[tuple[int, int, int], Opening | None] = {}
        self._further = Opening(ns.lo, [], 0, 0)

    def take(self, packet: Packet, flow: Tuple) -> bool:
        """Take a datagram through lo to its socket; False when it has to be walked, and nothing was done."""
        ns = self.ns
        if ns.trace.on:
            return False
        nf, clock = ns.nf, ns.clock
        stamp = ns.generation + nf.version
        if self._stamp != stamp:
            self._look(stamp)
        if packet.length > self._room:
            return False
        counting: Opening | None = self._further
        if self._tracked:
            datagram, table = packet.payload, nf.conntrack
            seen = flow
            direction = table.directions.get(flow)
            if direction is None:
                start = (packet.src, packet.dst, datagram.dport)
                counting = self._openings[start] if start in self._openings else self._predicted(start, packet)
                if counting is None:
                    return False
                dst, dport = counting.dst, counting.dport
                seen = (packet.src, dst, PROTO_UDP, datagram.sport, dport)
                answer = (dst, packet.src, PROTO_UDP, dport, datagram.sport)
                direction = _begin(table, flow, answer, 0 if seen == flow else DNAT)
                if direction is None:
                    return False
            else:
                known = direction.flow
                if known.nat:
                    seen = inverted(direction.other.tuple)
                if (
                    known.expires < clock.t
                    or known.masqueraded is not None
                    or seen[1] >> LOOPBACK_SHIFT != LOOPBACK_PREFIX
                ):
                    return False
                table.udp_packet(known, clock.t)
                if direction.reply:
                    table.answered(known)
            if seen != flow:  # in place: no trace and no tap has seen it, and no socket keeps what it sent
                packet.src, packet.dst, _, datagram.sport, datagram.dport = packet.key = seen
            packet.ct = direction
        assert counting is not None
        if not counting.packets:
            ns.host.pending.append(counting)
        counting.packets += 1
        counting.bytes += packet.length
        clock.work.append((clock.t + LOOPBACK_DELAY, ns.ip.protocols[PROTO_UDP], packet, ns.lo))
        clock.walk()
        return True

    def _look(self, stamp: int) -> None:
        """Look at what is on the way now: the fast path holds where that is nothing but NAT."""
        ns = self.ns
        self._stamp, self._further = stamp, Opening(ns.lo, [], 0, 0)
        self._openings.clear()
        route = ns.ip.fib.lookup(LOOPBACK)
        lo, hooks = ns.lo, [ns.nf.hooks[number] for number in (OUTPUT, POSTROUTING, PREROUTING, INPUT)]
        self._led, self._leaving = _nat(hooks[0]), _nat(hooks[1])
        self._tracked = any(hooks)
        plain = (
            route is not None and route.type == "local" and lo.up and not lo.taps and lo.root is None
            and not ns.nf.needs_frame and not ns.nf.conntrack.watchers
            and not [hook for hook in hooks if hook is not None and hook.raw is not None]
            and all(isinstance(step, NAT_ONLY) for hook in hooks if hook is not None for step in hook.steps)
            and (not self._tracked or (self._led is not None and self._leaving is not None))
        )  # fmt: skip
        self._room = lo.mtu if plain else 0

    def _predicted(self, start: tuple[int, int, int], packet: Packet) -> Opening | None:
        if len(self._openings) >= KNOWN:
            self._openings.clear()
        found = self._openings[start] = self._opening(packet)
        return found

    def _opening(self, packet: Packet) -> Opening | None:
        assert self._led is not None and self._leaving is not None
        name, datagram = self.ns.lo.name, packet.payload
        dst, dport = packet.dst, datagram.dport
        first = predict(self._led, packet, name)
        if first is None:
            return None
        if first.destination is not None:
            dst, ports = first.destination.low, first.destination.ports
            dport = ports[0] if ports is not None else dport
        led = packet.with_addresses(packet.src, dst, datagram.with_ports(datagram.sport, dport))
        last = predict(self._leaving, led, name)
        if last is None or last.destination is not None or dst >> LOOPBACK_SHIFT != LOOPBACK_PREFIX:
            return None
        return Opening(self.ns.lo, [*first.hits, *last.hits], dst, dport)


def _nat(hook: Hook | None) -> Chain | None:
    """The chain of the nat table at a hook where flows are tracked."""
    steps = hook.steps if hook is not None else []
    return next((step.chain for step in steps if isinstance(step, Translate)), None)


def _begin(table: Conntrack, key: Tuple, answer: Tuple, nat: int) -> Direction | None:
    """Put a new flow of datagrams into the table at once; None if another one uses the answer's tuple."""
    if answer in table.directions and table.taken(answer):
        return None
    now = table.clock.t
    flow = Flow(table, key, answer, now + UDP_TIMEOUT)
    flow.stream_from, flow.nat = now + UDP_STREAM, nat
    flow.src_done = flow.confirmed = True
    flow.settled = not nat
    table.directions[key], table.directions[answer] = flow.original, flow.reply
    return flow.original


class Predicted(NamedTuple):
    """What counts the first packet of such a flow, and where its destination is led to, if anywhere else."""

    hits: list[Rule | Chain]
    destination: Range | None = None


def predict(chain: Chain, packet: Packet, outname: str) -> Predicted | None:
    """Follow a flow's first packet through a chain of the nat table; None when its source port, or more, decides.

    Parameters
    ----------
    chain : Chain
        Where it begins.
    packet : IPv4
        A packet of such a flow, made here.
    outname : str
        The device by which it leaves.
    """
    try:
        answer = follow(chain, "", outname, lambda rule: rule.meant(packet) and _is_meant(rule, packet))
    except Unsure:
        return None
    if answer.verdict == ACCEPT:
        return Predicted(answer.hits)
    target = answer.hits[-1].target if answer.verdict == CALL else None  # type: ignore[union-attr]  # only a rule calls
    return Predicted(answer.hits, target.range) if isinstance(target, DnatTarget) and _is_plain(target) else None


def _is_meant(rule: Rule, packet: Packet) -> bool:
    """Whether a rule means all such packets, or none of them; Unsure when it depends."""
    asked = [match for match in rule.matches if not match.always]
    if len(asked) != len(rule.tests):
        raise Unsure  # it asks for more than its matches do
    for match in asked:
        if not isinstance(match, PortMatch) or match.sport != ALL or match.sport_not:
            raise Unsure
    return all(match.test(packet, NO_DEVICES) for match in asked)


def _is_plain(target: DnatTarget) -> bool:
    """Whether a target of NAT leads everything to one place."""
    if target.flags or not target.low or target.low != target.high:
        return False
    return target.ports is None or target.ports[0] == target.ports[1]
