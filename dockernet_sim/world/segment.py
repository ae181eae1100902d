"""The segment that joins the machines: one line between two of them; from the third on, a switch that all are plugged
into.

The line is a veth pair with a way to go. The switch is a small machine of its own (``switch`` in the trace) with one
bridge and a port for each machine, and no address: what it does is what any bridge does.
"""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.linux.host import Host
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.link.veth import Veth, veth_pair

MTU = 1500
QUEUE = 1000  # what devices get that are made by ``ip link add``


class Segment:
    """One Ethernet segment.

    Parameters
    ----------
    new_host : callable
        Makes a machine of a given name, for the switch.
    """

    def __init__(self, new_host: Callable[[str], Host]) -> None:
        self._new_host = new_host
        self.line = Line()
        self.ends: list[Veth] = []
        self.switch: Host | None = None
        self.bridge: Bridge | None = None

    def join(self, first: Host, first_mac: int, second: Host, second_mac: int) -> None:
        """Put the line between the first two machines; both ends are called eth0."""
        ends = veth_pair(second.root, "eth0", first.root, "eth0", mac_a=second_mac, mac_b=first_mac, line=self.line)
        self.ends = [ends[1], ends[0]]
        for eth0 in self.ends:
            eth0.qlen = QUEUE

    def plug(self, host: Host, mac: int) -> Veth:
        """Give a further machine an eth0 on this segment."""
        if self.switch is None:
            self._build_switch()
        assert self.switch is not None
        port = f"port{len(self.ends) + 1}"
        eth0, outer = veth_pair(host.root, "eth0", self.switch.root, port, mac_a=mac, line=self.line)
        eth0.qlen = QUEUE
        self._port(outer)
        self.ends.append(eth0)
        return eth0

    def _build_switch(self) -> None:
        """Cut the line and plug its two ends into a switch; nothing else changes on the machines."""
        switch = self.switch = self._new_host("switch")
        switch.root.sysctl["net.bridge.bridge-nf-call-iptables"] = "0"
        first, second = self.ends
        ports = [self._replug(eth0, number) for number, eth0 in enumerate((first, second), 1)]
        self.bridge = Bridge("sw0", switch.identity.mac("bridge"))
        switch.root.add_device(self.bridge)
        self.bridge.set_up()
        for port in ports:
            self._port(port)

    def _replug(self, eth0: Veth, number: int) -> Veth:
        """A new other end for a device that stays as it is; the first port keeps the index that its machine shows."""
        assert self.switch is not None
        port = Veth(f"port{number}", self.switch.identity.mac("veth-mac"), MTU)
        self.switch.root.add_device(port)
        port.peer, eth0.peer = eth0, port
        port.line = self.line
        port.set_carrier(eth0.up)
        eth0.ns.changed()
        eth0.ns.nsid(self.switch.root)
        self.switch.root.nsid(eth0.ns)
        return port

    def _port(self, port: Veth) -> None:
        assert self.bridge is not None
        self.bridge.add_port(port)
        port.set_up()
