"""ARP requests that a bridge floods. Most stations ignore them: for these only counters move, and nothing is walked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.fast.template import Place, Stations
from dockernet_sim.linux.ip.neighbour import RESOLVED
from dockernet_sim.linux.link.veth import CROSSING, Veth
from dockernet_sim.wire.arp import REQUEST, Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, HEADER

if TYPE_CHECKING:
    from dockernet_sim.linux.link.bridge import Bridge
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.ethernet import Frame

SIZE = HEADER + Arp.length  # bytes of a frame


Numbers = tuple[int, ...]


class ArpFlood:
    """How one bridge floods ARP requests.

    What it knows of its stations holds for one number of the machine's configuration. Requests that were only counted
    are added up by :meth:`Host.flush`.
    """

    __slots__ = (
        "_apart", "_asked", "_bridge", "_configured", "_heard", "_numbers", "_owners", "_rewired", "_sent", "_spared",
        "_stations",
    )  # fmt: skip

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._configured = self._rewired = -1
        self._stations: list[tuple[Device, Veth | None]] = []  # ports, and the other ends of those that are plain
        self._sent: list[Place] = []  # where the trace puts a frame that goes out of the ports
        self._heard: list[Place] = []  # and arrives at the other ends; both only grow: records point here
        self._numbers: dict[Device, int] = {}
        self._apart: Numbers = ()  # stations to which every frame is carried
        self._owners: dict[int, Numbers] = {}  # behind which ports an address is
        self._asked = 0
        self._spared: dict[int, int] = {}  # how many of those a station had asked itself

    def flood(self, source: Device, frame: Frame) -> bool:
        """Send a request out of all other ports; False for other frames, and for padded requests (arping's)."""
        bridge, message = self._bridge, frame.payload
        host = bridge.ns.host
        if (
            frame.ethertype != ETHERTYPE_ARP
            or message.op != REQUEST
            or message.length != Arp.length
            or bridge.ports[source].hairpin
            or (host.trace.on and not host.clock.walking)  # each copy would be walked to its end before the next
        ):
            return False
        told: Numbers = ()
        if message.spa != message.tpa or not self._only_counted(source, message.spa, message.sha):
            told = self._told(message)
        own = self._numbers.get(source, -1)
        if own in told:
            told = tuple(number for number in told if number != own)
        self._count(own)
        self._carry(told, own, frame)
        return True

    def _carry(self, told: Numbers, own: int, frame: Frame) -> None:
        """Let these stations have a request; all but the one that asks leave records of it."""
        clock, stations, begin = self._bridge.ns.clock, self._stations, 0
        self._put_names()
        for number in told:
            port, end = stations[number]
            self._record(begin, number + (end is not None), own, frame)
            begin = number + 1
            if end is not None:  # it is counted as all others are
                clock.hop(CROSSING, Veth.deliver_up, end, frame)
            else:
                port.transmit(frame)
        self._record(begin, len(stations), own, frame)

    def _arrive(self, stations: Stations, frame: Frame) -> None:
        """It has arrived behind these ports."""
        self._bridge.ns.trace.add_path(stations, self._bridge.ns.clock.t, frame)

    def _told(self, message: Arp) -> Numbers:
        """The stations that do more than count a request, in the order of their ports."""
        host = self._bridge.ns.host
        if self._configured != host.configured:
            self._look_around()
        told = self._owners.get(message.tpa, ())
        if self._apart or host.is_news(message.spa, message.sha):
            told = tuple(sorted({*told, *self._apart, *self._surprised(message.spa, message.sha)}))
        return told

    def _put_names(self) -> None:
        """Note where the trace puts what stations do that came since the last time."""
        if not self._bridge.ns.trace.on:
            return
        for port, end in self._stations[len(self._sent) :]:
            self._sent.append((port.ns.host.name, port.ns.name, port.name))
            far = port if end is None else end
            self._heard.append((far.ns.host.name, far.ns.name, far.name))

    def _record(self, begin: int, end: int, own: int, frame: Frame) -> None:
        """Record that a frame goes out of these ports, but for its own, and later that it arrives behind them."""
        clock, trace = self._bridge.ns.clock, self._bridge.ns.trace
        if trace.on and (sent := Stations("tx", self._sent, begin, end, own)).length:
            trace.add_path(sent, clock.t, frame)
            clock.hop(CROSSING, self._arrive, Stations("rx", self._heard, begin, end, own), frame)

    def tell(self, end: Veth, ip: int) -> bool:
        """Carry an announcement from the station behind a port in one step, where nothing becomes of it but counts;
        False where it must be walked."""
        bridge, port, ns = self._bridge, end.peer, self._bridge.ns
        clock, root = ns.clock, ns.ip
        if (
            not (end.up and end.carrier and bridge.up)
            or ns.trace.on
            or clock.walking
            or end.root is not None
            or end.line is not None
            or bridge.taps
            or bridge.ports[port].hairpin
            or ip in root.fib.local
            or (root.has_neighbours and (bridge.ifindex, ip) in root.neigh.entries)
            or not self._only_counted(port, ip, end.mac)
        ):
            return False
        if clock.pending:
            clock.flush()
        self._count(self._numbers[port])
        end.count(0, 0, 1, SIZE)
        port.count(1, SIZE, 0, 0)
        bridge.count(1, SIZE, 0, 0)
        if bridge.fdb.learn(end.mac, port, clock.t + CROSSING):
            ns.host.generation += 1
        return True

    def _count(self, own: int) -> None:
        """One more request for all stations but the one that asks."""
        if not self._asked:
            self._bridge.ns.host.pending.append(self)
        self._asked += 1
        self._spared[own] = self._spared.get(own, 0) + 1

    def _only_counted(self, source: Device, ip: int, mac: int) -> bool:
        """Whether an announcement is only counted: no other station has the address or knows it with another MAC.

        It need not be looked around for that after every container that starts (840 on one bridge: a 30th of the time):
        such a one changes nothing but its own port, the newest.
        """
        host, ports, stations = self._bridge.ns.host, self._bridge.ports, self._stations
        if self._rewired != host.rewired or self._apart or host.held.get(ip, 0) > 1 or host.is_news(ip, mac):
            return False
        if source in self._numbers:
            return len(ports) == len(stations)
        end = _plain_station(source)
        if end is None or len(ports) != len(stations) + 1 or next(reversed(ports)) is not source:
            return False
        self._numbers[source] = len(stations)
        self._spared[len(stations)] = self._asked
        stations.append((source, end))
        return True

    def _surprised(self, ip: int, mac: int) -> list[int]:
        """The stations that know an address, and to which it is news that it has this MAC."""
        found = []
        for number, (_, end) in enumerate(self._stations):
            if end is not None and end.ns.ip.has_neighbours:
                known = end.ns.ip.neigh.entries.get((end.ifindex, ip))
                if known is not None and (known.mac != mac or known.state not in RESOLVED):
                    found.append(number)
        return found

    def flush(self) -> None:
        """Apply the deferred counts."""
        asked, spared, self._asked, self._spared = self._asked, self._spared, 0, {}
        for number, (port, end) in enumerate(self._stations):
            packets = asked - spared.get(number, 0)
            if end is not None and packets:
                port.count(0, 0, packets, packets * SIZE)
                end.count(packets, packets * SIZE, 0, 0)

    def _look_around(self) -> None:
        self.flush()
        self._configured, self._rewired = self._bridge.ns.host.configured, self._bridge.ns.host.rewired
        self._stations = [(port, _plain_station(port)) for port in self._bridge.ports if port.running]
        self._numbers = {port: number for number, (port, _) in enumerate(self._stations)}
        self._sent, self._heard = [], []
        self._apart = tuple(number for number, (_, end) in enumerate(self._stations) if end is None)
        self._owners = {}
        for number, (_, end) in enumerate(self._stations):
            if end is not None:
                for ip in {address.ip for address in end.ns.ip.addresses}:  # one may be there with two prefixes
                    self._owners[ip] = (*self._owners.get(ip, ()), number)


def _plain_station(port: Device) -> Veth | None:
    """The other end of a port's veth pair, where what arrives goes to a namespace's ARP and is seen there only."""
    if not isinstance(port, Veth) or port.line is not None or port.taps or port.root is not None:
        return None
    end = port.peer
    return end if end.master is None and not end.taps and "NOARP" not in end.modes else None
