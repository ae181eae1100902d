"""One client's connection: requests read one after the other, each answered in full before the next."""

from __future__ import annotations

import asyncio
import select
import socket
import struct
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import h11

from dockernet_sim.api.conversation import Conversation
from dockernet_sim.api.errors import Refused
from dockernet_sim.api.message import Request, Response, problem

if TYPE_CHECKING:
    from dockernet_sim.api.sockets import Server

LARGEST_HEAD = 16 * 1024  # bytes of a request's head,
LARGEST_BODY = 4 * 1024 * 1024  # and of its body
MOST_UNSENT = 32 * 1024 * 1024  # bytes that wait for a client that does not read
REQUEST_SECONDS = 20.0  # real seconds that a client may take for a request,
IDLE_SECONDS = 300.0  # and between two of them
HEAD_SECONDS = 1.0  # real seconds in which a client must read the head of an upgrade,
PAUSE = 0.008  # and what it is given where the kernel does not tell that it has
PIECE = 65_536
QUICK = ("Docker-Client/", "compose/")  # clients that lose nothing


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
        self.http = h11.Connection(h11.SERVER, max_incomplete_event_size=LARGEST_HEAD)
        self.conversation: Conversation | None = None
        self.changed = asyncio.Event()
        self._half_closed = False

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

    def gone(self) -> None:
        """The connection is at its end."""
        talk, self.conversation = self.conversation, None
        if talk is not None and not talk.ended:
            talk.hang_up()

    # -- requests --------------------------------------------------------------
    async def serve(self) -> None:
        """Answer requests until the client goes."""
        while True:
            try:
                request = await self._request()
                if request is None:
                    return
                self.server.check(request.headers)
                reply = self.server.api.handle(request)
                await self.server.settle()
                self.server.answered(request.method)
            except Refused as refused:
                await self._refuse(refused.status, str(refused))
                return
            except h11.RemoteProtocolError as wrong:
                await self._refuse(wrong.error_status_hint, f"malformed HTTP: {wrong}")
                return
            if isinstance(reply, Conversation):
                if not await self._converse(request, reply):
                    return
            else:
                await self._send_whole(request, reply)
            if self.http.our_state is h11.MUST_CLOSE or self.http.their_state is h11.MUST_CLOSE:
                return
            self.http.start_next_cycle()

    async def _event(self, seconds: float) -> Any:
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self.http.they_are_waiting_for_100_continue:
                self.writer.write(self.http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
            self.http.receive_data(await asyncio.wait_for(self.reader.read(PIECE), seconds))

    async def _request(self) -> Request | None:
        event = await self._event(IDLE_SECONDS)
        if not isinstance(event, h11.Request):
            return None
        body = bytearray()
        while True:
            piece = await self._event(REQUEST_SECONDS)
            if isinstance(piece, h11.Data):
                body += piece.data
                if len(body) > LARGEST_BODY:
                    raise Refused(413, f"dockernet-sim: a request of more than {LARGEST_BODY} bytes")
            elif piece is h11.PAUSED or isinstance(piece, (h11.EndOfMessage, h11.ConnectionClosed)):
                break
        headers = {bytes(name).decode("latin-1"): bytes(value).decode("latin-1") for name, value in event.headers}
        target = event.target.decode("latin-1")
        return Request.of(event.method.decode("latin-1"), target, headers, bytes(body))

    async def _refuse(self, status: int, text: str) -> None:
        if self.http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            response = problem(status, text)
            head = self._head(response, [("Content-Length", str(len(response.body))), ("Connection", "close")])
            self.writer.write(head + (self.http.send(h11.Data(data=response.body)) or b""))
            await self.writer.drain()

    # -- answers ---------------------------------------------------------------
    def _head(self, response: Response, more: list[tuple[str, str]]) -> bytes:
        headers = [*self.server.api.headers, *response.headers, *more]
        kind = h11.InformationalResponse if response.status == 101 else h11.Response
        reason = "UPGRADED" if response.status == 101 else HTTPStatus(response.status).phrase
        head: bytes = self.http.send(kind(status_code=response.status, headers=headers, reason=reason.encode())) or b""
        return head

    async def _send_whole(self, request: Request, response: Response) -> None:
        """In one piece."""
        empty = response.status in (204, 304)
        data = self._head(response, [] if empty else [("Content-Length", str(len(response.body)))])
        if response.body and not empty and request.method != "HEAD":
            data += self.http.send(h11.Data(data=response.body)) or b""
        self.writer.write(data + (self.http.send(h11.EndOfMessage()) or b""))
        await self.writer.drain()

    async def _converse(self, request: Request, talk: Conversation) -> bool:
        """Send what comes as it comes; False when the connection is used up."""
        self.conversation = talk
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
                return not hearing.done() or not self._half_closed
            await self._chunked(talk)
            return not self._half_closed
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)
            self.conversation = None
            if not talk.ended:
                talk.hang_up()

    async def _next_change(self) -> None:
        await self.changed.wait()
        self.changed.clear()

    async def _chunked(self, talk: Conversation) -> None:
        assert talk.head is not None
        self.writer.write(self._head(talk.head, [("Transfer-Encoding", "chunked")]))
        await self._pour(talk, lambda data: self.http.send(h11.Data(data=data)) or b"")
        self.writer.write(self.http.send(h11.EndOfMessage()) or b"")
        await self.writer.drain()

    async def _upgraded(self, request: Request, talk: Conversation) -> bool:
        """The bare connection behind the head, both ways; it is closed at the end."""
        assert talk.head is not None
        self.writer.write(self._head(talk.head, []))
        await self.writer.drain()
        if not request.headers.get("user-agent", "").startswith(QUICK):
            await self._head_is_read()
        await self._pour(talk, bytes)
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

    async def _pour(self, talk: Conversation, wrap: Any) -> None:
        while True:
            if talk.waiting_bytes > MOST_UNSENT:
                raise ConnectionAbortedError
            data = talk.take()
            if data:
                self.writer.write(wrap(data))
            await self.writer.drain()
            if talk.ended and not talk.waiting_bytes:
                return
            if not talk.waiting_bytes:
                await self._next_change()

    async def _hear(self, talk: Conversation) -> None:
        """What the client sends meanwhile: to the program, for an upgraded connection;
        the end of it means that it is gone."""
        data, _ = self.http.trailing_data
        while True:
            if data and talk.upgraded:
                talk.hear(data)
                self.server.heard()
                self.changed.set()
            data = await self.reader.read(PIECE)
            if data and not talk.upgraded:
                self.http.receive_data(data)  # the next request, sent early
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
