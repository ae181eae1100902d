"""Clients that images bring along, as far as they show whether a server is there: redis-cli, pg_isready, mysqladmin."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
PATIENCE = 3.0  # seconds


@dataclass(frozen=True)
class Target:
    """Where a client connects to, and the words behind its options."""

    host: str
    port: int
    words: tuple[str, ...] = ()


def _target(task: Task, port: int, host_option: str, port_option: str, ignored: str = "") -> Target:
    """Read ``-h HOST -p PORT WORD...``; options in `ignored` have a value."""
    words: list[str] = []
    host, rest = "127.0.0.1", list(task.args)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=") if word.startswith("--") else (word[:2], "", word[2:])
        if not word.startswith("-") or words:
            words.append(word)
            continue
        if name not in (host_option, port_option, "--host", "--port") and name.lstrip("-")[:1] not in ignored:
            raise NotModelled(f"option {name} is not modelled")
        value = value if value or equals else (rest.pop(0) if rest else "")
        if name in (host_option, "--host"):
            host = value
        elif name in (port_option, "--port"):
            port = int(value) if value.isdigit() else port
    return Target(host, port, tuple(words))


def _connect(task: Task, target: Target) -> Generator[Any, Any, Connection | str]:
    """A connection, or what is wrong."""
    answer = yield from lookup(task, target.host)
    if not answer.addresses:
        return answer.text
    try:
        connection = task.ns.sockets.connect(answer.addresses[0], target.port, Owner(task.argv[0], task.pid))
        task.at_exit.append(connection.close)
        yield connection.connected | task.sleep(PATIENCE)
    except NetError as error:
        return error.text
    return connection if connection.connected.triggered else "Connection timed out"


def redis_cli(task: Task) -> Run:
    """``redis-cli [-h HOST] [-p PORT] COMMAND``: one command, its answer as redis-cli prints it to no terminal."""
    target = _target(task, 6379, "-h", "-p", ignored="na")
    if not target.words:
        raise NotModelled("redis-cli without a command is not modelled")
    connection = yield from _connect(task, target)
    if isinstance(connection, str):
        task.err(f"Could not connect to Redis at {target.host}:{target.port}: {connection}\n")
        return 1
    parts = [f"${len(word.encode())}\r\n{word}\r\n" for word in target.words]
    try:
        connection.send(f"*{len(parts)}\r\n{''.join(parts)}".encode())
        data = yield connection.recv()
    except NetError as error:
        task.err(f"Error: {error.text}\n")
        return 1
    task.out(_redis_text(data.decode("utf-8", "replace")))
    return 0


def _redis_text(reply: str) -> str:
    kind, rest = reply[:1], reply[1:].partition("\r\n")
    if kind == "$":
        return f"{rest[2].removesuffix(chr(13) + chr(10))}\n"
    return f"{rest[0]}\n"


def pg_isready(task: Task) -> Run:
    """``pg_isready [-h HOST] [-p PORT]``: 0 when the port accepts, 2 when there is no response."""
    target = _target(task, 5432, "-h", "-p", ignored="Udtq")
    name = f"{target.host if target.host != '127.0.0.1' else '/var/run/postgresql'}:{target.port}"
    connection = yield from _connect(task, target)
    alive = not isinstance(connection, str)
    task.out(f"{name} - {'accepting connections' if alive else 'no response'}\n")
    return 0 if alive else 2


def mysqladmin(task: Task) -> Run:
    """``mysqladmin [-h HOST] [-P PORT] ping``: whether the server's port accepts."""
    target = _target(task, 3306, "-h", "-P", ignored="up")
    if target.words != ("ping",):
        raise NotModelled(f"{task.argv[0]} {' '.join(target.words)} is not modelled, only ping")
    connection = yield from _connect(task, target)
    if isinstance(connection, str):
        task.err(
            f"{task.argv[0]}: connect to server at '{target.host}' failed\n"
            f"error: 'Can't connect to MySQL server on '{target.host}:{target.port}' ({connection})'\n"
        )
        return 1
    task.out("mysqld is alive\n")
    return 0


CLIENTS: Mapping[str, Program] = {
    "mariadb-admin": mysqladmin,
    "mysqladmin": mysqladmin,
    "pg_isready": pg_isready,
    "redis-cli": redis_cli,
    "valkey-cli": redis_cli,
}
