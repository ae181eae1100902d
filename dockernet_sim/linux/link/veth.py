"""veth pairs (veth(4)): what enters one end leaves the other;
and lines between machines, which are veth pairs with a way to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.link.device import Device
from dockernet_sim.wire.ethernet import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockernet_sim.linux.netns import NetNs

CROSSING = 18e-6  # seconds for one crossing: round trips then look like those of a real machine
LINE_DELAY = 22e-6
VLAN_ROOM = 4  # bytes that a receiver allows above its MTU


@dataclass(slots=True)
class Line:
    """What happens to frames between two ends: seconds of delay, bits/s of rate, a queue of so many frames, and
    misfortunes.

    ``loss``, ``duplicate`` and ``reorder`` are probabilities; a reordered frame has no delay, so that it overtakes
    others; a frame's delay is longer by up to ``jitter`` seconds. A line that is ``cut`` carries nothing, and its ends
    lose their carrier.
    """

    delay: float = LINE_DELAY
    rate: float = 0.0
    queue: int = 1000
    loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    jitter: float = 0.0
    cut: bool = False
    purpose: str = "line"

    @property
    def steady(self) -> bool:
        """Whether all frames take the same time, and arrive once."""
        return not (self.rate or self.loss or self.duplicate or self.reorder or self.jitter)


class Veth(Device):
    """One end of a veth pair."""

    kind: ClassVar[str] = "veth"
    queues: ClassVar[int] = 2
    __slots__ = ("busy_until", "line", "peer", "shortcut")

    def __init__(self, name: str, mac: int, mtu: int = 1500) -> None:
        super().__init__(name, mac, mtu)
        self.peer: Veth = None  # type: ignore[assignment]  # set by veth_pair
        self.line: Line | None = None
        self.shortcut: Callable[[Frame], bool] | None = None  # takes a frame off the line without a walk (linux/fast)
        self.busy_until = 0.0
        self.carrier = False
        self._oper = "LOWERLAYERDOWN"

    @property
    def linked(self) -> Veth:
        """The other end."""
        return self.peer

    @property
    def link_index(self) -> int:
        """The index of the other end."""
        return self.peer.ifindex if self.peer is not None else 0

    def lost_state(self) -> str:
        """Without a carrier: the kernel looks for the other end in this namespace, by index alone."""
        there = self.ns.by_index.get(self.link_index)
        return "DOWN" if there is None or there.carrier or there is self else "LOWERLAYERDOWN"

    def state_changed(self) -> None:
        """Each end is the other end's carrier."""
        cut = self.line is not None and self.line.cut
        both = self.up and self.peer is not None and self.peer.up and not cut
        self.set_carrier(both)
        if self.peer is not None:
            self.peer.set_carrier(both)
        super().state_changed()

    # -- frames --------------------------------------------------------------
    def transmit(self, frame: Frame) -> None:
        """Cross over to the peer (veth_xmit): in the same leg, or along the line as an event of its own."""
        peer = self.peer
        if not self.up:
            self.tx_dropped += 1
            self.drop(frame, drops.LINK_DOWN, f"{self.name} is down")
            return
        if not self.carrier:
            self.tx_dropped += 1
            why = f"{peer.name} is down" if not peer.up else "the line is cut"
            self.drop(frame, drops.NO_CARRIER, f"{self.name} has no carrier: {why}")
            return
        self.count_tx(frame)
        if frame.payload.length > peer.mtu + VLAN_ROOM:
            peer.rx_dropped += 1
            peer.drop(frame, drops.MTU, f"{peer.name} mtu {peer.mtu}")
        elif self.line is None:
            self.ns.clock.hop(CROSSING, Veth.receive, peer, frame)
        else:
            self.travel(frame)

    def lay(self, line: Line | None) -> None:
        """Another line between the two ends."""
        self.line = self.peer.line = line
        self.ns.changed()
        self.peer.ns.changed()
        self.state_changed()

    def arrive(self, frame: Frame) -> None:
        """A frame comes off the line."""
        if self.shortcut is None and self.ns.host.fast is not None:
            self.shortcut = self.ns.host.fast.arriving(self)
        if self.shortcut is None or not self.shortcut(frame):
            self.receive(frame)

    def travel(self, frame: Frame) -> None:
        """Put the frame on the line, which may lose, double or delay it."""
        clock, line = self.ns.clock, self.line
        assert line is not None
        if line.steady:
            clock.defer_until(clock.t + line.delay, self.peer.arrive, frame)
            return
        start = clock.t
        if line.rate:
            size = frame.length * 8 / line.rate
            waiting = max(0.0, self.busy_until - start)
            if waiting > line.queue * size:
                self.drop(frame, drops.QUEUE, f"the queue of {self.name} holds {line.queue} frames")
                return
            start = self.busy_until = start + waiting + size
        dice = (
            self.ns.host.identity.stream(line.purpose)
            if line.loss or line.duplicate or line.reorder or line.jitter
            else None
        )
        times = 1
        delay = line.delay
        if dice is not None:
            if dice.random() < line.loss:
                self.drop(frame, drops.LOST, f"lost on the line behind {self.name}")
                return
            times += dice.random() < line.duplicate
            if line.reorder and dice.random() < line.reorder:
                delay = 0.0
            elif line.jitter:
                delay += dice.random() * line.jitter
        for _ in range(times):
            clock.call_later(max(0.0, start + delay - clock.now), self.peer.arrive, frame)


def veth_pair(
    ns_a: NetNs,
    name_a: str,
    ns_b: NetNs,
    name_b: str,
    *,
    mac_a: int | None = None,
    mac_b: int | None = None,
    line: Line | None = None,
) -> tuple[Veth, Veth]:
    """``ip link add NAME_A netns A type veth peer name NAME_B netns B``; the peer (b) gets its index first.

    MACs are random unless given. With a `line`, the pair joins two machines.
    """
    ends = []
    for ns, name, mac in ((ns_b, name_b, mac_b), (ns_a, name_a, mac_a)):
        ends.append(Veth(name, ns.host.identity.mac("veth-mac") if mac is None else mac))
    b, a = ends
    a.peer, b.peer = b, a
    a.line = b.line = line
    ns_a.check_name(name_a)
    ns_b.check_name(name_b)
    ns_b.put_device(b)
    ns_a.put_device(a)
    if ns_a is not ns_b:
        ns_a.nsid(ns_b)
        ns_b.nsid(ns_a)
    return a, b
