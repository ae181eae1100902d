"""ARP questions to everybody on a bridge. Most stations make nothing of them: then only counters move, and nothing is walked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.ip.neighbour import RESOLVED
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.wire.arp import REQUEST

if TYPE_CHECKING:
    from dockernet_sim.linux.ip.stack import Ip
    from dockernet_sim.linux.link.bridge import Bridge
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.ethernet import Frame

NOBODY: frozenset[Device] = frozenset()


class Questions:
    """How one bridge floods ARP requests; what it knows of the stations holds for one number of the machine's configuration."""

    __slots__ = ("_bridge", "_configured", "_owners", "_stations")

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._configured = -1
        self._stations: list[tuple[Device, Veth | None, Ip, int]] = []
        self._owners: dict[int, set[Device]] = {}  # the ports behind which an address is

    def ask(self, source: Device, frame: Frame) -> None:
        """Send a request out of all other ports: this loop is all that a station costs which is not meant."""
        if self._configured != self._bridge.ns.host.configured:
            self._look_around()
        message = frame.payload
        spa, sha, size = message.spa, message.sha, frame.length
        owners = self._owners.get(message.tpa, NOBODY)
        for port, end, ip, index in self._stations:
            if port is source:
                continue
            if end is not None and port not in owners:
                known = ip.neigh.entries.get(index | spa) if ip.has_neighbours else None
                if known is None or (known.mac == sha and known.state in RESOLVED and message.op == REQUEST):
                    port._tx_packets += 1
                    port._tx_bytes += size
                    end._rx_packets += 1
                    end._rx_bytes += size
                    continue
            port.transmit(frame)

    def _look_around(self) -> None:
        bridge = self._bridge
        self._configured = bridge.ns.host.configured
        self._stations, self._owners = [], {}
        for port in bridge.ports:
            if port.running:
                end = _plain_station(port)
                ip = (end or port).ns.ip
                self._stations.append((port, end, ip, (end or port).ifindex << 32))
                for address in ip.addresses:
                    self._owners.setdefault(address.ip, set()).add(port)


def _plain_station(port: Device) -> Veth | None:
    """The other end of a port's veth pair, where what arrives goes to a namespace's ARP and is seen by nobody else."""
    if not isinstance(port, Veth) or port.line is not None or port.taps:
        return None
    end = port.peer
    return end if end.master is None and not end.taps and "NOARP" not in end.modes else None
