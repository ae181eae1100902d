"""A client's requests off its connection, read by h11 one after the other, within bounds."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import h11

from dockernet_sim.api.errors import Refused
from dockernet_sim.api.message import Request

LARGEST_HEAD = 16 * 1024  # bytes of a request's head,
LARGEST_BODY = 4 * 1024 * 1024  # and of its body
REQUEST_SECONDS = 20.0  # real seconds that a client may take for a request, from its first byte on,
IDLE_SECONDS = 300.0  # and between two of them
PIECE = 65_536
WHENEVER = float("inf")
ABSOLUTE = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)


class Requests:
    """Requests of one connection.

    ``due`` is the real time (of :func:`time.monotonic`) at which the client is too late with what it sends, ``idle``
    whether it is between two requests; the server looks at both. ``early`` holds the bytes that came behind a request.

    Parameters
    ----------
    reader, writer
        The connection.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.early = b""
        self.due = WHENEVER
        self.idle = True
        self.kept = False  # whether the client asked that the connection stays open,
        self.chunked = False  # and understands answers in chunks: both since HTTP/1.1

    async def next(self) -> Request | None:
        """The next request; None when the client has gone without one.

        Raises
        ------
        Refused
            For a head or a body that is too large.
        h11.RemoteProtocolError
            For what is no HTTP.
        """
        http = h11.Connection(h11.SERVER, max_incomplete_event_size=LARGEST_HEAD)
        self.due, self.idle = time.monotonic() + IDLE_SECONDS, True
        self.kept = self.chunked = False
        try:
            head = await self._event(http)
            if not isinstance(head, h11.Request):
                return None
            body = await self._body(http)
        finally:
            self.due, self.idle = WHENEVER, False
        self.early = http.trailing_data[0]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
        if sum(len(name) + len(value) + 4 for name, value in head.headers) + len(head.target) > LARGEST_HEAD:
            raise Refused(431, f"dockernet-sim: a request whose head has more than {LARGEST_HEAD} bytes")
        self.chunked = head.http_version == b"1.1"
        self.kept = self.chunked and "close" not in headers.get("connection", "").lower()
        target = head.target.decode("latin-1")
        absolute = ABSOLUTE.match(target)
        if absolute:  # RFC 9112: what it names counts, whatever Host says
            headers["host"], target = absolute[1], target[absolute.end() :] or "/"
        return Request.of(head.method.decode(), target, headers, body)

    async def _body(self, http: h11.Connection) -> bytes:
        pieces, length = [], 0
        while isinstance(piece := await self._event(http), h11.Data):
            pieces.append(bytes(piece.data))
            length += len(piece.data)
            if length > LARGEST_BODY:
                raise Refused(413, f"dockernet-sim: a request of more than {LARGEST_BODY} bytes")
        return b"".join(pieces)

    async def _event(self, http: h11.Connection) -> Any:
        while (event := http.next_event()) is h11.NEED_DATA:
            if http.they_are_waiting_for_100_continue:
                self._writer.write(http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
            http.receive_data(await self._piece())
        return event

    async def _piece(self) -> bytes:
        """What came early, or comes now; with its first byte the time for the request begins."""
        data, self.early = self.early, b""
        if data or not self.idle:
            await asyncio.sleep(0)  # others have their turn before what is buffered
        data = data or await self._reader.read(PIECE)
        if self.idle:
            self.due, self.idle = time.monotonic() + REQUEST_SECONDS, False
        return data

    def keep(self, data: bytes) -> bool:
        """Bytes that came while a request was answered; whether they are not too many."""
        self.early += data
        return len(self.early) <= PIECE
