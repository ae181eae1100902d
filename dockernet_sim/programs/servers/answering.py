"""A server of one's own: it answers with given texts on given ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.registry import Program, Started, program
from dockernet_sim.programs.servers.http import Exchange, Request, http_date
from dockernet_sim.programs.servers.server import Forever, for_ever, listen, owner
from dockernet_sim.programs.task import Task

Answer = str | Callable[[Request], str]


def answering(http: Mapping[int, Answer] | None = None, udp: Mapping[int, str] | None = None) -> Program:
    """A program that answers HTTP on some ports and datagrams on others.

    Parameters
    ----------
    http : mapping
        TCP ports to what they answer: a text, or a function of the request that returns one.
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
    def respond(request: Request) -> list[bytes]:
        body = (answer if isinstance(answer, str) else answer(request)).encode()
        head = [
            "HTTP/1.1 200 OK",
            f"Date: {http_date(task.clock.now)}",
            "Connection: close",
            "Content-Type: text/plain",
            f"Content-Length: {len(body)}",
        ]
        whole = "\r\n".join([*head, "", ""]).encode()
        return [whole if request.method == "HEAD" else whole + body]

    listen(task, 0, port, lambda connection: Exchange(task, connection, respond), task.argv[0], family="dual")


def _udp(task: Task, port: int, text: bytes) -> None:
    socket = task.ns.sockets.udp(owner(task, task.argv[0]), "dual")
    task.at_exit.append(socket.close)
    socket.bind(0, port)

    def reply(_data: object, ip: int, source_port: int) -> None:
        with suppress(NetError):
            socket.sendto(text, ip, source_port)

    socket.on_datagram = reply
