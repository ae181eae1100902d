"""netcat-openbsd: what Debian installs as nc (nc(1), Debian's 1.219)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.getopt import OptionError, getopt
from dockernet_sim.programs.nc.joined import feed
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.servers.server import listen
from dockernet_sim.programs.services import port_number, service
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text

Run = Generator[Any, Any, int]
USAGE = """usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
\t  [destination] [port]
"""
LETTERS = "4dhklNnp:q:s:uvw:z"
OTHERS = "6CDFrStUZI:i:M:m:O:P:T:V:W:X:x:"
GRACE = 1.0  # seconds that a UDP scan waits for an ICMP error


@program("nc", "netcat", "nc.openbsd")
def nc(task: Task) -> Run | int:
    """``nc [-4dklNnuvz] [-p PORT] [-q SECONDS] [-s ADDRESS] [-w SECONDS] [HOST] PORT[-PORT]``."""
    try:
        given, words = getopt(task.args, LETTERS + OTHERS)
    except OptionError as error:
        task.err(f"nc: {error}\n{USAGE}")
        return 1
    found = dict(given)
    for letter in found:
        if letter in OTHERS:
            raise NotModelled(f"option -{letter} is not modelled")
    if "l" in found:
        return _listen(task, found, words)
    if len(words) != 2:
        task.err(USAGE)
        return 1
    return _connect(task, found, words[0], words[1])


def _ports(text: str) -> list[int]:
    first, dash, last = text.partition("-")
    low, high = port_number(first), port_number(last) if dash else None
    if low is None or (dash and high is None):
        raise NetError("EINVAL", text)
    return list(range(min(low, high), max(low, high) + 1)) if high is not None else [low]


# -- as a client ------------------------------------------------------------------
def _connect(task: Task, found: dict[str, str], host: str, port_text: str) -> Run:
    try:
        ports = _ports(port_text)
    except NetError:
        task.err(f"nc: port number invalid: {port_text}\n")
        return 1
    answer = yield from lookup(task, host)
    if not answer.addresses:
        task.err(f'nc: getaddrinfo for host "{host}" port {port_text}: Name or service not known\n')
        return 1
    ip, code = answer.addresses[0], 1
    for port in ports:
        if "u" in found:
            ended = yield from _udp(task, found, host, ip, port)
        else:
            ended = yield from _tcp(task, found, host, ip, port)
        code = ended if code or "z" not in found else code
        if "z" not in found:
            break
    return code


def _where(found: dict[str, str], host: str, ip: int) -> str:
    return host if "n" in found or host == ip_text(ip) else f"{host} ({ip_text(ip)})"


def _succeeded(task: Task, found: dict[str, str], host: str, ip: int, port: int) -> None:
    if "v" in found:
        proto = "udp" if "u" in found else "tcp"
        name = "*" if "n" in found else service(task, port, proto)
        name = "*" if name == str(port) else name
        task.err(f"Connection to {_where(found, host, ip)} {port} port [{proto}/{name}] succeeded!\n")


def _tcp(task: Task, found: dict[str, str], host: str, ip: int, port: int) -> Run:
    patience = int(found.get("w", "0") or 0)
    say = f"nc: connect to {_where(found, host, ip)} port {port} (tcp)"
    try:
        source = ip_int(found["s"]) if "s" in found else 0
        owner, own_port = Owner("nc", task.pid), int(found.get("p", "0"))
        connection = task.ns.sockets.connect(ip, port, owner, source=source, source_port=own_port)
        task.at_exit.append(connection.close)
        if patience:
            yield connection.connected | task.sleep(patience)
            if not connection.connected.triggered:
                task.err(f"{say} timed out: Operation now in progress\n" if "v" in found else "")
                return 1
        else:
            yield connection.connected
    except NetError as error:
        task.err(f"{say} failed: {error.text}\n" if "v" in found else "")
        return 1
    _succeeded(task, found, host, ip, port)
    if "z" in found:
        connection.close()
        return 0
    return (yield from _talk(task, connection, found))


def _talk(task: Task, connection: Connection, found: dict[str, str]) -> Run:
    """Both ways, until the peer has finished;
    ``-N`` sends a FIN at the end of the input, ``-q`` and ``-w`` give up after a while."""
    if "d" not in found:
        feed(task, connection, finish="N" in found)
    waiting = float(found["q"]) if found.get("q", "-").isdigit() else float(found.get("w", "0") or 0)
    while True:
        received = connection.recv()
        try:
            if waiting:
                yield received | task.sleep(waiting)
                if not received.triggered:
                    return 0
            data = received.value if received.triggered and received.ok else (yield received)
        except NetError:
            return 1
        if not data:
            return 0
        task.out(data.decode("utf-8", "replace"))


def _udp(task: Task, found: dict[str, str], host: str, ip: int, port: int) -> Run:
    socket = task.ns.sockets.udp(Owner("nc", task.pid))
    task.at_exit.append(socket.close)
    try:
        socket.bind(0, int(found.get("p", "0")))
        socket.connect(ip, port)
        if "z" in found or "v" in found:  # it probes: an ICMP error shows that no socket listens
            for _ in range(2):
                socket.send(b"X")
                yield task.sleep(GRACE / 2)
            _succeeded(task, found, host, ip, port)
        if "z" in found:
            return 0
        if task.stdin:
            socket.send(str(task.stdin).encode())
        patience = float(found.get("w", "0") or 0) or (float(found["q"]) if found.get("q", "-").isdigit() else 0.0)
        while True:
            received = socket.recv()
            if patience:
                yield received | task.sleep(patience)
                if not received.triggered:
                    return 0
            item: Any = received.value if received.triggered and received.ok else (yield received)
            task.out(_text(item[0]))
    except NetError:
        return 1


def _text(data: Any) -> str:
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)


# -- as a server ------------------------------------------------------------------
def _listen(task: Task, found: dict[str, str], words: list[str]) -> Run | int:
    text = found.get("p") or (words[-1] if words else "")
    port = port_number(text)
    if port is None:
        task.err(USAGE if not text else f"nc: port number invalid: {text}\n")
        return 1
    ip = ip_int(found["s"]) if "s" in found else ip_int(words[0]) if len(words) == 2 else 0
    if "u" in found:
        return _serve_udp(task, ip, port)
    waiting: list[Connection] = []
    arrived = [simpy.Event(task.clock)]

    def accept(connection: Connection) -> None:
        waiting.append(connection)
        if not arrived[0].triggered:
            arrived[0].succeed()

    try:
        listener = listen(task, ip, port, accept, "nc", backlog=1)
    except NetError as error:
        task.err(f"nc: {error.text}\n")
        return 1
    if "v" in found:
        task.err(f"Listening on {ip_text(ip)} {port}\n")
    return _serve(task, found, waiting, arrived, listener.close)


def _serve(task: Task, found: dict[str, str], waiting: list[Connection], arrived: list[simpy.Event], close: Any) -> Run:
    task.endless = True
    while True:
        while not waiting:
            if arrived[0].triggered:
                arrived[0] = simpy.Event(task.clock)
            yield arrived[0]
        connection = waiting.pop(0)
        if "k" not in found:
            close()
        if "v" in found:
            task.err(f"Connection received on {ip_text(connection.remote_ip)} {connection.remote_port}\n")
        code = yield from _talk(task, connection, found)
        connection.close()
        if "k" not in found:
            return code


def _serve_udp(task: Task, ip: int, port: int) -> Run | int:
    socket = task.ns.sockets.udp(Owner("nc", task.pid))
    try:
        socket.bind(ip, port)
    except NetError as error:
        task.err(f"nc: {error.text}\n")
        return 1
    task.at_exit.append(socket.close)

    def wait() -> Run:
        task.endless = True
        first = True
        while True:
            data, remote, remote_port = yield socket.recv()
            if first:  # it answers the first peer only, and hears nobody else
                socket.connect(remote, remote_port)
                if task.stdin:
                    socket.send(str(task.stdin).encode())
                first = False
            task.out(_text(data))

    return wait()
