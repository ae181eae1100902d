"""What all servers need: an owner for their sockets, connections that end with them, and a way to wait for ever."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.linux.socket.tcp import Listener
from dockernet_sim.programs.task import Task

Forever = Generator[Any, Any, int]


def owner(task: Task, name: str, fd: int = 3) -> Owner:
    """The task as the owner of a socket."""
    return Owner(name, task.pid, fd, task.creds.uid)


def for_ever(task: Task) -> Forever:
    """Wait until a signal ends the program."""
    task.endless = True
    yield simpy.Event(task.clock)
    return 0


def listen(
    task: Task,
    ip: int,
    port: int,
    on_connection: Callable[[Connection], object],
    name: str,
    *,
    backlog: int = 4096,
    family: str = "inet",
    fd: int = 3,
) -> Listener:
    """Listen until the task ends; its connections end with it.

    Raises
    ------
    NetError
        EADDRINUSE, EADDRNOTAVAIL.
    """
    mine: dict[Connection, None] = {}

    def accept(connection: Connection) -> None:
        for old in [c for c in mine if c.orphan]:
            del mine[old]
        mine[connection] = None
        task.place.when_running(lambda: on_connection(connection))

    def close() -> None:
        listener.close()
        for connection in mine:
            connection.close()

    listener = task.ns.sockets.listen(ip, port, accept, owner(task, name, fd), backlog, family)
    task.at_exit.append(close)
    return listener
