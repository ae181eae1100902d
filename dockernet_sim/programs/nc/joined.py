"""What joins a TCP connection to standard input and output, or to another program's (``nc -e PROG``)."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.programs.stream import BrokenPipe, Pipe, Stream
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.processes import attend, find

Run = Generator[Any, Any, int]


def feed(task: Task, connection: Connection, finish: bool = True) -> None:
    """Send standard input as it comes; with `finish` a FIN at its end."""
    if isinstance(task.source, Pipe) and not task.source.ended:
        task.clock.spawn(_send(task.source, connection, finish))
        return
    with suppress(NetError):  # a reader that is gone shows when reading
        if text := str(task.stdin):
            connection.send(text.encode())
    if finish:
        connection.shutdown()


def _send(source: Pipe, connection: Connection, finish: bool) -> Generator[Any, Any, None]:
    with suppress(NetError):
        while text := (source.take() or (yield from source.more())):
            connection.send(text.encode())
    if finish:
        connection.shutdown()


def _receive(connection: Connection, pipe: Pipe) -> Generator[Any, Any, None]:
    """Write what comes into a pipe, and end it with the peer's FIN."""
    with suppress(NetError, BrokenPipe):
        while data := (yield connection.recv()):
            pipe.write(data.decode("utf-8", "replace"))
    pipe.end()


def run_joined(task: Task, connection: Connection, words: list[str]) -> Run:
    """Run a program whose standard input and output are a connection, and close it when the program ends."""
    program = find(task, words[0])
    if program is None:
        task.err(f"nc: can't execute '{words[0]}': No such file or directory\n")
        connection.close()
        return 127

    def send(text: str) -> None:
        with suppress(NetError):  # the peer is gone: SIGPIPE is not modelled here
            connection.send(text.encode())

    pipe = Pipe(task.clock)
    task.clock.spawn(_receive(connection, pipe))
    child = Task(
        task.place, words, env=task.env, stdin=pipe, stdout=Stream(send), stderr=task.stderr, cwd=task.cwd,
        program=program,
        parent=task,
    )  # fmt: skip
    code = yield from attend(child)
    pipe.abandon()
    connection.close()
    return code
