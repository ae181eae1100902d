"""Published ports on the loopback of the real machine: the sockets, and what is sent through them."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from dockernet_sim.api.datagrams import Datagrams
from dockernet_sim.api.published import HERE, MOST_WAITING, Client, Port, not_bound, open_ports

if TYPE_CHECKING:
    from dockernet_sim.api.sockets import Server

MOST_CLIENTS = 200  # at a time
MOST_SENT = 16 * 1024 * 1024  # bytes of all clients: the lab's log keeps them
PIECE = 16_384
SILENT_SECONDS = 5.0  # real seconds without a byte either way, before a client may have to make room for another
PROBED = 16  # ports in a row that have to be free here before the engine chooses one of them
ONLY = "only TCP and UDP ports at IPv4 addresses are"
Tell = Callable[[str], object]


class Publisher:
    """Binds what the lab publishes, and lets clients through.

    ``ports`` says, by port of the lab, which port of the loopback leads to it.

    Parameters
    ----------
    server : Server
        Whose API.
    tell : callable
        Given a line for each port that is bound,
    warn : callable
        and for each that is not, or only at another number.
    """

    def __init__(self, server: Server, tell: Tell, warn: Tell) -> None:
        self._server = server
        self._api = server.api
        self._loop = asyncio.get_running_loop()
        self._tell, self._warn = tell, warn
        self._syncing = asyncio.Lock()
        self._listening: dict[Port, asyncio.Server | Datagrams] = {}
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
        async with self._syncing:
            if self._changed:
                await self._sync()

    async def _sync(self) -> None:
        with self._api.world.clock.lock:
            self._changed = False
            wanted, others = open_ports(self._api), not_bound(self._api)
        for port in [each for each in self._listening if each not in wanted]:
            self._listening.pop(port).close()
            del self.ports[port]
        missing = dict.fromkeys(others, ONLY)
        for port in wanted:
            if port not in self._listening:
                try:
                    await self._listen(port)
                except OSError as error:  # too many open files: it is tried again with the next change
                    missing[f"{port.ip}:{port.number}/{port.kind}"] = error.strerror or str(error)
        self._warn_of(missing)

    def _warn_of(self, missing: dict[str, str]) -> None:
        """Say once of each published port that it is the lab's only, and why."""
        for each, why in missing.items():
            if each not in self._told:
                self._warn(f"lab port {each} is not bound on this machine: {why}")
        self._told = set(missing)

    async def _listen(self, port: Port) -> None:
        bound, why = _bind(port.number, port.kind)
        number = bound.getsockname()[1]
        try:
            self._listening[port] = await self._served(port, bound)
        except OSError:  # another program listens since
            bound.close()
            raise
        self.ports[port] = number
        line = f"lab port {port} -> {HERE}:{number}"
        if why:
            self._warn(f"{line} ({port.number} cannot be bound on this machine: {why})")
        else:
            self._tell(line)

    async def _served(self, port: Port, bound: socket.socket) -> asyncio.Server | Datagrams:
        if port.kind == "udp":
            bound.setblocking(False)
            made = await self._loop.create_datagram_endpoint(
                lambda: Datagrams(self, self._api, port, bound), sock=bound
            )
            return made[1]
        return await asyncio.start_server(
            lambda reader, writer: self._accept(port, reader, writer), sock=bound, backlog=256, limit=PIECE
        )

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
        for client in list(self.clients):
            client.look()
        for each in self._listening.values():
            if isinstance(each, Datagrams):
                each.look()

    def counted(self, data: bytes) -> bool:
        """Whether so much more may be sent through."""
        self._sent += len(data)
        if self._sent > MOST_SENT >= self._sent - len(data):
            self._warn(
                f"clients have sent {MOST_SENT} bytes through published ports, the most that a lab's log keeps:"
                " connections that send more are cut; serve the lab again for as much again"
            )
        return self._sent <= MOST_SENT

    def heard(self) -> None:
        """Something came in: time may go on."""
        self._server.heard()

    def failed(self, error: Exception) -> None:
        """A client's connection has failed in a way that is a defect."""
        self._server.failed("a client of a published port", error)

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
        try:
            with self._api.world.clock.lock:
                client = Client(self._api, port)
        except Exception as error:
            self._server.failed(f"a client of {port}", error)
            writer.transport.abort()
            return
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
        except OSError:
            pass
        except Exception as error:
            self._publisher.failed(error)
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
            data = await self._reader.read(PIECE)
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
                await self.writer.drain()
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


def _bind(port: int, kind: str = "tcp") -> tuple[socket.socket, str]:
    """This port of the loopback; or any that is free, and why it is not this one."""
    why = ""
    for number in (port, 0):
        made = socket.socket(type=socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
        try:
            if kind == "tcp":  # two UDP sockets of one port would both be there
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((HERE, number))
            return made, why
        except OSError as error:
            made.close()
            if not number:
                raise
            why = error.strerror or str(error)
    raise AssertionError("unreachable")
