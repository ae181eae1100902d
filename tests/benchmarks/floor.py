"""The floor: what an echo costs when it is nothing but two SimPy events and the look-ups that no network can do
without.

Request and reply are one Timeout with one callback each. At both ends: route, neighbour and forwarding table are one
dictionary each, the destination is checked, and a frame is made.
"""

from __future__ import annotations

import simpy

STATIONS = 100


class Frame:
    """What travels."""

    __slots__ = ("dst", "dst_mac", "kind", "src", "src_mac")

    def __init__(self, dst_mac: int, src_mac: int, dst: int, src: int, kind: int) -> None:
        self.dst_mac = dst_mac
        self.src_mac = src_mac
        self.dst = dst
        self.src = src
        self.kind = kind


class Star:
    """Stations around a switch that is a dictionary."""

    def __init__(self) -> None:
        self.env = simpy.Environment()
        self.fdb: dict[int, Station] = {}
        self.stations = [Station(self, number) for number in range(STATIONS)]
        for station in self.stations:
            self.fdb[station.mac] = station
            for other in self.stations:
                station.routes[other.ip] = other.ip
                station.neighbours[other.ip] = other.mac


class Station:
    """One host."""

    def __init__(self, star: Star, number: int) -> None:
        self.star = star
        self.ip, self.mac = 0x0A000001 + number, 0x0242_0A00_0001 + number
        self.routes: dict[int, int] = {}
        self.neighbours: dict[int, int] = {}
        self.left = 0

    def send(self, dst: int, kind: int) -> None:
        """Route, neighbour, frame, switch, event."""
        mac = self.neighbours[self.routes[dst]]
        frame = Frame(mac, self.mac, dst, self.ip, kind)
        star = self.star
        event = star.env.timeout(4e-5, frame)
        event.callbacks.append(star.fdb[mac].receive)

    def receive(self, event: simpy.Event) -> None:
        """Answer a request; ask again after an answer."""
        frame = event._value
        if frame.dst_mac != self.mac or frame.dst != self.ip:
            return
        if frame.kind == 8:
            self.send(frame.src, 0)
        elif self.left:
            self.left -= 1
            self.send(frame.src, 8)


def echoes(count: int) -> None:
    """So many echoes between two stations, one after the other."""
    star = Star()
    first, second = star.stations[:2]
    first.left = count - 1
    first.send(second.ip, 8)
    star.env.run()
