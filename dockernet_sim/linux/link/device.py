"""A device: anything that `ip link` lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Protocol

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.address import BROADCAST_MAC
from dockernet_sim.wire.ethernet import Frame

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs

Tap = Callable[[Frame, str, float], None]

IFF_ORDER = ("NO-CARRIER", "LOOPBACK", "BROADCAST", "MULTICAST", "PROMISC", "UP", "LOWER_UP")


class Master(Protocol):
    """A device that takes over what its ports receive: a bridge."""

    name: str

    def port_receive(self, port: Device, frame: Frame) -> None:
        """A frame came in at this port."""

    def port_changed(self, port: Device) -> None:
        """The port went up or down, or lost its carrier."""

    def remove_port(self, port: Device) -> None:
        """The port leaves."""


class Device:
    """A network device of one namespace.

    Subclasses say what transmitting means. ``taps`` are functions (frame, "in" | "out", time) that see every frame, as a
    packet socket does.
    """

    kind: ClassVar[str] = "dummy"
    __slots__ = (
        "__weakref__", "carrier", "clock", "ifindex", "mac", "master", "mtu", "name", "ns", "promisc", "qlen",
        "rx_bytes", "rx_dropped", "rx_packets", "taps", "tx_bytes", "tx_dropped", "tx_packets", "up",
    )  # fmt: skip

    def __init__(self, name: str, mac: int = 0, mtu: int = 1500) -> None:
        self.name = name
        self.mac = mac
        self.mtu = mtu
        self.ifindex = 0
        self.up = False
        self.carrier = True
        self.master: Master | None = None
        self.ns: NetNs = None  # type: ignore[assignment]  # set by NetNs.add_device
        self.promisc = 0
        self.qlen = 0
        self.taps: list[Tap] = []
        self.rx_packets = self.rx_bytes = self.rx_dropped = 0
        self.tx_packets = self.tx_bytes = self.tx_dropped = 0

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.ifindex}: {self.name}>"

    # -- state ---------------------------------------------------------------
    @property
    def running(self) -> bool:
        """Administratively up and with a carrier: LOWER_UP."""
        return self.up and self.carrier

    @property
    def operstate(self) -> str:
        """What `ip link` shows behind ``state``."""
        return "UP" if self.running else "DOWN"

    @property
    def flags(self) -> list[str]:
        """The flags that `ip link` prints, in its order; captures (``promisc``) do not show here, as in Linux."""
        held = {"BROADCAST", "MULTICAST"}
        if self.up:
            held.add("UP")
            held.add("LOWER_UP" if self.carrier else "NO-CARRIER")
        return [flag for flag in IFF_ORDER if flag in held]

    def set_up(self) -> None:
        """``ip link set DEV up``."""
        if not self.up:
            self.up = True
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
            self.ns.device_carrier(self)
            if self.master is not None:
                self.master.port_changed(self)

    def state_changed(self) -> None:
        """Tell whoever hangs on this device's state."""
        if self.master is not None:
            self.master.port_changed(self)

    def set_mtu(self, mtu: int) -> None:
        """``ip link set DEV mtu N``."""
        if not 68 <= mtu <= 65535:
            raise NetError("EINVAL")
        self.mtu = mtu
        self.ns.changed()

    def set_mac(self, mac: int) -> None:
        """``ip link set DEV address MAC``."""
        if mac >> 40 & 1:
            raise NetError("EADDRNOTAVAIL")
        self.mac = mac
        self.ns.changed()

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
        self.tx_packets += 1
        self.tx_bytes += 14 + frame.payload.length
        if self.taps:
            self.tap(frame, "out")
        ns = self.ns
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, self.name, "tx", frame)

    def tap(self, frame: Frame, direction: str) -> None:
        """Show a frame to the packet sockets on this device."""
        for tap in list(self.taps):
            tap(frame, direction, self.ns.clock.t)

    def drop(self, frame: Frame, reason: str, cause: object = "") -> None:
        """The frame ends here."""
        ns = self.ns
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, self.name, "drop", frame, reason, cause)

    def receive(self, frame: Frame) -> None:
        """A frame arrives at this device from outside the namespace."""
        ns = self.ns
        if not self.up:
            self.rx_dropped += 1
            self.drop(frame, drops.LINK_DOWN, f"{self.name} is down")
            return
        self.rx_packets += 1
        self.rx_bytes += 14 + frame.payload.length
        if self.taps:
            self.tap(frame, "in")
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, self.name, "rx", frame)
        if self.master is not None:
            self.master.port_receive(self, frame)
        else:
            self.deliver_up(frame)

    def deliver_up(self, frame: Frame) -> None:
        """Hand a frame to the namespace's protocols, when it is addressed to this station."""
        if frame.dst == self.mac or frame.dst == BROADCAST_MAC or frame.dst >> 40 & 1:
            handler = self.ns.ethertypes.get(frame.ethertype)
            if handler is not None:
                handler(self, frame)
        else:
            self.drop(frame, drops.OTHER_HOST, f"{self.name} is not addressed")


class Dummy(Device):
    """A device that swallows what it is given."""

    kind = "dummy"
    __slots__ = ()

    @property
    def operstate(self) -> str:
        """A dummy never says whether it works."""
        return "UNKNOWN" if self.up else "DOWN"

    @property
    def flags(self) -> list[str]:
        """A dummy has no broadcast domain to speak of, but says NOARP."""
        return ["BROADCAST", "NOARP"] + (["UP", "LOWER_UP"] if self.up else [])

    def transmit(self, frame: Frame) -> None:
        """Count the frame and forget it."""
        self.count_tx(frame)


class Loopback(Device):
    """lo: what it sends it receives."""

    kind = "loopback"
    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("lo", 0, 65536)
        self.qlen = 1000

    @property
    def operstate(self) -> str:
        """lo has no state of its own."""
        return "UNKNOWN" if self.up else "DOWN"

    @property
    def flags(self) -> list[str]:
        """lo's own flags."""
        return ["LOOPBACK"] + (["UP", "LOWER_UP"] if self.up else [])

    def transmit(self, frame: Frame) -> None:
        """Straight back in."""
        if not self.up:
            self.drop(frame, drops.LINK_DOWN, "lo is down")
            return
        self.count_tx(frame)
        self.ns.clock.hop(LOOPBACK_DELAY, self.receive, frame)

    def deliver_up(self, frame: Frame) -> None:
        """Everything on lo is for us."""
        handler = self.ns.ethertypes.get(frame.ethertype)
        if handler is not None:
            handler(self, frame)


LOOPBACK_DELAY = 8e-6
