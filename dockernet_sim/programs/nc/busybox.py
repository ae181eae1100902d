"""busybox nc: joins standard input and output to a TCP connection (busybox 1.35's networking/nc.c)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.nc.joined import feed, run_joined
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.servers.server import listen
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import DockernetError, NotModelled
from dockernet_sim.wire.address import ip_text

Run = Generator[Any, Any, int]

USAGE = """BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.

Usage: nc [-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]

Open a pipe to IP:PORT or FILE

\t-l\tListen mode, for inbound connects
\t\t(use -ll with -e for persistent server)
\t-p PORT\tLocal port
\t-w SEC\tConnect timeout
\t-i SEC\tDelay interval for lines sent
\t-f FILE\tUse file (ala /dev/ttyS0) instead of network
\t-e PROG\tRun PROG after connect
"""


class UsageError(DockernetError):
    """The command line cannot be understood; its text is the complaint."""


@applet("nc")
def nc(task: Task) -> Run | int:
    """``nc [-l] [-p PORT] [-w SECONDS] [HOST PORT] [-e PROG ARGS]``; ``-ll`` serves one client after the other."""
    words, program = list(task.args), list[str]()
    if "-e" in words:
        at = words.index("-e")
        words, program = words[:at], words[at + 1 :]
    try:
        found, operands = _command_line(words)
    except UsageError as error:
        task.err(str(error))
        return 1
    port = int(found.get("p", "0"))
    if "l" in found:
        return _listen(task, port, len(found["l"]), program)
    return _connect(task, operands[0], int(operands[1]), int(found.get("w", "0")), port, program)


def _command_line(args: list[str]) -> tuple[dict[str, str], list[str]]:
    """Options by letter, and host and port."""
    found: dict[str, str] = {}
    operands: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word.startswith("-") and len(word) > 1:
            _letters(word[1:], rest, found)
        else:
            operands.append(word)
    wanted = 0 if "l" in found else 2
    if len(operands) != wanted or (operands and not operands[1].isdigit()):
        raise UsageError(USAGE)
    return found, operands


def _letters(cluster: str, rest: list[str], found: dict[str, str]) -> None:
    while cluster:
        letter, cluster = cluster[0], cluster[1:]
        if letter not in "lpwief":
            raise UsageError(f"nc: invalid option -- '{letter}'\n{USAGE}")
        if letter in "ief":
            raise NotModelled(f"option -{letter} is not modelled")
        found[letter] = found.get(letter, "") + "l"
        if letter in "pw":
            value, cluster = cluster or (rest.pop(0) if rest else ""), ""
            if not value.isdigit():
                raise UsageError(f"nc: invalid number '{value}'\n" if value else USAGE)
            found[letter] = value


def _listen(task: Task, port: int, times: int, program: list[str]) -> Run | int:
    """Wait for a client; with ``-ll -e`` each one gets a program of its own (the backlog counts the l's,
    as in nc.c)."""
    persistent = times > 1 and bool(program)
    accepted = simpy.Event(task.clock)

    def accept(connection: Connection) -> None:
        if persistent:
            task.clock.spawn(run_joined(task, connection, program))
        elif accepted.triggered:
            connection.abort()
        else:
            accepted.succeed(connection)

    try:
        listener = listen(task, 0, port, accept, "nc", backlog=times, family="dual")
    except NetError as error:
        task.err(f"nc: bind: {error.text}\n")
        return 1

    def wait() -> Run:
        task.endless = True
        connection = yield accepted
        listener.close()
        return (yield from (run_joined(task, connection, program) if program else pipe(task, connection)))

    return wait()


def _connect(task: Task, host: str, port: int, patience: int, local_port: int, program: list[str]) -> Run:
    answer = yield from lookup(task, host)
    if not answer.addresses:
        task.err(f"nc: bad address '{host}'\n")
        return 1
    ip = answer.addresses[0]
    try:
        connection = task.ns.sockets.connect(ip, port, Owner("nc", task.pid), source_port=local_port)
        task.at_exit.append(connection.close)
        if patience:
            yield connection.connected | task.sleep(patience)
            if not connection.connected.triggered:
                task.err("nc: timed out\n")
                return 1
        else:
            yield connection.connected
    except NetError as error:
        task.err(f"nc: can't connect to remote host ({ip_text(ip)}): {error.text}\n")
        return 1
    return (yield from (run_joined(task, connection, program) if program else pipe(task, connection)))


def pipe(task: Task, connection: Connection) -> Run:
    """Send standard input, then FIN; write out what comes until the other side has finished."""
    feed(task, connection)
    while True:
        try:
            data = yield connection.recv()
        except NetError as error:
            task.err(f"nc: read: {error.text}\n")
            return 1
        if not data:
            return 0
        task.out(data.decode("utf-8", "replace"))
