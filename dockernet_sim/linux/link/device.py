"""A device: anything that `ip link` lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.ethernet import HEADER, Frame

if TYPE_CHECKING:
    from dockernet_sim.linux.link.bridge import Bridge
    from dockernet_sim.linux.link.qdisc import Qdisc
    from dockernet_sim.linux.netns import NetNs

Tap = Callable[[Frame, str, float], None]

IFF_ORDER = ("NO-CARRIER", "LOOPBACK", "BROADCAST", "MULTICAST", "NOARP", "ALLMULTI", "PROMISC", "UP", "LOWER_UP")
ETHERNET = frozenset(("BROADCAST", "MULTICAST"))
NEVER_UP = "noop"  # the qdisc of a device until it is first set up
LOOPBACK = frozenset(("LOOPBACK",))
MIN_MTU, MAX_MTU = 68, 65535
VLAN_ROOM = 4  # bytes that a link carries above its MTU (is_skb_forwardable)
ROOM = HEADER + VLAN_ROOM  # the same of a whole frame


def _counter(name: str, meaning: str) -> int:
    """What was counted, those on cached paths included."""

    def read(device: Device) -> int:
        device.ns.host.flush()
        return int(getattr(device, name))

    return property(read, doc=meaning)  # type: ignore[return-value]  # what reading it gives


class Device:
    """A network device of one namespace.

    Subclasses say what transmitting means. ``taps`` are functions (frame, "in" | "out", time) that see every frame, as
    a packet socket does. ``rx_handler`` takes what a port of a bridge receives; else the namespace's protocols do.
    """

    kind: ClassVar[str]
    link_type: ClassVar[str] = "ether"  # what `ip link` prints: link/ether
    mtu_range: ClassVar[tuple[int, int]] = (MIN_MTU, MAX_MTU)
    queues: ClassVar[int] = 1
    __slots__ = (
        "_oper", "_rx_bytes", "_rx_packets", "_tx_bytes", "_tx_packets", "_watched", "alias", "carrier",
        "ifindex", "mac", "master", "modes", "mtu", "name", "ns", "promisc", "qdisc", "qlen", "root", "rx_dropped",
        "rx_handler", "taps",
        "tx_dropped", "up",
    )  # fmt: skip

    def __init__(self, name: str, mac: int = 0, mtu: int = 1500) -> None:
        self.name = name
        self.mac = mac
        self.mtu = mtu
        self.ifindex = 0
        self.up = False
        self.carrier = True
        self.master: Bridge | None = None
        self.rx_handler: Callable[[Device, Frame], None] | None = None
        self.ns: NetNs = None  # type: ignore[assignment]  # set by NetNs.add_device
        self.promisc = 0
        self.modes = ETHERNET
        self.alias = ""
        self.qlen = 0
        self.qdisc = NEVER_UP
        self.root: Qdisc | None = None  # what `tc qdisc add` put there
        self._oper = "UNKNOWN"
        self._watched = False  # the carrier is news that the kernel has not looked at
        self.taps: tuple[Tap, ...] = ()
        self._rx_packets = self._rx_bytes = self.rx_dropped = 0
        self._tx_packets = self._tx_bytes = self.tx_dropped = 0

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.ifindex}: {self.name}>"

    # -- what `ip link` prints of it -----------------------------------------
    @property
    def linked(self) -> Device | None:
        """The device behind the ``@`` of its name (IFLA_LINK): its peer, or the device below;
        None for one that stands alone."""
        return None

    def info(self) -> str:
        """Its kind and what belongs to the kind, as ``ip -d link`` prints it (IFLA_LINKINFO)."""
        return self.kind

    # -- counters ------------------------------------------------------------
    def count(self, received: int, received_bytes: int, sent: int, sent_bytes: int) -> None:
        """Count so many more frames."""
        self._rx_packets += received
        self._rx_bytes += received_bytes
        self._tx_packets += sent
        self._tx_bytes += sent_bytes

    rx_packets, rx_bytes = _counter("_rx_packets", "Frames received."), _counter("_rx_bytes", "Their bytes.")
    tx_packets, tx_bytes = _counter("_tx_packets", "Frames sent."), _counter("_tx_bytes", "Their bytes.")

    # -- taps ----------------------------------------------------------------
    def add_tap(self, tap: Tap) -> None:
        """Show all frames to `tap` from now on."""
        self.taps = (*self.taps, tap)
        self.ns.rewired()

    def remove_tap(self, tap: Tap) -> None:
        """Show it no more frames."""
        self.taps = tuple(each for each in self.taps if each != tap)
        self.ns.rewired()

    # -- state ---------------------------------------------------------------
    @property
    def running(self) -> bool:
        """Administratively up and with a carrier: LOWER_UP."""
        return self.up and self.carrier

    @property
    def operstate(self) -> str:
        """What `ip link` shows behind ``state``; it can lag behind the carrier by up to a second."""
        return self._oper if self.up else "DOWN"

    def settle(self) -> None:
        """Bring the state up to date, as a request for this device alone does (linkwatch_sync_dev)."""
        if self._watched:
            self._watched = False
            self._oper = "UP" if self.carrier else self.lost_state()
            self.ns.device_carrier(self)

    @property
    def link_index(self) -> int:
        """The index of the device that this one hangs on (IFLA_LINK): its own, but for veths."""
        return self.ifindex

    def lost_state(self) -> str:
        """The state without a carrier."""
        return "DOWN"

    def created(self) -> None:
        """Called once, when the device has got its namespace and index."""

    @property
    def flags(self) -> list[str]:
        """The flags that `ip link` prints, in its order; captures make a device promiscuous without a flag."""
        held = set(self.modes)
        if self.up:
            held.add("UP")
            if self.carrier:
                held.add("LOWER_UP")
            if self.operstate not in ("UP", "UNKNOWN"):
                held.add("NO-CARRIER")
        return [flag for flag in IFF_ORDER if flag in held]

    def set_up(self) -> None:
        """``ip link set DEV up``."""
        if not self.up:
            self.up = True
            if self.root is None:
                self.qdisc = "noqueue"
            self.ns.device_up(self)
            self.state_changed()

    def set_down(self) -> None:
        """``ip link set DEV down``."""
        if self.up:
            self.up = False
            self.ns.device_down(self)
            self.state_changed()

    def set_carrier(self, carrier: bool) -> None:
        """The other end came or went."""
        if carrier != self.carrier:
            self.carrier = carrier
            self._linkwatch()
            if self.master is not None:
                self.master.port_changed(self)

    def _linkwatch(self) -> None:
        """Let the kernel look at the new carrier:
        at once when that is urgent, else when its turn comes (link_watch.c)."""
        now = self.ns.clock.now
        due = self.ns.host.linkwatch(now, urgent=self.carrier or self.link_index != self.ifindex)
        self._watched = True
        if due > now:
            self.ns.changed()
            self.ns.clock.call_later(due - now, self.settle)
        else:
            self.settle()

    def state_changed(self) -> None:
        """Tell the master, which depends on this device's state."""
        if self.master is not None:
            self.master.port_changed(self)

    def set_mtu(self, mtu: int) -> None:
        """``ip link set DEV mtu N``."""
        least, most = self.mtu_range
        if mtu < least or 0 < most < mtu:
            raise NetError(
                "EINVAL", f"mtu {'less than device minimum' if mtu < least else 'greater than device maximum'}."
            )
        self.mtu = mtu
        if self.master is not None:
            self.master.port_resized(self)
        self.ns.changed()

    def set_mac(self, mac: int) -> None:
        """``ip link set DEV address MAC``."""
        if mac >> 40 & 1 or not mac:
            raise NetError("EADDRNOTAVAIL")
        if mac != self.mac:
            self.mac = mac
            self.ns.device_readdressed(self)
            if self.master is not None:
                self.master.port_readdressed(self)
        self.ns.changed()

    def set_mode(self, mode: str, on: bool) -> None:
        """``ip link set DEV MODE on|off``."""
        self.modes = self.modes | {mode} if on else self.modes - {mode}
        self.ns.rewired()

    def set_promisc(self, on: bool) -> None:
        """``ip link set DEV promisc on|off``: counted apart from the captures that hold it promiscuous."""
        asked = "PROMISC" in self.modes
        if asked != on:
            self.set_mode("PROMISC", on)
            self.promisc += 1 if on else -1

    def set_root(self, qdisc: Qdisc | None) -> None:
        """``tc qdisc replace|del dev DEV root``: another root qdisc, or the one that devices begin with."""
        if self.root is not None:
            self.root.reset()
        self.root = qdisc
        if qdisc is not None:
            qdisc.device = self
        self.qdisc = qdisc.kind if qdisc is not None else "noqueue" if self.qdisc != NEVER_UP or self.up else NEVER_UP
        self.ns.rewired()

    def detach(self) -> None:
        """Called as the device leaves for good."""
        if self.master is not None:
            self.master.remove_port(self)

    # -- frames --------------------------------------------------------------
    def transmit(self, frame: Frame) -> None:
        """Send a frame out of this device."""
        raise NotImplementedError

    def count_tx(self, frame: Frame) -> None:
        """Account for a frame that leaves, and show it to taps and trace."""
        self._tx_packets += 1
        self._tx_bytes += frame.length
        if self.taps:
            self.tap(frame, "out")
        ns = self.ns
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, self.name, "tx", frame)

    def count_rx(self, frame: Frame) -> None:
        """Account for a frame that arrives, and show it to taps and trace."""
        self._rx_packets += 1
        self._rx_bytes += frame.length
        if self.taps:
            self.tap(frame, "in")
        ns = self.ns
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, self.name, "rx", frame)

    @property
    def far_end(self) -> Device:
        """Where a frame arrives that this device sends; itself, where that depends on the frame."""
        return self

    def arrive_damaged(self, frame: Frame) -> None:
        """A frame arrives with a bit turned over: its checksum tells."""
        if self.up:
            self.count_rx(frame)
        self.drop(frame, drops.CORRUPT, f"a bit was turned over on the way to {self.name}: wrong checksum")

    def tap(self, frame: Frame, direction: str) -> None:
        """Show a frame to the packet sockets on this device."""
        for tap in self.taps:
            tap(frame, direction, self.ns.clock.t)

    def drop(self, frame: Frame, reason: str, cause: object = "") -> None:
        """The frame ends here."""
        self.ns.drop(frame, self, reason, cause)

    def receive(self, frame: Frame) -> None:
        """A frame arrives at this device from outside the namespace (netif_receive_skb)."""
        ns = self.ns
        if not self.up:
            self.rx_dropped += 1
            self.drop(frame, drops.LINK_DOWN, f"{self.name} is down")
            return
        self._rx_packets += 1
        self._rx_bytes += frame.length
        if self.taps:
            self.tap(frame, "in")
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, self.name, "rx", frame)
        handler = self.rx_handler
        if handler is None:
            self.deliver_up(frame)
        else:
            handler(self, frame)

    def deliver_up(self, frame: Frame) -> None:
        """Hand a frame to the namespace's protocols, when it is addressed to this station (deliver_skb)."""
        if frame.dst == self.mac or frame.dst >> 40 & 1:  # a group's address: broadcasts, too
            ns = self.ns
            try:
                handler = ns.ethertypes[frame.ethertype]
            except KeyError:
                handler = ns.handler(frame.ethertype)
            handler(self, frame)
        else:
            self.drop(frame, drops.OTHER_HOST, f"{self.name} is not addressed")


netif_receive_skb = Device.receive


class Loopback(Device):
    """lo: what it sends it receives."""

    kind = "loopback"
    link_type = "loopback"
    mtu_range = (0, 0)
    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("lo", 0, 65536)
        self.modes = LOOPBACK
        self.qlen = 1000

    def info(self) -> str:
        return ""

    def transmit(self, frame: Frame) -> None:
        if self.root is not None and self.root.holds(frame):
            return
        if not self.up:
            self.drop(frame, drops.LINK_DOWN, "lo is down")
            return
        self.count_tx(frame)
        self.ns.clock.hop(LOOPBACK_DELAY, netif_receive_skb, self, frame)

    def deliver_up(self, frame: Frame) -> None:
        handler = self.ns.handler(frame.ethertype)
        handler(self, frame)


LOOPBACK_DELAY = 8e-6
