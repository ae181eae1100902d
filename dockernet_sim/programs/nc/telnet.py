"""telnet, busybox's and the one of inetutils: a connection by hand;
the TELNET protocol's own options are not spoken."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.nc.joined import feed
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.services import port_number
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_text

Run = Generator[Any, Any, int]
USAGE = """BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.

Usage: telnet [-a] [-l USER] HOST [PORT]

Connect to telnet server

\t-a\tAutomatic login with $USER variable
\t-l USER\tAutomatic login as USER
"""
ESCAPE = "Escape character is '^]'.\n"


@tool("telnet")
def telnet(task: Task, busybox: bool = False) -> Run | int:
    """``telnet HOST [PORT]``: sends standard input, shows what comes, and ends with either of them."""
    words = [word for word in task.args if word not in ("-4", "-a", "-E", "-K")]
    if any(word.startswith("-") for word in words):
        raise NotModelled(f"telnet {next(word for word in words if word.startswith('-'))} is not modelled")
    if not 1 <= len(words) <= 2:
        if not busybox:
            raise NotModelled("telnet's own prompt is not modelled")
        task.err(USAGE)
        return 1
    port = port_number(words[1]) if len(words) == 2 else 23
    if port is None:
        task.err(f"telnet: bad port '{words[1]}'\n" if busybox else f"telnet: {words[1]}: bad port number\n")
        return 1
    return _run(task, words[0], port, busybox)


def _run(task: Task, host: str, port: int, busybox: bool) -> Run:
    answer = yield from lookup(task, host)
    if not answer.addresses:
        failed = f"telnet: could not resolve {host}/{port}: Name or service not known\n"
        task.err(f"telnet: bad address '{host}'\n" if busybox else failed)
        return 1
    ip = answer.addresses[0]
    task.out("" if busybox else f"Trying {ip_text(ip)}...\n")
    connection = task.ns.sockets.connect(ip, port, Owner("telnet", task.pid))
    task.at_exit.append(connection.close)
    try:
        yield connection.connected
    except NetError as error:
        if busybox:
            task.err(f"telnet: can't connect to remote host ({ip_text(ip)}): {error.text}\n")
        else:
            task.err(f"telnet: Unable to connect to remote host: {error.text}\n")
        return 1
    task.out(f"Connected to {host}\n" if busybox else f"Connected to {host}.\n{ESCAPE}")
    if task.source == "" and not task.tty:
        task.out("" if busybox else "Connection closed.\n")
        return 0 if busybox else 1
    feed(task, connection, finish=False)
    while True:
        try:
            data = yield connection.recv()
        except NetError:
            data = b""
        if not data:
            task.err("Connection closed by foreign host\r\n" if busybox else "Connection closed by foreign host.\n")
            return 1
        task.out(data.decode("utf-8", "replace"))
