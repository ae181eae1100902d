"""Datagrams of real clients to servers in the lab, as calls of the log: a socket of a machine for each client.

As with :mod:`dockernet_sim.world.tunnel`, the machine sends, so that its rules decide, and what comes back changes
nothing in the world.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.address import ip_int
from dockernet_sim.world.again import again
from dockernet_sim.world.errors import BadSave
from dockernet_sim.world.tunnel import BYTES, OWNER

if TYPE_CHECKING:
    from dockernet_sim.world.log import Call
    from dockernet_sim.world.world import World

Hear = Callable[[bytes], object]


class Asker:
    """One client's socket.

    Parameters
    ----------
    world : World
        The world.
    machine : str
        The machine that sends.
    where : str
        ``ADDRESS:PORT`` as that machine knows it.
    hear : callable
        Given the data of each datagram that comes back.
    """

    def __init__(self, world: World, machine: str, where: str, hear: Hear) -> None:
        self.world = world
        self.number = len(world.askers)
        self._hear = hear
        world.askers.append(self)
        with world.call("asker", machine, where):
            self._socket = world.machine(machine).place.ns.sockets.udp(OWNER)
            self._socket.on_datagram = self._heard
            address, _, port = where.rpartition(":")
            with suppress(NetError):  # without a route nothing arrives, as with any datagram
                self._socket.connect(ip_int(address), int(port))

    def send(self, data: bytes) -> None:
        """Send a datagram; it is lost where it cannot be sent."""
        with self.world.call("asker data", text=data.decode(BYTES), asker=self.number):
            for _ in range(2):  # the first try may tell of an ICMP error that came meanwhile
                try:
                    self._socket.send(data)
                    return
                except NetError:
                    continue

    def close(self) -> None:
        """The client is gone."""
        with self.world.call("asker end", asker=self.number):
            self._socket.close()

    def _heard(self, data: Any, ip: int, port: int) -> None:
        self._hear(data if isinstance(data, bytes) else data.encode())  # a name server's message


def _of(world: World, call: Call) -> Asker:
    number: int = call.details["asker"]
    if number >= len(world.askers):
        raise BadSave(f"a saved lab with a call of a client that it has not made: {call}")
    return world.askers[number]


@again("asker")
def _asker(world: World, call: Call) -> None:
    Asker(world, call.where, call.text, lambda data: None)


@again("asker data")
def _data(world: World, call: Call) -> None:
    _of(world, call).send(call.text.encode(BYTES))


@again("asker end")
def _end(world: World, call: Call) -> None:
    _of(world, call).close()
