"""A server of one's own: it answers with given texts on given ports."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.programs.own.driving import driven
from dockernet_sim.programs.own.ending import complaint_of
from dockernet_sim.programs.own.me import Me
from dockernet_sim.programs.registry import Program, Started, program
from dockernet_sim.programs.servers.http import Exchange, Request
from dockernet_sim.programs.servers.response import Answer, Response, Told, response
from dockernet_sim.programs.servers.server import Forever, for_ever, listen, owner
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

LONGEST = 50_000_000  # bytes of a request's body
END = re.compile(rb"\r?\n\r?\n")  # of a header, whichever line ends it has
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def answering(http: Mapping[int, Answer] | None = None, udp: Mapping[int, str] | None = None) -> Program:
    """A program that answers HTTP on some ports and datagrams on others.

    Parameters
    ----------
    http : mapping
        TCP ports to what they answer: a text, or a function of the request that returns text, bytes, a
        :class:`~dockernet_sim.programs.servers.response.Response`, or a generator that waits and returns one of them.
    udp : mapping
        UDP ports to the text that they answer to each datagram.

    Examples
    --------
    >>> program = answering({8080: "hello from api\\n", 9090: lambda request: f"you asked for {request.target}\\n"})
    """

    def server(task: Task) -> Forever | int:
        me = Me(task)
        try:
            for port, answer in (http or {}).items():
                _http(task, me, port, answer)
            for port, text in (udp or {}).items():
                _udp(task, port, text.encode())
        except NetError as error:
            task.err(f"{task.argv[0]}: bind: {error.text}\n")
            return 1
        return for_ever(task)

    return server


@program("http-server")
def http_server(task: Task) -> Started:
    """``http-server PORT TEXT [PORT TEXT...]``: answer each of these ports with its text."""
    words = task.args
    if len(words) % 2 or not words or not all(word.isdigit() for word in words[::2]):
        task.err("usage: http-server PORT TEXT [PORT TEXT...]\n")
        return 2
    return answering({int(port): f"{text}\n" for port, text in zip(words[::2], words[1::2])})(task)


def _http(task: Task, me: Me, port: int, answer: Answer) -> None:
    listen(task, 0, port, lambda connection: Answering(task, connection, answer, me), task.argv[0], family="dual")


class Answering(Exchange):
    """An exchange whose answer a user's function thinks of;
    its exceptions become a 500 and a line in the container's log."""

    def __init__(self, task: Task, connection: Connection, answer: Answer, me: Me) -> None:
        super().__init__(task, connection, lambda request: [])
        self._task = task
        self._answer = answer
        self._me = me
        self._request: Request | None = None
        self._length = 0

    def begin(self, request: Request) -> None:
        """The header is there; the body may still come."""
        length = request.headers.get("content-length", "0")
        self._length = int(length) if length.isdecimal() and length.isascii() else -1
        if "transfer-encoding" in request.headers or not 0 <= self._length <= LONGEST:
            told = "a request's body needs Content-Length, of at most 50 MB: other ways are not modelled"
            self._task.host.refuse(self._task.called, told)
            self._fails(told, request, 501)
            return
        self._request = request
        if request.headers.get("expect", "").lower() == "100-continue":
            with suppress(NetError):
                self.connection.send(CONTINUE)
        self._go_on()

    def read(self, data: bytes) -> None:
        """More of the request, or of its body."""
        super().read(data)
        if self._request is not None and self.place.frozen is None:
            self._go_on()

    def ended(self) -> None:
        """The client will send nothing more: nothing is answered to half a body."""
        if self._request is not None:
            self.connection.close()
        else:
            super().ended()

    def _go_on(self) -> None:
        request, received = self._request, self._received
        assert request is not None
        body = END.split(received, maxsplit=1)[1]
        if len(body) >= self._length:
            self._request = None
            self._ask(replace(request, body=body[: self._length], _me=self._me))

    def _ask(self, request: Request) -> None:
        """Ask the function; a generator that waits goes on as a helper of the server."""
        try:
            told = self._answer if isinstance(self._answer, str) else self._answer(request)
            if isinstance(told, Generator):
                self._me.waiting(self._waited(told, request))
            else:
                self._send(response(told), request)
        except (Exception, SystemExit, GeneratorExit) as error:
            self._failed(error, request)

    def _waited(self, waiting: Generator[Any, Any, Told], request: Request) -> Generator[Any, Any, None]:
        try:
            told = yield from driven(self._me, waiting)
            self._send(response(told), request)
        except simpy.Interrupt:  # the container stops
            pass
        except (Exception, SystemExit) as error:
            self._failed(error, request)

    def _send(self, told: Response, request: Request) -> None:
        self.answer([told.whole(self.clock.now, request.method)], told.delay)

    def _failed(self, error: BaseException, request: Request) -> None:
        if isinstance(error, NotModelled):
            self._task.host.refuse(self._task.called, str(error))
        self._fails(complaint_of(error), request)

    def _fails(self, told: str, request: Request, status: int = 500) -> None:
        self._task.err(f"{request.method} {request.target}: {told}\n")
        reason = "Not Implemented" if status == 501 else "Internal Server Error"
        self._send(Response(status, f"{reason}\n"), request)


def _udp(task: Task, port: int, text: bytes) -> None:
    socket = task.ns.sockets.udp(owner(task, task.argv[0]), "dual")
    task.at_exit.append(socket.close)
    socket.bind(0, port)

    def reply(_data: object, ip: int, source_port: int) -> None:
        with suppress(NetError):
            socket.sendto(text, ip, source_port)

    socket.on_datagram = reply
