"""veth pairs (veth(4)): what enters one end leaves the other;
and lines between machines, which are veth pairs with a way to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.link.device import ROOM, Device, netif_receive_skb
from dockernet_sim.linux.link.line import Line, Waiting, travel
from dockernet_sim.wire.ethernet import Frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from dockernet_sim.linux.netns import NetNs

CROSSING = 18e-6  # seconds for one crossing: round trips then look like those of a real machine


class Veth(Device):
    """One end of a veth pair."""

    kind: ClassVar[str] = "veth"
    queues: ClassVar[int] = 2
    __slots__ = ("line", "peer", "shortcut", "waiting")

    def __init__(self, name: str, mac: int, mtu: int = 1500) -> None:
        super().__init__(name, mac, mtu)
        self.peer: Veth = None  # type: ignore[assignment]  # set by veth_pair
        self.line: Line | None = None
        self.shortcut: Callable[[Frame], bool] | None = None  # takes a frame off the line without a walk (linux/fast)
        self.waiting: Waiting | None = None  # made when a frame first waits for a rate
        self.carrier = False
        self._oper = "LOWERLAYERDOWN"

    @property
    def linked(self) -> Veth:
        return self.peer

    @property
    def far_end(self) -> Veth:
        return self.peer

    @property
    def link_index(self) -> int:
        return self.peer.ifindex

    def lost_state(self) -> str:
        """Without a carrier: the kernel looks for the other end in this namespace, by index alone."""
        there = self.ns.by_index.get(self.link_index)
        return "DOWN" if there is None or there.carrier or there is self else "LOWERLAYERDOWN"

    def state_changed(self) -> None:
        """Each end is the other end's carrier."""
        line, back = self.line, self.peer.line
        cut = (line is not None and line.cut) or (back is not None and back.cut)
        both = self.up and self.peer.up and not cut
        self.set_carrier(both)
        self.peer.set_carrier(both)
        super().state_changed()

    # -- frames --------------------------------------------------------------
    def transmit(self, frame: Frame) -> None:
        """Cross over to the peer (veth_xmit): in the same leg, or along the line as an event of its own."""
        if self.root is not None and self.root.holds(frame):
            return
        if not (self.up and self.carrier):
            self._not_sent(frame)
            return
        self.count_tx(frame)
        peer = self.peer
        if frame.length > peer.mtu + ROOM:
            peer.rx_dropped += 1
            peer.drop(frame, drops.MTU, f"{peer.name} mtu {peer.mtu}")
        elif self.line is None:
            self.ns.clock.hop(CROSSING, netif_receive_skb, peer, frame)
        else:
            self.travel(frame)

    def _not_sent(self, frame: Frame) -> None:
        """An end of the pair is down."""
        self.tx_dropped += 1
        if not self.up:
            self.drop(frame, drops.LINK_DOWN, f"{self.name} is down")
            return
        why = f"{self.peer.name} is down" if not self.peer.up else "the line is cut"
        self.drop(frame, drops.NO_CARRIER, f"{self.name} has no carrier: {why}")

    def lay(self, line: Line | None, back: Line | None) -> None:
        """Another line from this end to the other, and another one back."""
        self.line, self.peer.line = line, back
        self.ns.rewired()
        self.peer.ns.rewired()
        self.state_changed()

    @property
    def dice(self) -> Random:
        """Chance of the line behind this end: a stream of its own, which no other line changes."""
        return self.ns.host.identity.stream(f"line {self.ns.host.name} {self.ns.name} {self.name}")

    def arrive(self, frame: Frame) -> None:
        """A frame comes off the line."""
        shortcut = self.shortcut
        if shortcut is None and self.ns.host.fast is not None:
            shortcut = self.shortcut = self.ns.host.fast.arriving(self)
        if shortcut is None or not shortcut(frame):
            self.receive(frame)

    def travel(self, frame: Frame) -> None:
        """Put the frame on the line."""
        line = self.line
        assert line is not None
        if line.steady:
            clock = self.ns.clock
            clock.defer_until(clock.t + line.delay, self.peer.arrive, frame)
        else:
            travel(self, line, frame)


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
