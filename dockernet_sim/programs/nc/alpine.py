"""nc of Alpine's busybox, which is built with NC_110_COMPAT (busybox 1.36's networking/nc_bloaty.c)."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.linux.socket.udp import UdpSocket
from dockernet_sim.programs.busybox import ALPINE_APPLETS, applet
from dockernet_sim.programs.getopt import OptionError, getopt
from dockernet_sim.programs.nc.joined import run_joined
from dockernet_sim.programs.resolver import by_address, lookup
from dockernet_sim.programs.servers.server import listen
from dockernet_sim.programs.services import port_number
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_text

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
MUSL = {
    "ETIMEDOUT": "Operation timed out",
    "EHOSTUNREACH": "Host is unreachable",
    "ENETUNREACH": "Network unreachable",
    "EADDRINUSE": "Address in use",
    "EADDRNOTAVAIL": "Address not available",
}
BINDING = ("EADDRINUSE", "EADDRNOTAVAIL", "EACCES")
BLOCK = 8192  # bytes that are read and sent at once
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
    if program and "u" in found:
        raise NotModelled("-e with -u is not modelled")
    if operands and "l" in found:
        raise NotModelled("-l with a peer's address is not modelled")
    if len(operands) != (0 if "l" in found else 2):
        task.err(USAGE)
        return 1
    return _Nc(task, found, program).run(operands)


def _program(words: list[str]) -> tuple[list[str], list[str]]:
    """The words before ``-e`` (or ``-ve`` and so on), and the program behind it."""
    for at, word in enumerate(words):
        if word.startswith("-") and word.endswith("e") and not word[1:-1].strip(PLAIN):
            if not words[at + 1 :]:
                raise NotModelled("-e without a program is not modelled")
            return [*words[:at], *([word[:-1]] if word != "-e" else [])], words[at + 1 :]
    return words, []


def _text(error: NetError) -> str:
    """What musl's strerror(3) says."""
    return MUSL.get(error.name, error.text)


class _Nc:
    """One run: its options, and what it has sent and written out, in bytes."""

    def __init__(self, task: Task, found: dict[str, str], program: list[str]) -> None:
        self.task, self.found, self.program = task, found, program
        self.verbose = len(found.get("v", ""))
        self.patience = 0
        self.port = self.source = 0
        self.sent = self.received = 0

    def run(self, operands: list[str]) -> Run:
        code = yield from self._settled(operands)
        if self.verbose > 1:
            self.task.err(f"sent {self.sent}, rcvd {self.received}\n")
        return code

    def _settled(self, operands: list[str]) -> Run:
        found, waits = self.found, self.found.get("w", "0")
        if not (waits.isascii() and waits.isdigit()):
            return self._fails(f"invalid number '{waits}'")
        self.patience = int(waits)
        port = port_number(found["p"]) if "p" in found else 0
        if port is None:
            return self._fails(f"bad local port '{found['p']}'")
        self.port = port
        if "s" in found:
            answer = yield from lookup(self.task, found["s"])
            if not answer.addresses:
                return self._fails(f"bad address '{found['s']}'")
            self.source = answer.addresses[0]
        try:
            return (yield from (self._listen() if "l" in found else self._connect(*operands)))
        except NetError as error:
            return self._fails(f"bind: {_text(error)}")

    def _fails(self, text: str) -> int:
        self.task.err(f"nc: {text}\n")
        return 1

    def _within(self, event: simpy.Event, seconds: float) -> simpy.Event:
        return event | self.task.sleep(seconds) if seconds else event

    # -- as a client --------------------------------------------------------------
    def _connect(self, host: str, port_text: str) -> Run:
        port = port_number(port_text) or 0
        answer = yield from lookup(self.task, host)
        if not answer.addresses:
            return self._fails(f"bad address '{host}'")
        ip = answer.addresses[0]
        who = f"{host} ({ip_text(ip)}:{port})"
        try:
            joined = yield from (self._udp if "u" in self.found else self._tcp)(ip, port)
        except NetError as error:
            if error.name in BINDING:
                raise
            if self.verbose > 1 or (self.verbose and error.name != "ECONNREFUSED"):
                self.task.err(f"nc: {who}: {_text(error)}\n")
            return 1
        if self.verbose:
            self.task.err(f"{who} open\n")
        if self.program and isinstance(joined, Connection):
            return (yield from run_joined(self.task, joined, self.program))
        if "z" in self.found:
            joined.close()
            return 0
        return (yield from self._shovel(joined))

    def _tcp(self, ip: int, port: int) -> Generator[Any, Any, Connection]:
        task = self.task
        connection = task.ns.sockets.connect(ip, port, Owner("nc", task.pid), source=self.source, source_port=self.port)
        task.at_exit.append(connection.close)
        yield self._within(connection.connected, self.patience)
        if not connection.connected.triggered:
            raise NetError("ETIMEDOUT")
        return connection

    def _udp(self, ip: int, port: int) -> Generator[Any, Any, UdpSocket]:
        socket = self._bound()
        socket.connect(ip, port)
        if "z" in self.found:  # an ICMP error to the first datagram shows in the second
            socket.send(b"\0")
            if self.patience:
                yield self.task.sleep(self.patience)
            else:
                yield from self._round_trip(ip)
            socket.send(b"\0")
        return socket

    def _bound(self) -> UdpSocket:
        socket = self.task.ns.sockets.udp(Owner("nc", self.task.pid))
        self.task.at_exit.append(socket.close)
        socket.bind(self.source, self.port)
        return socket

    def _round_trip(self, ip: int) -> Generator[Any, Any, None]:
        try:
            tried = self.task.ns.sockets.connect(ip, NORMALLY_REFUSED, Owner("nc", self.task.pid))
            self.task.at_exit.append(tried.close)
            yield self._within(tried.connected, ROUND_TRIP)
            tried.close()
        except NetError:
            return

    # -- both ways ----------------------------------------------------------------
    def _shovel(self, joined: Connection | UdpSocket) -> Run:
        """Send standard input, and write out what comes, until both have ended;
        ``-w`` gives up after two silences behind the end of the input."""
        feeding, silences, is_open = self.task.clock.spawn(self._feed(joined)), READS, True
        received = joined.recv()
        while is_open or feeding.is_alive:
            events = ([received] if is_open else []) + ([feeding] if feeding.is_alive else [])
            over = self.task.sleep(self.patience) if self.patience else None
            try:
                yield simpy.AnyOf(self.task.clock, [*events, *([over] if over is not None else [])])
                if is_open and received.triggered:
                    is_open = self._write(received.value)
                    received = joined.recv() if is_open else received
                elif over is not None and over.processed and not feeding.is_alive:
                    silences -= 1
                    if not silences:
                        return 0
            except NetError as error:
                if self.verbose > 1:
                    self.task.err(f"nc: net read: {_text(error)}\n")
                is_open = False
        return 0

    def _write(self, data: Any) -> bool:
        """Write out what came; False at the peer's FIN."""
        data = data[0] if isinstance(data, tuple) else data
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)
        self.received += len(data) if isinstance(data, bytes) else len(text.encode())
        self.task.out(text)
        return bool(data) or "u" in self.found

    def _feed(self, joined: Connection | UdpSocket) -> Generator[Any, Any, None]:
        source = self.task.source
        with suppress(NetError):  # a peer that is gone shows when reading
            if isinstance(source, Pipe) and not source.ended:
                while text := (source.take() or (yield from source.more())):
                    self._send(joined, text.encode())
            else:
                self._send(joined, str(self.task.stdin).encode())
            if isinstance(joined, Connection):
                joined.shutdown()

    def _send(self, joined: Connection | UdpSocket, data: bytes) -> None:
        for at in range(0, len(data), BLOCK):
            joined.send(data[at : at + BLOCK])
            self.sent += len(data[at : at + BLOCK])

    # -- as a server --------------------------------------------------------------
    def _listen(self) -> Run:
        if "u" in self.found:
            return (yield from self._serve_udp())
        waiting: list[Connection] = []
        arrived = simpy.Event(self.task.clock)
        again = bool(self.program) and ("k" in self.found or len(self.found["l"]) > 1)

        def accept(connection: Connection) -> None:
            waiting.append(connection)
            if not arrived.triggered:
                arrived.succeed()

        family = "inet" if self.source else "dual"
        listener = listen(self.task, self.source, self.port, accept, "nc", backlog=1, family=family)
        self._tell_listening(listener.port)
        self.task.endless = True
        while True:
            yield self._within(arrived, self.patience)
            if not arrived.triggered:
                return self._fails("timeout")
            connection, arrived = waiting.pop(0), simpy.Event(self.task.clock)
            if waiting:
                arrived.succeed()
            if self.verbose:
                yield from self._tell(connection)
            if not again:
                break
            self.task.clock.spawn(run_joined(self.task, connection, self.program))
        listener.close()
        for other in waiting:
            other.abort()
        if self.program:
            return (yield from run_joined(self.task, connection, self.program))
        return (yield from self._shovel(connection))

    def _serve_udp(self) -> Run:
        socket = self._bound()
        self._tell_listening(socket.port)
        self.task.endless = True
        first = socket.recv()
        yield self._within(first, self.patience)
        if not first.triggered:
            return self._fails("timeout")
        datagram: Any = first.value
        socket.connect(*datagram[1:])  # from now on it hears this peer only
        self._write(datagram)
        return (yield from self._shovel(socket))

    def _tell_listening(self, port: int) -> None:
        if self.verbose:
            self.task.err(f"listening on {ip_text(self.source) if self.source else '[::]'}:{port} ...\n")

    def _tell(self, connection: Connection) -> Generator[Any, Any, None]:
        """From whom a connection came."""
        here, there = ip_text(connection.ip), ip_text(connection.remote_ip)
        if not self.source:
            here, there = f"[::ffff:{here}]", f"[::ffff:{there}]"
        peer = f"{there}:{connection.remote_port}"
        name = None if "n" in self.found else (yield from by_address(self.task, connection.remote_ip))
        who = peer if name is None else f"{name.name}:{connection.remote_port}"
        self.task.err(f"connect to {here}:{connection.port} from {who} ({peer})\n")
