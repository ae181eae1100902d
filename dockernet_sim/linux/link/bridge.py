"""The kernel's switch: a device whose ports are other devices (bridge(8), net/bridge).

With ``net.bridge.bridge-nf-call-iptables`` 1, IPv4 frames that are switched also pass the host's netfilter: PREROUTING
as they come in, FORWARD and POSTROUTING as they go out of a port (bridge_nf). That is where ``--icc=false`` bites.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge_nf import BridgeNetfilter
from dockernet_sim.linux.link.device import ROOM, Device
from dockernet_sim.linux.link.fdb import Fdb, FdbEntry
from dockernet_sim.linux.link.info import bridge_info, port_info
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame

MAX_PORTS = 1023


class Flooding(Protocol):
    """What linux/fast does for a bridge."""

    def flood(self, source: Device, frame: Frame) -> bool:
        """Send a frame out of all other ports; False when nothing happened."""

    def tell(self, end: Any, ip: int) -> bool:
        """Carry the ARP announcement of a station; False when nothing happened."""


@dataclass(slots=True, eq=False)
class Port:
    """What a bridge knows of one of its ports."""

    device: Device
    number: int
    bridge: Bridge
    hairpin: bool = False
    heard: bool = False  # whether the device worked when the bridge was last told of it

    @property
    def state(self) -> str:
        """``forwarding`` while device and bridge work, else ``disabled``; there is no spanning tree."""
        return "forwarding" if self.device.running and self.bridge.up else "disabled"


class Bridge(Device):
    """A bridge device: ``ip link add NAME [address MAC] type bridge``.

    A bridge whose MAC was given keeps it (``own_mac``); another one takes the lowest of its ports'. Its MTU is the
    lowest of its ports' until it is set. ``inet6`` holds IPv6 addresses (with their prefix lengths) that ``ip address``
    shows: IPv6 itself is not modelled.
    """

    kind: ClassVar[str] = "bridge"
    __slots__ = ("_gapless", "fdb", "inet6", "nf", "nodad", "own_mac", "own_mtu", "ports", "shortcut", "stp")

    def __init__(self, name: str, mac: int, mtu: int = 1500, own_mac: bool = True) -> None:
        super().__init__(name, mac, mtu)
        self.own_mac = own_mac
        self.own_mtu = mtu != 1500
        self.ports: dict[Device, Port] = {}
        self._gapless = True  # whether its ports have the numbers from 1 on
        self.fdb = Fdb()
        self.nf = BridgeNetfilter(self)
        self.shortcut: Flooding | None = None  # carries a flood without a walk (linux/fast)
        self.stp = False
        self.inet6: tuple[tuple[int, int], ...] = ()
        self.nodad = False  # they are used without duplicate address detection (RFC 4862 5.4)

    def created(self) -> None:
        """Setting a MAC makes the bridge look at its ports, and it has none: no carrier.

        A bridge left alone says nothing.
        """
        if self.own_mac:
            self._judge_carrier()

    def set_down(self) -> None:
        """``ip link set BRIDGE down``: its ports stop forwarding, and what was learnt is forgotten."""
        super().set_down()
        for port in self.ports:
            self.fdb.forget_port(port, keep_local=True)

    def set_mac(self, mac: int) -> None:
        """``ip link set BRIDGE address MAC``."""
        changed = mac != self.mac
        super().set_mac(mac)
        self.own_mac = True
        if changed:
            self._judge_carrier()

    def set_mtu(self, mtu: int) -> None:
        """``ip link set BRIDGE mtu N``: from now on its ports do not decide."""
        super().set_mtu(mtu)
        self.own_mtu = True

    @property
    def bridge_id(self) -> str:
        """As `brctl show` prints it."""
        return f"8000.{self.mac if self.own_mac or self.ports else 0:012x}"

    def stations(self) -> list[FdbEntry]:
        """All that is known of stations behind its ports."""
        self.ns.clock.flush()
        return self.fdb.live(self.ns.clock.now)

    def info(self) -> str:
        return bridge_info(self)

    def port_info(self, port: Device) -> str:
        """``bridge_slave state ...``."""
        return port_info(self.ports[port])

    # -- ports ---------------------------------------------------------------
    def add_port(self, device: Device) -> None:
        """``ip link set DEV master BRIDGE``."""
        if device.master is self:
            return
        if device is self or device.kind == "loopback":
            raise NetError("EINVAL")
        if device.kind == "bridge":
            raise NetError("ELOOP", "Can not enslave a bridge to a bridge.")
        if device.master is not None:
            device.master.remove_port(device)
        if len(self.ports) >= MAX_PORTS:
            raise NetError("EXFULL", f"bridge {self.name} has {MAX_PORTS} ports")
        self.ports[device] = Port(device, self._free_number(), self)
        linked = device.linked
        if linked is not None and linked.master is not None:
            self.ns.host.rewired += 1
        device.master, device.rx_handler = self, self.port_receive
        self.fdb.add_local(device.mac, device)
        before = self.mac
        self._take_from(device)
        if self.mac != before:  # it looks at its ports while the new one is not yet forwarding
            self.set_carrier(False)
        self.port_changed(device)

    def _free_number(self) -> int:
        """The lowest that no port has (find_portno)."""
        number = len(self.ports) + 1
        if not self._gapless:
            taken = {port.number for port in self.ports.values()}
            number = next(free for free in range(1, number + 1) if free not in taken)
            self._gapless = number > len(taken)
        return number

    def remove_port(self, port: Device) -> None:
        """``ip link set DEV nomaster``."""
        left = self.ports.pop(port, None)
        if left is not None:
            self._gapless = not self.ports or (self._gapless and left.number > len(self.ports))
            port.master = port.rx_handler = None
            self.fdb.forget_port(port)
            self._ports_changed()
            self.ns.host.rewired += 1
            self._judge_carrier()

    def _take_from(self, port: Device) -> None:
        """The same as :meth:`_ports_changed` when the only news is another port."""
        first = len(self.ports) == 1
        if not self.own_mac:
            self.mac = port.mac if first else min(self.mac, port.mac)
        if not self.own_mtu:
            self.mtu = port.mtu if first else min(self.mtu, port.mtu)
        self.ns.changed()

    def _ports_changed(self) -> None:
        """Take MAC and MTU from the ports, where they were not set by hand."""
        if not self.own_mac:
            self.mac = min((p.mac for p in self.ports), default=0)
        if not self.own_mtu:
            self.mtu = min((p.mtu for p in self.ports), default=1500)
        self.ns.changed()

    def port_resized(self, port: Device) -> None:
        """A port got another MTU."""
        self._ports_changed()

    def port_readdressed(self, port: Device) -> None:
        """A port got another MAC."""
        self.fdb.forget_port(port)
        self.fdb.add_local(port.mac, port)
        self._ports_changed()

    def port_changed(self, port: Device) -> None:
        """A port went up or down: what was learnt behind a dead one is forgotten."""
        known, running = self.ports[port], port.running
        if port is not next(reversed(self.ports)) or (known.heard and not running):
            self.ns.host.rewired += 1
        heard, known.heard = known.heard, running
        if not running:
            if heard:
                self.fdb.forget_port(port, keep_local=True)
            self._judge_carrier()
        elif not self.carrier:
            self.set_carrier(True)

    def _judge_carrier(self) -> None:
        carrier = False
        for port in self.ports:
            if port.up and port.carrier:
                carrier = True
                break
        if carrier != self.carrier:
            self.set_carrier(carrier)

    def detach(self) -> None:
        """Set all ports free before the bridge goes."""
        for port in list(self.ports):
            self.remove_port(port)

    # -- frames --------------------------------------------------------------
    def transmit(self, frame: Frame) -> None:
        """A frame that the host itself sends through the bridge (br_dev_xmit)."""
        if self.root is not None and self.root.holds(frame):
            return
        if not self.up:
            self.tx_dropped += 1
            self.drop(frame, drops.LINK_DOWN, f"{self.name} is down")
            return
        if not self.carrier:
            self.tx_dropped += 1
            self.drop(frame, drops.NO_CARRIER, f"{self.name} has no working port")
            return
        if self.nf.comes_back(frame):
            return
        self.ns.clock.flush()
        self.count_tx(frame)
        entry = None if frame.dst >> 40 & 1 else self.fdb.lookup(frame.dst, self.ns.clock.t)
        if entry is None:
            for port in list(self.ports):
                if port.running:
                    port.transmit(frame)
        elif not entry.local:
            entry.port.transmit(frame)

    def port_receive(self, port: Device, frame: Frame) -> None:
        """A frame comes in at a port: show it to bridge netfilter, then switch it (br_handle_frame)."""
        if not self.up:
            self.drop(frame, drops.LINK_DOWN, f"{self.name} is down")
        elif self.ns.bridge_nf and frame.ethertype == ETHERTYPE_IP:
            self.nf.pre_routing(port, frame)
        else:
            self.switch(port, frame, 0)

    def _learnt(self, frame: Frame) -> None:
        """It is news behind which port the source is."""
        ns = self.ns
        ns.host.generation += 1
        if ns.trace.on:
            found = self.fdb.entries[frame.src]
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, self.name, "bridge", frame, "learn", found)

    def switch(self, port: Device, frame: Frame, filtered: int) -> None:
        """Learn where the source is; then to the port behind which the station is, to all ports, or up.

        `filtered` is as :class:`BridgeNetfilter` says. (br_handle_frame_finish)
        """
        ns, fdb, dst = self.ns, self.fdb, frame.dst
        if fdb.learn(frame.src, port, ns.clock.t):  # behind PREROUTING: what that drops teaches nothing
            self._learnt(frame)
        entry = fdb.entries.get(dst)
        if dst == self.mac or (entry is not None and entry.local):
            self.pass_up(frame, filtered)
            return
        if entry is None or ns.clock.t - entry.updated > fdb.ageing:
            fdb.entries.pop(dst, None)
            self._flood(port, frame, filtered)
            if dst >> 40 & 1:
                self.pass_up(frame, filtered)
                return
        else:
            if ns.trace.on:
                ns.trace.add(ns.clock.t, ns.host.name, ns.name, self.name, "bridge", frame, "forward", entry)
            self._forward(port, entry.port, frame, filtered)
        if self.promisc:
            self.count_rx(frame)

    def _flood(self, source: Device, frame: Frame, filtered: int) -> None:
        ns = self.ns
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, self.name, "bridge", frame, "flood", source.name)
        if self._flooded_fast(source, frame):
            return
        sent = False
        for port, facts in list(self.ports.items()):
            if (port is not source or facts.hairpin) and port.up and port.carrier:
                self._forward(source, port, frame, filtered)
                sent = True
        if not sent and not frame.is_broadcast:
            self.drop(frame, drops.NO_PORT, f"{self.name} has no other working port")

    def _flooded_fast(self, source: Device, frame: Frame) -> bool:
        """Whether linux/fast took the flood upon itself."""
        if self.shortcut is None and self.ns.host.fast is not None:
            self.shortcut = self.ns.host.fast.flooding(self)
        return self.shortcut is not None and self.shortcut.flood(source, frame)

    def _forward(self, source: Device, port: Device, frame: Frame, filtered: int) -> None:
        """Out of one port (br_forward)."""
        if port is source and not self.ports[port].hairpin:
            self.drop(frame, drops.SAME_PORT, f"{port.name}: never back out of the port it came from")
        elif filtered:
            self.nf.forward(source, port, frame, filtered)
        else:
            self.push(port, frame)

    def push(self, port: Device, frame: Frame) -> None:
        """Out of a port, if it fits (br_dev_queue_push_xmit)."""
        if frame.length > port.mtu + ROOM:
            self.drop(frame, drops.MTU, f"{port.name} mtu {port.mtu}")
        else:
            port.transmit(frame)

    def pass_up(self, frame: Frame, prerouted: int = 0) -> None:
        """Hand a frame to the host's own protocols, as if it had come in at the bridge device (br_pass_frame_up)."""
        self.count_rx(frame)
        handler = self.ns.handler(frame.ethertype)
        handler(self, frame, bool(prerouted))
