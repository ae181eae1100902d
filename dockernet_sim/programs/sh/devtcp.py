"""bash's ``/dev/tcp/HOST/PORT`` and ``/dev/udp/HOST/PORT``: a socket opened by a redirection."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.sh.redirect import Io
from dockernet_sim.programs.sh.syntax import Redirect
from dockernet_sim.programs.stream import Pipe, Stream
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.programs.sh.state import State


def is_socket(path: str) -> bool:
    """Whether bash opens a socket for this path."""
    return path.startswith(("/dev/tcp/", "/dev/udp/")) and path.count("/") == 4


class _Writer(Stream):
    """What is written goes into the connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def write(self, text: str) -> None:
        """Send text."""
        if text:
            self._count(len(text))
            self._connection.send(text.encode())


def open_socket(shell: State, redirect: Redirect, path: str, io: Io) -> Generator[Any, Any, bool]:
    """Connect, for reading and writing; False, with bash's complaints, when that fails."""
    if path.startswith("/dev/udp/"):
        raise NotModelled(f"{path} is not modelled")
    _, _, _, host, port = path.split("/")
    task = shell.task
    if not port.isdigit():
        shell.complain(f"{port}: Servname not supported for ai_socktype", io)
        return False
    answer = yield from lookup(task, host)
    if not answer.addresses:
        shell.complain(f"{host}: Name or service not known", io)
        shell.complain(f"{path}: Invalid argument", io)
        return False
    try:
        connection = task.ns.sockets.connect(answer.addresses[0], int(port), Owner("bash", task.pid))
        yield connection.connected
    except NetError as error:
        io.err.write(f"{shell.name}: connect: {error.text}\n")
        shell.complain(f"{path}: {error.text}", io)
        return False
    task.at_exit.append(connection.close)
    pipe = Pipe(task.clock)
    task.clock.spawn(_receive(connection, pipe))
    fd = redirect.fd
    if redirect.operator in ("<", "<>"):
        io.inputs[fd] = pipe
    if redirect.operator in ("<>", ">", ">>"):
        io.outputs[fd] = _Writer(connection)
    return True


def _receive(connection: Connection, pipe: Pipe) -> Generator[Any, Any, None]:
    try:
        while data := (yield connection.recv()):
            pipe.write(data.decode("utf-8", "replace"))
    except NetError:
        pass
    finally:
        pipe.end()
