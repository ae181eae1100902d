"""HTTP/1.x as servers speak it: a request is read, a response written, the connection closed (RFC 9112)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import BadArgument
from dockernet_sim.sim.when import date

if TYPE_CHECKING:
    from dockernet_sim.programs.own.me import Me

THINK = 300e-6  # seconds from a request to its response's first byte: a process is forked, the file looked up
STEP = 150e-6  # seconds from one write to the next
END = 100e-6  # seconds from the last write to the end

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Request:
    """A request's first line, header fields and body.

    Attributes
    ----------
    method, target, version : str
        ``GET``, ``/path?query``, ``HTTP/1.1``.
    headers : dict
        The fields by name, the names in lower case.
    body : bytes
        What followed the header, as long as Content-Length says; only where a function answers.

    Examples
    --------
    >>> Request("GET", "/", "HTTP/1.1", {"host": "web"}).headers["host"]
    'web'
    """

    method: str
    target: str
    version: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    _me: Me | None = field(default=None, repr=False, compare=False)

    @property
    def me(self) -> Me:
        """The server that was asked, for answers that wait: ``yield request.me.sleep(0.5)``."""
        if self._me is None:
            raise BadArgument("Request.me: this request was not made to a function of yours")
        return self._me


Respond = Callable[[Request], list[bytes]]


def http_date(seconds: float) -> str:
    """A moment of simulated time as HTTP writes it.

    >>> http_date(0)
    'Mon, 01 Jan 2024 00:00:00 GMT'
    """
    moment: datetime = date(seconds)
    return f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment:%Y %H:%M:%S} GMT"


def parse(head: str) -> Request:
    """A request from its text up to the empty line."""
    first, *rest = head.replace("\r\n", "\n").split("\n")
    words = first.split()
    method, target, version = [*words, "", "", ""][:3]
    headers = {}
    for line in rest:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return Request(method, target, version, headers)


class Exchange:
    """One connection of a server: its request, and the pieces of the response,
    each written a moment after the other."""

    def __init__(self, task: Task, connection: Connection, respond: Respond) -> None:
        self.clock = task.clock
        self.place = task.place
        self.connection = connection
        self._respond = respond
        self._received = b""
        self._pieces: list[bytes] | None = None
        connection.on_data = self.read
        connection.on_close = self.ended

    def read(self, data: bytes) -> None:
        """More of the request; a program that is paused reads it later."""
        if self.place.frozen is not None:
            self.place.when_running(lambda: self.read(data))
            return
        self._received += data
        if self._pieces is not None:
            return
        head = self._received.replace(b"\r\n", b"\n").partition(b"\n\n")
        if head[1]:
            self._pieces = []
            self.begin(parse(head[0].decode("latin-1")))

    def begin(self, request: Request) -> None:
        """The request is there: think of the response, then write it."""
        self.answer(self._respond(request))

    def answer(self, pieces: list[bytes], delay: float = 0.0) -> None:
        """Write this, in so many seconds and those that a server takes anyway."""
        self._pieces = pieces
        self.clock.call_later(THINK + delay, self.write)

    def write(self) -> None:
        """The next piece; after the last one, the end."""
        if self.place.frozen is not None:
            self.place.when_running(self.write)
        elif self._pieces:
            try:
                self.connection.send(self._pieces.pop(0))
            except NetError:
                self.connection.close()  # the client did not wait
                return
            self.clock.call_later(STEP if self._pieces else END, self.write)
        else:
            self.connection.close()

    def ended(self) -> None:
        """The client will send nothing more; a response that is on its way goes on."""
        if self._pieces is None:
            self.connection.close()
