"""Protocols other than HTTP, as far as a first greeting and a first answer: enough to see that a port is open and who
answers.

Texts are those of the servers' public documentation. What none of them does is keep data, but for a few keys of redis
and memcached.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.programs.servers.keys import Memcached, Redis
from dockernet_sim.programs.task import Task

DELAY = 100e-6  # seconds from what a client sent to the answer
SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"  # of PostgreSQL's wire protocol
OVER_HTTP = b"It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n"
Answer = Callable[[bytes], "bytes | None"]


@dataclass(frozen=True)
class Protocol:
    """What a server says when a client has come, and what it answers to each piece of data; None: it closes.

    ``lines`` is true where answers are to whole lines.
    """

    greeting: bytes = b""
    answer: Answer = field(default=lambda data: None)
    lines: bool = False


def _smtp(line: bytes) -> bytes | None:
    verb = line.strip().upper().split(b" ")[0]
    if verb in (b"HELO", b"EHLO"):
        return b"250 Hello\r\n"
    return b"221 Bye\r\n" if verb == b"QUIT" else b"500 Unrecognised command\r\n"


def _nats(line: bytes) -> bytes | None:
    verb = line.strip().upper().split(b" ")[0]
    if verb == b"PING":
        return b"PONG\r\n"
    return b"" if verb in (b"CONNECT", b"PONG", b"") else b"-ERR 'Unknown Protocol Operation'\r\n"


def _zookeeper(line: bytes) -> bytes | None:
    word = line.strip().decode("latin-1")
    if word == "srvr":
        return b"Zookeeper version: 3.9.1\nMode: standalone\nNode count: 5\n"
    return f"{word} is not executed because it is not in the whitelist.\n".encode() if len(word) == 4 else None


def _ftp(line: bytes) -> bytes | None:
    return b"221 Goodbye.\r\n" if line.strip().upper() == b"QUIT" else b"530 Please login with USER and PASS.\r\n"


def _postgres(data: bytes) -> bytes | None:
    return b"N" if data[:8] == SSL_REQUEST else None


def _mongo(data: bytes) -> bytes | None:
    if not data.startswith((b"GET ", b"POST ", b"HEAD ")):
        return None
    head = (
        f"HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {len(OVER_HTTP)}\r\n\r\n"
    )
    return head.encode() + OVER_HTTP


MARIADB = b"\x0a" + b"11.2.2-MariaDB-1:11.2.2+maria~ubu2204\x00" + bytes((8, 0, 0, 0)) + b"dockernt\x00" + bytes(32)
PROTOCOLS: Mapping[str, Protocol] = {
    "amqp": Protocol(answer=lambda data: b"AMQP\x00\x00\x09\x01"),
    "close": Protocol(),
    "echo": Protocol(answer=lambda data: data),
    "ftp": Protocol(b"220 (vsFTPd 3.0.5)\r\n", _ftp, lines=True),
    "mariadb": Protocol(len(MARIADB).to_bytes(3, "little") + b"\x00" + MARIADB),
    "mongo": Protocol(answer=_mongo),
    "mqtt": Protocol(answer=lambda data: b"\x20\x02\x00\x00" if data[:1] == b"\x10" else None),
    "nats": Protocol(
        b'INFO {"server_id":"DOCKERNETSIM","version":"2.10.7","proto":1,"headers":true,"max_payload":1048576}\r\n',
        _nats,
        True,
    ),
    "postgres": Protocol(answer=_postgres),
    "smtp": Protocol(b"220 mail.example ESMTP\r\n", _smtp, lines=True),
    "ssh": Protocol(b"SSH-2.0-OpenSSH_9.3\r\n", lambda data: b"Invalid SSH identification string.\r\n"),
    "zookeeper": Protocol(answer=_zookeeper, lines=True),
}
LAST_WORDS = (
    b"221 ",
    b"AMQP",
    b"HTTP/1.0 ",
    b"Invalid SSH",
    b"Zookeeper version",
    b"\x20\x02",
)  # after these the server closes


def speaker(name: str) -> Callable[[], Protocol]:
    """What makes the protocol of that name for each connection of one server;
    its connections share the keys that it keeps."""
    if name == "redis":
        values: dict[str, str] = {}
        return lambda: Protocol(answer=Redis(values).answer)
    if name == "memcached":
        items: dict[str, bytes] = {}
        return lambda: Protocol(answer=Memcached(items).answer, lines=True)
    return lambda: PROTOCOLS[name]


class Talk:
    """One connection of such a server."""

    def __init__(self, task: Task, connection: Connection, spoken: Protocol) -> None:
        self.clock = task.clock
        self.connection = connection
        self.spoken = spoken
        self._waiting = b""
        connection.on_data = self.read
        connection.on_close = connection.close
        if spoken.greeting:
            self.clock.call_later(DELAY, self._say, spoken.greeting)

    def read(self, data: bytes) -> None:
        """What the client sent; line by line where the protocol has lines."""
        if not self.spoken.lines:
            self._reply(data)
            return
        *lines, self._waiting = (self._waiting + data).split(b"\n")
        for line in lines:
            self._reply(line)

    def _reply(self, data: bytes) -> None:
        answer = self.spoken.answer(data)
        if answer is None:
            self.clock.call_later(DELAY, self.connection.close)
            return
        if answer:
            self.clock.call_later(DELAY, self._say, answer)

    def _say(self, text: bytes) -> None:
        with suppress(NetError):
            self.connection.send(text)
        if text.startswith(LAST_WORDS) and not self.spoken.greeting.startswith(text):
            self.connection.close()
