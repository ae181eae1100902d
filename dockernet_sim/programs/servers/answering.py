"""A server of one's own: it answers with given texts on given ports."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import suppress
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.programs.registry import Program, Started, program
from dockernet_sim.programs.servers.http import Exchange, Request
from dockernet_sim.programs.servers.response import Answer, Response, Told, response
from dockernet_sim.programs.servers.server import Forever, for_ever, listen, owner
from dockernet_sim.programs.task import Task


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
        try:
            for port, answer in (http or {}).items():
                _http(task, port, answer)
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


def _http(task: Task, port: int, answer: Answer) -> None:
    listen(task, 0, port, lambda connection: Answering(task, connection, answer), task.argv[0], family="dual")


class Answering(Exchange):
    """An exchange whose answer a user's function thinks of;
    its exceptions become a 500 and a line in the container's log."""

    def __init__(self, task: Task, connection: Connection, answer: Answer) -> None:
        super().__init__(task, connection, lambda request: [])
        self._task = task
        self._answer = answer

    def begin(self, request: Request) -> None:
        """Ask the function; a generator that waits goes on as a process."""
        try:
            told = self._answer if isinstance(self._answer, str) else self._answer(request)
            if isinstance(told, Generator):
                self._task.clock.spawn(self._waited(told, request))
            else:
                self._send(response(told), request)
        except Exception as error:
            self._failed(error, request)

    def _waited(self, waiting: Generator[Any, Any, Told], request: Request) -> Generator[Any, Any, None]:
        try:
            told = yield from waiting
            self._send(response(told), request)
        except Exception as error:
            self._failed(error, request)

    def _send(self, told: Response, request: Request) -> None:
        self.answer([told.whole(self.clock.now, request.method)], told.delay)

    def _failed(self, error: Exception, request: Request) -> None:
        self._task.err(f"{request.method} {request.target}: {type(error).__name__}: {error}\n")
        self._send(Response(500, "Internal Server Error\n"), request)


def _udp(task: Task, port: int, text: bytes) -> None:
    socket = task.ns.sockets.udp(owner(task, task.argv[0]), "dual")
    task.at_exit.append(socket.close)
    socket.bind(0, port)

    def reply(_data: object, ip: int, source_port: int) -> None:
        with suppress(NetError):
            socket.sendto(text, ip, source_port)

    socket.on_datagram = reply
