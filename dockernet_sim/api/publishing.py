"""Published ports on the loopback of the real machine: the sockets, and what is sent through them."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from dockernet_sim.api.published import HERE, MOST_WAITING, Client, Port, not_bound, open_ports

if TYPE_CHECKING:
    from dockernet_sim.api.sockets import Server

MOST_CLIENTS = 200  # at a time
MOST_SENT = 16 * 1024 * 1024  # bytes of all clients: the lab's log keeps them
PIECE = 16_384
IDLE_SECONDS = 300.0  # real seconds without a byte either way,
SILENT_SECONDS = 5.0  # and before a client may have to make room for another
PROBED = 16  # ports in a row that have to be free here before the engine chooses one of them
Tell = Callable[[str], object]


class Publisher:
    """Binds what the lab publishes, and lets clients through.

    ``ports`` says, by port of the lab, which port of the loopback leads to it.

    Parameters
    ----------
    server : Server
        Whose API.
    tell : callable
        Given a line for each port that is bound.
    """

    def __init__(self, server: Server, tell: Tell = lambda text: None) -> None:
        self._server = server
        self._api = server.api
        self._loop = asyncio.get_running_loop()
        self._tell = tell
        self._listening: dict[Port, asyncio.Server] = {}
        self._changed = True
        self._told: set[str] = set()
        self._sent = 0
        self.ports: dict[Port, int] = {}
        self.clients: set[Connection] = set()
        self._stop = self._api.engine.events.listen(self._heard, {})

    def _heard(self, event: object) -> None:
        """An event of the engine; the program beside may have caused it, in another thread."""
        self._changed = True
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._server.wake.set)

    # -- which ports -------------------------------------------------------------
    def prepare(self) -> None:
        """Before a container starts: a port that another program has here is none that the engine may choose.

        A real engine finds such a port taken; here it would be bound in the lab and not on the loopback.
        """
        ports = self._api.engine.controller.host_ports
        wanted, last = ports.next(), ports.range[1]
        first = wanted
        while first + PROBED < last:
            taken = [port for port in range(first, first + PROBED) if not self._is_free(port)]
            if not taken:
                break
            first = taken[-1] + 1
        if first != wanted:
            self._api.world.next_port(self._api.machine, first)

    def _is_free(self, port: int) -> bool:
        if port in self.ports.values():
            return False
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HERE, port))
            return True
        return False

    async def sync(self) -> None:
        """Bind what is newly published, and let go of what is not any more."""
        if not self._changed:
            return
        self._changed = False
        wanted = open_ports(self._api)
        self._tell_of(not_bound(self._api))
        for port in [each for each in self._listening if each not in wanted]:
            self._listening.pop(port).close()
            del self.ports[port]
        for port in wanted:
            if port not in self._listening:
                await self._listen(port)

    def _tell_of(self, others: list[str]) -> None:
        """Say once of each published port that it is the lab's only."""
        for each in others:
            if each not in self._told:
                self._tell(f"{each} of the lab is not bound here: only TCP at IPv4 addresses is")
        self._told = set(others)

    async def _listen(self, port: Port) -> None:
        bound = _bind(port.number)
        number = bound.getsockname()[1]
        self._listening[port] = await asyncio.start_server(
            lambda reader, writer: self._accept(port, reader, writer), sock=bound, backlog=256, limit=PIECE
        )
        self.ports[port] = number
        why = "" if number == port.number else f" ({port.number} cannot be had here)"
        self._tell(f"{port} of the lab is {HERE}:{number}{why}")

    def close(self) -> None:
        """Let go of all ports and clients."""
        self._stop()
        for each in self._listening.values():
            each.close()
        for client in list(self.clients):
            client.drop()

    # -- clients -----------------------------------------------------------------
    def look(self) -> None:
        """After each turn."""
        for client in self.clients:
            client.look()

    def counted(self, data: bytes) -> bool:
        """Whether so much more may be sent through."""
        self._sent += len(data)
        if self._sent > MOST_SENT >= self._sent - len(data):
            self._tell(f"clients have sent {MOST_SENT} bytes: the lab keeps no more, and what they send is cut off")
        return self._sent <= MOST_SENT

    def heard(self) -> None:
        """Something came in: time may go on."""
        self._server.heard()

    def _make_room(self) -> bool:
        """Reset the client that has been silent for longest, if it has been for a while."""
        silent = min(self.clients, key=lambda each: each.active)
        if time.monotonic() - silent.active < SILENT_SECONDS:
            return False
        self.clients.discard(silent)
        silent.drop()
        return True

    def _accept(self, port: Port, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server.stopping or (len(self.clients) >= MOST_CLIENTS and not self._make_room()):
            writer.transport.abort()
            return
        with self._api.world.clock.lock:
            client = Client(self._api, port)
        self._api.conversations.append(client)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_WAITING)
        made = Connection(self, client, reader, writer)
        self.clients.add(made)
        task = asyncio.ensure_future(made.serve())
        self._server.connections.add(task)
        task.add_done_callback(self._server.connections.discard)
        self.heard()


class Connection:
    """One client's connection to the loopback."""

    def __init__(
        self, publisher: Publisher, client: Client, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._publisher = publisher
        self._client = client
        self._reader = reader
        self.writer = writer
        self._changed = asyncio.Event()
        self.active = time.monotonic()  # when bytes went either way

    def look(self) -> None:
        """After each turn: whether there is something to do."""
        self._client.turn()
        self._changed.set()

    def drop(self) -> None:
        """Close it at once."""
        self.writer.transport.abort()
        self._client.hang_up()
        self._changed.set()

    async def serve(self) -> None:
        """Both ways, until both have ended."""
        ways = [asyncio.ensure_future(self._in()), asyncio.ensure_future(self._out())]
        try:
            await asyncio.gather(*ways)
        except (ConnectionError, TimeoutError, OSError):
            pass
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._publisher.clients.discard(self)
            self._client.hang_up()
            if self._client.error:
                _reset(self.writer)
            self.writer.close()
            self._publisher.heard()

    async def _in(self) -> None:
        """From the client to the lab."""
        while True:
            data = await asyncio.wait_for(self._reader.read(PIECE), IDLE_SECONDS)
            if not data:
                self._client.half_close()
                self._publisher.heard()
                return
            self.active = time.monotonic()
            if not self._publisher.counted(data):
                raise ConnectionAbortedError
            self._client.hear(data)
            self._publisher.heard()
            while self._client.full and not self._client.ended:
                await self._next()

    async def _out(self) -> None:
        """From the lab to the client."""
        while True:
            data = self._client.take()
            if data:
                self.active = time.monotonic()
                self.writer.write(data)
                self._publisher.heard()  # the server may send more
                await asyncio.wait_for(self.writer.drain(), IDLE_SECONDS)
            elif self._client.ended:
                break
            else:
                await self._next()
        if self._client.error:
            raise ConnectionResetError(self._client.error)
        if self.writer.can_write_eof():
            self.writer.write_eof()

    async def _next(self) -> None:
        self._changed.clear()
        await self._changed.wait()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Let the client hear RST."""
    connection = writer.get_extra_info("socket")
    if connection is not None and connection.fileno() >= 0:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def _bind(port: int) -> socket.socket:
    """This port of the loopback, or any that is free."""
    for number in (port, 0):
        made = socket.socket()
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((HERE, number))
            return made
        except OSError:
            made.close()
            if not number:
                raise
    raise AssertionError("unreachable")
