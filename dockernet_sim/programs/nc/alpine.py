"""nc of Alpine's busybox, which is built with NC_110_COMPAT (busybox 1.36's networking/nc_bloaty.c)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.linux.socket.udp import UdpSocket
from dockernet_sim.programs.busybox import ALPINE_APPLETS, applet
from dockernet_sim.programs.getopt import OptionError, getopt
from dockernet_sim.programs.nc.joined import feed, run_joined
from dockernet_sim.programs.resolver import by_address, lookup
from dockernet_sim.programs.servers.server import listen
from dockernet_sim.programs.services import port_number
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text

Run = Generator[Any, Any, int]
USAGE = """BusyBox v1.36.1 (2023-11-07 18:53:09 UTC) multi-call binary.

Usage: nc [OPTIONS] HOST PORT  - connect
nc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen

\t-e PROG\tRun PROG after connect (must be last)
\t-l\tListen mode, for inbound connects
\t-lk\tWith -e, provides persistent server
\t-p PORT\tLocal port
\t-s ADDR\tLocal address
\t-w SEC\tTimeout for connects and final net reads
\t-i SEC\tDelay interval for lines sent
\t-n\tDon't do DNS resolution
\t-u\tUDP mode
\t-b\tAllow broadcasts
\t-v\tVerbose
\t-o FILE\tHex dump traffic
\t-z\tZero-I/O mode (scanning)
"""
MUSL = {"ETIMEDOUT": "Operation timed out", "EHOSTUNREACH": "Host is unreachable", "ENETUNREACH": "Network unreachable"}
PLAIN = "nuvlkz"  # letters that may stand before the e of -e in one word
NORMALLY_REFUSED, ROUND_TRIP = 31337, 5.0  # a port, and at most so many seconds, by which a scan of UDP knows the delay
READS = 2  # silences of -w seconds after the end of the input


@applet("nc", table=ALPINE_APPLETS)
def nc(task: Task) -> Run | int:
    """``nc [-nuvz] [-w SECONDS] [-p PORT] [-s ADDRESS] HOST PORT [-e PROG ARGS]``, and with ``-l`` as a server."""
    words, program = _program(task.args)
    try:
        given, operands = getopt(words, "np:s:uvw:lki:o:zb")
    except OptionError as error:
        text = str(error).replace("invalid option -- ", "unrecognized option: ").replace("'", "")
        task.err(f"nc: {text}\n{USAGE}")
        return 1
    found = dict(given) | {letter: letter * n for letter in "vl" if (n := [each for each, _ in given].count(letter))}
    for letter in "iob":
        if letter in found:
            raise NotModelled(f"option -{letter} is not modelled")
    if len(operands) > 2 or ("l" not in found and len(operands) < 2) or not found.get("w", "0").isdigit():
        task.err(USAGE)
        return 1
    port = port_number(found["p"]) if "p" in found else 0
    if port is None:
        task.err(f"nc: bad local port '{found['p']}'\n")
        return 1
    if program and "u" in found:
        raise NotModelled("-e with -u is not modelled")
    return (
        _listen(task, found, port, operands, program)
        if "l" in found
        else _connect(task, found, port, operands, program)
    )


def _program(words: list[str]) -> tuple[list[str], list[str]]:
    """The words before ``-e`` (or ``-ve`` and so on), and the program behind it."""
    for at, word in enumerate(words):
        if word.startswith("-") and word.endswith("e") and not word[1:-1].strip(PLAIN):
            return [*words[:at], *([word[:-1]] if word != "-e" else [])], words[at + 1 :]
    return words, []


def _text(error: NetError) -> str:
    """What musl's strerror(3) says."""
    return MUSL.get(error.name, error.text)


# -- as a client ------------------------------------------------------------------
def _connect(task: Task, found: dict[str, str], own_port: int, operands: list[str], program: list[str]) -> Run:
    host, port = operands[0], port_number(operands[1]) or 0
    answer = yield from lookup(task, host)
    if not answer.addresses:
        task.err(f"nc: bad address '{host}'\n")
        return 1
    ip = answer.addresses[0]
    who = f"{host} ({ip_text(ip)}:{port})"
    try:
        joined = yield from (_udp if "u" in found else _tcp)(task, found, ip, port, own_port)
    except NetError as error:
        if len(found.get("v", "")) > 1 or ("v" in found and error.name != "ECONNREFUSED"):
            task.err(f"nc: {who}: {_text(error)}\n")
        if len(found.get("v", "")) > 1:
            task.err("sent 0, rcvd 0\n")
        return 1
    if "v" in found:
        task.err(f"{who} open\n")
    if program and isinstance(joined, Connection):
        return (yield from run_joined(task, joined, program))
    if "z" in found:
        joined.close()
        return 0
    return (yield from _shovel(task, joined, found))


def _tcp(task: Task, found: dict[str, str], ip: int, port: int, own_port: int) -> Generator[Any, Any, Connection]:
    source, patience = ip_int(found["s"]) if "s" in found else 0, int(found.get("w", "0"))
    owner = Owner("nc", task.pid)
    connection = task.ns.sockets.connect(ip, port, owner, source=source, source_port=own_port)
    task.at_exit.append(connection.close)
    yield connection.connected | task.sleep(patience) if patience else connection.connected
    if not connection.connected.triggered:
        raise NetError("ETIMEDOUT")
    return connection


def _udp(task: Task, found: dict[str, str], ip: int, port: int, own_port: int) -> Generator[Any, Any, UdpSocket]:
    socket = task.ns.sockets.udp(Owner("nc", task.pid))
    task.at_exit.append(socket.close)
    socket.bind(ip_int(found["s"]) if "s" in found else 0, own_port)
    socket.connect(ip, port)
    if "z" in found:  # an ICMP error to the first datagram shows in the second
        socket.send(b"\0")
        if patience := int(found.get("w", "0")):
            yield task.sleep(patience)
        else:
            yield from _round_trip(task, ip)
        socket.send(b"\0")
    return socket


def _round_trip(task: Task, ip: int) -> Generator[Any, Any, None]:
    try:
        tried = task.ns.sockets.connect(ip, NORMALLY_REFUSED, Owner("nc", task.pid))
        task.at_exit.append(tried.close)
        yield tried.connected | task.sleep(ROUND_TRIP)
        tried.close()
    except NetError:
        return


# -- both ways --------------------------------------------------------------------
def _shovel(task: Task, joined: Connection | UdpSocket, found: dict[str, str]) -> Run:
    """Send standard input, and write out what comes, until the peer has finished;
    ``-w`` gives up after two silences."""
    if isinstance(joined, Connection):
        feed(task, joined)
    elif task.stdin:
        joined.send(str(task.stdin).encode())
    patience = int(found.get("w", "0")) * READS
    while True:
        received = joined.recv()
        try:
            if patience:
                yield received | task.sleep(patience)
                if not received.triggered:
                    return 0
            data = received.value if received.triggered and received.ok else (yield received)
        except NetError as error:
            if len(found.get("v", "")) > 1:
                task.err(f"nc: net read: {_text(error)}\n")
            return 0
        data = data[0] if isinstance(data, tuple) else data
        if not data and isinstance(joined, Connection):
            return 0
        task.out(data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data))


# -- as a server ------------------------------------------------------------------
def _listen(task: Task, found: dict[str, str], port: int, operands: list[str], program: list[str]) -> Run | int:
    if operands:
        raise NotModelled("-l with a peer's address is not modelled")
    if "u" in found:
        return _serve_udp(task, found, port)
    persistent = bool(program) and ("k" in found or len(found["l"]) > 1)
    accepted = simpy.Event(task.clock)

    def accept(connection: Connection) -> None:
        if persistent:
            task.clock.spawn(run_joined(task, connection, program))
        elif accepted.triggered:
            connection.abort()
        else:
            accepted.succeed(connection)

    try:
        ip = ip_int(found["s"]) if "s" in found else 0
        listener = listen(task, ip, port, accept, "nc", backlog=1, family="inet" if ip else "dual")
    except NetError as error:
        task.err(f"nc: bind: {_text(error)}\n")
        return 1
    if "v" in found:
        task.err(f"listening on {ip_text(ip) if ip else '[::]'}:{listener.port} ...\n")
    return _serve(task, found, accepted, listener.close, program)


def _serve(task: Task, found: dict[str, str], accepted: simpy.Event, close: Any, program: list[str]) -> Run:
    task.endless = True
    patience = int(found.get("w", "0"))
    yield accepted | task.sleep(patience) if patience else accepted
    if not accepted.triggered:
        task.err("nc: timeout\n")
        return 1
    connection: Any = accepted.value
    close()
    if "v" in found:
        yield from _tell(task, found, connection)
    if program:
        return (yield from run_joined(task, connection, program))
    return (yield from _shovel(task, connection, found))


def _tell(task: Task, found: dict[str, str], connection: Connection) -> Generator[Any, Any, None]:
    """From whom a connection came."""
    mapped = "" if "s" in found else "::ffff:"
    here, there = (f"{mapped}{ip_text(each)}" for each in (connection.ip, connection.remote_ip))
    if mapped:
        here, there = f"[{here}]", f"[{there}]"
    peer = f"{there}:{connection.remote_port}"
    name = None if "n" in found else (yield from by_address(task, connection.remote_ip))
    who = peer if name is None else f"{name.name}:{connection.remote_port}"
    task.err(f"connect to {here}:{connection.port} from {who} ({peer})\n")


def _serve_udp(task: Task, found: dict[str, str], port: int) -> Run | int:
    socket = task.ns.sockets.udp(Owner("nc", task.pid))
    try:
        socket.bind(ip_int(found["s"]) if "s" in found else 0, port)
    except NetError as error:
        task.err(f"nc: bind: {_text(error)}\n")
        return 1
    task.at_exit.append(socket.close)
    if "v" in found:
        task.err(f"listening on {ip_text(ip_int(found['s'])) if 's' in found else '[::]'}:{port} ...\n")

    def wait() -> Run:
        task.endless = True
        data, remote, remote_port = yield socket.recv()
        socket.connect(remote, remote_port)  # from now on it hears this peer only
        task.out(data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data))
        return (yield from _shovel(task, socket, found))

    return wait()
