"""One client's connection: requests read one after the other, each answered in full before the next."""

from __future__ import annotations

import asyncio
import select
import socket
import struct
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import h11

from dockernet_sim.api.conversation import Conversation
from dockernet_sim.api.errors import Refused
from dockernet_sim.api.message import Headers, Request, Response, problem
from dockernet_sim.api.requests import IDLE_SECONDS, PIECE, WHENEVER, Requests

if TYPE_CHECKING:
    from dockernet_sim.api.sockets import Server

HEAD_SECONDS = 1.0  # real seconds in which a client must read the head of an upgrade,
PAUSE = 0.008  # and what it is given where the kernel does not tell that it has
QUICK = ("Docker-Client/", "compose/")  # clients that lose nothing
BODILESS = (204, 304)


class Peer:
    """A client.

    Parameters
    ----------
    server : Server
        Its server.
    reader, writer
        The connection.
    """

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server = server
        self.reader = reader
        self.writer = writer
        self.requests = Requests(reader, writer)
        self.conversation: Conversation | None = None
        self.changed = asyncio.Event()
        self._half_closed = False

    @property
    def unsent(self) -> int:
        """Bytes that wait for the client to read."""
        return self.conversation.waiting_bytes if self.conversation is not None else 0

    def look(self) -> None:
        """Called after each turn: whether there is something to send, or no client to send it to."""
        talk = self.conversation
        if talk is None:
            return
        if talk.waiting_bytes or talk.ended or talk.head is not None:
            self.changed.set()
        if self._half_closed and _is_gone(self.writer.get_extra_info("socket")):
            talk.hang_up()
            self.changed.set()

    def drop(self) -> None:
        """Close the connection at once."""
        self.writer.transport.abort()

    def gone(self) -> None:
        """The connection is at its end."""
        talk, self.conversation = self.conversation, None
        if talk is not None:
            talk.hang_up()

    # -- requests --------------------------------------------------------------
    async def serve(self) -> None:
        """Answer requests until the client goes."""
        going = True
        while going:
            try:
                request = await self.requests.next()
                going = request is not None and await self._answer(request)
            except Refused as refused:
                going = await self._refuse(refused.status, str(refused))
            except h11.RemoteProtocolError as wrong:
                going = await self._refuse(wrong.error_status_hint, f"malformed HTTP: {wrong}")

    async def _answer(self, request: Request) -> bool:
        """Whether the connection stays open."""
        server = self.server
        server.check(request.headers)
        reply = server.api.handle(request)
        await server.settle()
        server.answered(request.method)
        if isinstance(reply, Conversation):
            return await self._converse(request, reply) and self.requests.kept
        await self._send_whole(request, reply)
        return self.requests.kept

    async def _refuse(self, status: int, text: str) -> bool:
        self.requests.kept = False
        response = problem(status, text)
        await self._write(self._head(response, (("Content-Length", str(len(response.body))),)) + response.body)
        return False

    # -- answers ---------------------------------------------------------------
    def _head(self, response: Response, more: Headers) -> bytes:
        status = response.status
        lines = [f"HTTP/1.1 {status} {'UPGRADED' if status == 101 else HTTPStatus(status).phrase}\r\n"]
        lines += [f"{name}: {value}\r\n" for name, value in (*self.server.headers, *response.headers, *more)]
        if not self.requests.kept and status != 101:
            lines.append("Connection: close\r\n")
        return ("".join(lines) + "\r\n").encode("latin-1")

    async def _send_whole(self, request: Request, response: Response) -> None:
        """In one piece."""
        empty = response.status in BODILESS
        head = self._head(response, () if empty else (("Content-Length", str(len(response.body))),))
        await self._write(head if empty or request.method == "HEAD" else head + response.body)

    async def _write(self, data: bytes) -> None:
        """To a client that reads within its time."""
        self.writer.write(data)
        self.requests.due = time.monotonic() + IDLE_SECONDS
        await self.writer.drain()
        self.requests.due = WHENEVER

    async def _converse(self, request: Request, talk: Conversation) -> bool:
        """Send what comes as it comes; False when the connection is used up."""
        self.conversation = talk
        self.server.talking.add(self)
        hearing = asyncio.ensure_future(self._hear(talk))
        try:
            while talk.head is None and not talk.ended:
                await self._next_change()
            if talk.head is None:
                return False
            if talk.upgraded:
                return await self._upgraded(request, talk)
            if talk.whole:
                data = talk.take()
                await self._send_whole(request, Response(talk.head.status, data, talk.head.headers))
            else:
                await self._pieces(talk, self.requests.chunked)
            return not self._half_closed
        finally:
            self.server.talking.discard(self)
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
            self.conversation = None
            talk.hang_up()

    async def _next_change(self) -> None:
        await self.changed.wait()
        self.changed.clear()

    async def _pieces(self, talk: Conversation, chunked: bool) -> None:
        """In chunks; or, before HTTP/1.1, until the connection is closed."""
        assert talk.head is not None
        self.writer.write(self._head(talk.head, (("Transfer-Encoding", "chunked"),) if chunked else ()))
        await self._pour(talk, chunked)
        if chunked:
            self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def _upgraded(self, request: Request, talk: Conversation) -> bool:
        """The bare connection behind the head, both ways; it is closed at the end."""
        assert talk.head is not None
        self.writer.write(self._head(talk.head, ()))
        await self.writer.drain()
        if not request.headers.get("user-agent", "").startswith(QUICK):
            await self._head_is_read()
        await self._pour(talk, chunked=False)
        if self.writer.can_write_eof():
            self.writer.write_eof()
        return False

    async def _head_is_read(self) -> None:
        """docker-py reads the head through a buffer of its own, and loses what has come with it (docker-py #3332)."""
        connection = self.writer.get_extra_info("socket")
        until = time.monotonic() + HEAD_SECONDS
        while (unread := _unread(connection)) and time.monotonic() < until:
            await asyncio.sleep(0.0005)
        if unread is None:
            await asyncio.sleep(PAUSE)

    async def _pour(self, talk: Conversation, chunked: bool) -> None:
        while True:
            data = talk.take()
            if data:
                self.writer.write(b"%x\r\n%b\r\n" % (len(data), data) if chunked else data)
            await self.writer.drain()
            if talk.ended and not talk.waiting_bytes:
                return
            if not talk.waiting_bytes:
                await self._next_change()

    async def _hear(self, talk: Conversation) -> None:
        """What the client sends meanwhile: to the program, for an upgraded connection;
        the end of it means that it is gone."""
        data, self.requests.early = self.requests.early, b""
        while True:
            if data and talk.upgraded:
                try:
                    self.server.count_typed(data)
                except Refused as refused:
                    talk.give_up(refused)
                    break
                talk.hear(data)
                self.server.heard()
                self.changed.set()
            elif data and not self.requests.keep(data):
                break
            data = await self.reader.read(PIECE)
            if not data:
                break
        self._half_closed = True
        if talk.upgraded:
            talk.half_close()
        else:
            talk.hang_up()
        self.server.heard()
        self.changed.set()


def _unread(connection: socket.socket) -> int | None:
    """How much of what was sent a client has not read (SIOCOUTQ of unix(7));
    None where the kernel tells only of its own queue."""
    if connection.family is not getattr(socket, "AF_UNIX", None):
        return None
    if connection.fileno() < 0:
        return 0  # the client has gone meanwhile
    import fcntl  # neither is there on Windows, where clients come by TCP
    import termios

    try:
        return int(struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b"\0" * 4))[0])
    except OSError:
        return None


def _is_gone(connection: socket.socket | None) -> bool:
    """Whether a client that has half-closed its side has closed the other one, too."""
    if connection is None or connection.fileno() < 0:
        return True
    if not hasattr(select, "poll"):  # Windows: the next write tells
        return False
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLHUP | select.POLLERR)
    return any(what & (select.POLLHUP | select.POLLERR) for _, what in watch.poll(0))
