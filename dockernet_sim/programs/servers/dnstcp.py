"""DNS over TCP, the server's side: each message with its length before it (RFC 7766)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.wire.dns import DnsError, Message, decode


def framed(message: Message) -> bytes:
    """A message as it travels over TCP."""
    data = message.encode()
    return len(data).to_bytes(2, "big") + data


def unframed(data: bytes) -> tuple[bytes, bytes] | None:
    """The first message's bytes and what follows; None while it is not complete."""
    length = int.from_bytes(data[:2], "big")
    if len(data) < 2 or len(data) < 2 + length:
        return None
    return data[2 : 2 + length], data[2 + length :]


class DnsOverTcp:
    """One connection to a DNS server."""

    def __init__(self, connection: Connection, answer: Callable[[Message], Message]) -> None:
        self.connection = connection
        self._answer = answer
        self._received = b""
        connection.on_data = self.read
        connection.on_close = connection.close

    def read(self, data: bytes) -> None:
        """Some bytes came; answer each query that is complete."""
        self._received += data
        found = unframed(self._received)
        while found is not None:
            message, self._received = found
            try:
                query = decode(message)
            except DnsError:
                self.connection.close()
                return
            if not query.qr:
                with suppress(NetError):  # the client left
                    self.connection.send(framed(self._answer(query)))
            found = unframed(self._received)
