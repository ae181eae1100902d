"""ARP questions to everybody on a bridge. Most stations make nothing of them: then only counters move, and nothing is walked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.wire.arp import Arp
from dockernet_sim.wire.ethernet import HEADER

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockernet_sim.linux.link.bridge import Bridge
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.ethernet import Frame

SIZE = HEADER + Arp.length  # bytes of a frame


class Known(Protocol):
    """A neighbour, as a station's table has it."""

    mac: int
    state: str
    resolved_states: ClassVar[frozenset[str]]


Numbers = tuple[int, ...]


class Questions:
    """How one bridge floods ARP requests.

    What it knows of its stations holds for one number of the machine's configuration. The requests that only counted are
    added up when somebody reads a counter (:meth:`Host.settle`).
    """

    __slots__ = (
        "_apart",
        "_asked",
        "_bridge",
        "_configured",
        "_knowing",
        "_numbers",
        "_owners",
        "_spared",
        "_stations",
    )

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._configured = -1
        self._stations: list[tuple[Device, Veth | None]] = []  # ports, and the other ends of those that are plain
        self._numbers: dict[Device, int] = {}
        self._apart: Numbers = ()  # stations to which every frame is carried
        self._owners: dict[int, Numbers] = {}  # behind which ports an address is
        self._knowing: list[tuple[int, Callable[[int], Known | None], int]] = []  # of those that know any neighbours
        self._asked = 0
        self._spared: dict[int, int] = {}  # how many of those a station did not get, or got by itself

    def ask(self, source: Device, frame: Frame) -> None:
        """Send a request out of all other ports. The loop is all that a station costs to which it is no news."""
        if self._configured != self._bridge.ns.host.configured:
            self._look_around()
        message = frame.payload
        spa, sha = message.spa, message.sha
        told = {*self._apart, *self._owners.get(message.tpa, ())}
        for number, get, index in self._knowing:
            known = get(index | spa)
            if known is not None and (known.mac != sha or known.state not in known.resolved_states):
                told.add(number)
        own = self._numbers.get(source, -1)
        if not self._asked:
            self._bridge.ns.host.unsettled.append(self)
        self._asked += 1
        for number in (own, *told):
            self._spared[number] = self._spared.get(number, 0) + 1
        stations = self._stations  # an answer may make the bridge look around anew
        for number in sorted(told - {own}):
            stations[number][0].transmit(frame)

    def settle(self) -> None:
        """Add up what was only counted."""
        asked, spared, self._asked, self._spared = self._asked, self._spared, 0, {}
        for number, (port, end) in enumerate(self._stations):
            packets = asked - spared.get(number, 0)
            if end is not None and packets:
                port.count(0, 0, packets, packets * SIZE)
                end.count(packets, packets * SIZE, 0, 0)

    def _look_around(self) -> None:
        self.settle()
        self._configured = self._bridge.ns.host.configured
        self._stations = [(port, _plain_station(port)) for port in self._bridge.ports if port.running]
        self._numbers = {port: number for number, (port, _) in enumerate(self._stations)}
        self._apart = tuple(number for number, (_, end) in enumerate(self._stations) if end is None)
        self._owners, self._knowing = {}, []
        for number, (_, end) in enumerate(self._stations):
            if end is not None:
                ip = end.ns.ip
                for address in ip.addresses:
                    self._owners[address.ip] = (*self._owners.get(address.ip, ()), number)
                if ip.has_neighbours:
                    self._knowing.append((number, ip.neigh.entries.get, end.ifindex << 32))


def _plain_station(port: Device) -> Veth | None:
    """The other end of a port's veth pair, where what arrives goes to a namespace's ARP and is seen by nobody else."""
    if not isinstance(port, Veth) or port.line is not None or port.taps:
        return None
    end = port.peer
    return end if end.master is None and not end.taps and "NOARP" not in end.modes else None
