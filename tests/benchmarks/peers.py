"""The same echo on ns.py, when it is installed (extra ``bench``):
another simulator on SimPy, one process and store per port."""

from __future__ import annotations

from importlib.util import find_spec

from .measure import in_floors

ECHOES = 1000
HOPS = 4  # station, bridge port, bridge port, station


def installed() -> bool:
    """Whether ns.py is there."""
    return find_spec("ns") is not None


def nspy_echo() -> float:
    """An echo over ports and wires of ns.py, in floors."""
    return in_floors(_run, ECHOES, rounds=3)


def _run() -> None:
    import simpy
    from ns.packet.packet import Packet
    from ns.port.port import Port
    from ns.port.wire import Wire

    env = simpy.Environment()

    class Station:
        """Sends the next one when this one has come back."""

        left = ECHOES
        out: Wire

        def put(self, packet: Packet) -> None:
            """A packet has come back."""
            self.left -= 1
            if self.left:
                self.out.put(packet)

    class Mirror:
        """Sends back what comes."""

        out: Wire

        def put(self, packet: Packet) -> None:
            """A packet has come."""
            self.out.put(packet)

    def chain(end: object) -> Wire:
        following = end
        for _ in range(HOPS // 2):
            port = Port(env, rate=1e9, element_id=0)
            port.out = following
            wire = Wire(env, lambda: 1e-5)
            wire.out = port
            following = wire
        assert isinstance(following, Wire)
        return following

    station, mirror = Station(), Mirror()
    station.out, mirror.out = chain(mirror), chain(station)
    station.out.put(Packet(0.0, 98, 1))
    env.run()
