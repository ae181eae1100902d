"""Tunnels: TCP connections of a machine in the lab whose client is a real one, as calls of the log.

The machine dials, so that its rules decide. What the client sends is a call, piece by piece, and so are its end and
the client's leaving: a saved world makes them again at the same moments. What comes back goes to the client and changes
nothing in the world.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.address import ip_int
from dockernet_sim.world.again import again
from dockernet_sim.world.errors import BadSave

if TYPE_CHECKING:
    import simpy

    from dockernet_sim.linux.socket.connection import Connection
    from dockernet_sim.world.log import Call
    from dockernet_sim.world.world import World

OWNER = "published"  # whose the socket is, in traces
BYTES = "latin-1"  # how a log writes bytes down: a character for each
Hear = Callable[[bytes], object]
End = Callable[[str], object]
"""Given why it ended: an empty text where the server has finished, else an errno's name"""


class Tunnel:
    """One connection.

    Parameters
    ----------
    world : World
        The world.
    machine : str
        The machine that dials.
    where : str
        ``ADDRESS:PORT`` as that machine knows it.
    hear : callable
        Given the bytes that the server sends.
    ended : callable
        Told once that nothing more will come, and why.
    """

    def __init__(self, world: World, machine: str, where: str, hear: Hear, ended: End) -> None:
        self.world = world
        self.number = len(world.tunnels)
        self.connected = False
        self._hear = hear
        self._ended = ended
        self._early = bytearray()  # what the client sent before the connection was there
        self._finished = False  # whether the client has,
        self._answered = False  # and whether the server has
        self._held: simpy.Event | None = None
        self._connection: Connection | None = None
        world.tunnels.append(self)
        with world.call("tunnel", machine, where):
            address, _, port = where.rpartition(":")
            try:
                self._connection = world.machine(machine).place.ns.sockets.connect(ip_int(address), int(port), OWNER)
            except NetError as error:
                self._end(error.name)
                return
            world.clock.spawn(self._run(self._connection))

    # -- what the client does ----------------------------------------------------
    def write(self, data: bytes) -> None:
        """Send bytes to the server."""
        if self._connection is not None and not self._finished:
            with self.world.call("tunnel data", text=data.decode(BYTES), tunnel=self.number):
                self._send(data)

    def finish(self) -> None:
        """The client sends no more, and still listens."""
        if self._connection is not None and not self._finished:
            with self.world.call("tunnel end", tunnel=self.number):
                self._finished = True
                if self.connected:
                    self._connection.shutdown()
                self._close_behind_both()

    def leave(self) -> None:
        """The client is gone: RST."""
        if self._connection is not None:
            with self.world.call("tunnel reset", tunnel=self.number):
                self._connection.abort()
                self._connection = None
                self._end("ECONNABORTED")

    def hold(self) -> None:
        """Leave what comes in the socket, as a client does that does not read: the window closes."""
        if self._held is None and self._connection is not None:
            with self.world.call("tunnel hold", tunnel=self.number):
                self._held = self.world.clock.event()

    def read_on(self) -> None:
        """Read again."""
        if self._held is not None:
            with self.world.call("tunnel read", tunnel=self.number):
                held, self._held = self._held, None
                held.succeed()

    @property
    def unsent(self) -> int:
        """Bytes that the server has not acknowledged."""
        sent = self._connection.sender.unacked if self._connection is not None else 0
        return len(self._early) + sent

    # -- what the server does ----------------------------------------------------
    def _run(self, connection: Connection) -> Generator[Any, Any, None]:
        why = ""
        try:
            yield connection.connected
            self._opened(connection)
            while True:
                yield connection.readable()
                if self._held is not None:
                    yield self._held
                data = yield connection.recv()
                if not data:
                    break
                self._hear(data)
        except NetError as error:
            why = error.name
        self._over(why)

    def _opened(self, connection: Connection) -> None:
        self.connected = True
        early, self._early = bytes(self._early), bytearray()
        if early:
            self._send(early)
        if self._finished:
            connection.shutdown()

    def _send(self, data: bytes) -> None:
        if not self.connected:
            self._early += data
        elif self._connection is not None:
            try:
                self._connection.send(data)
            except NetError:  # EPIPE: the reading side is told why
                return

    def _over(self, why: str) -> None:
        """The server has finished, or the connection broke: then nothing can be written to it, either."""
        self._answered, self._finished = True, self._finished or bool(why)
        self._end(why)
        self._close_behind_both()

    def _close_behind_both(self) -> None:
        if self._finished and self._answered and self._connection is not None:
            self._connection.close()
            self._connection = None

    def _end(self, why: str) -> None:
        ended, self._ended = self._ended, _nothing
        ended(why)


def _nothing(_: bytes | str) -> None:
    """Hears nothing: in a copy there is no client."""


@again("tunnel")
def _tunnel(world: World, call: Call) -> None:
    Tunnel(world, call.where, call.text, _nothing, _nothing)


def _of(world: World, call: Call) -> Tunnel:
    number: int = call.details["tunnel"]
    if number >= len(world.tunnels):
        raise BadSave(f"a saved lab with a call of a tunnel that it has not made: {call}")
    return world.tunnels[number]


@again("tunnel data")
def _data(world: World, call: Call) -> None:
    _of(world, call).write(call.text.encode(BYTES))


@again("tunnel end")
def _finish(world: World, call: Call) -> None:
    _of(world, call).finish()


@again("tunnel reset")
def _leave(world: World, call: Call) -> None:
    _of(world, call).leave()


@again("tunnel hold")
def _hold(world: World, call: Call) -> None:
    _of(world, call).hold()


@again("tunnel read")
def _read(world: World, call: Call) -> None:
    _of(world, call).read_on()
