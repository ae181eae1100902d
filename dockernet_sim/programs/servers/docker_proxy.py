"""docker-proxy: carries one published port's traffic to its container, where rules do not (moby's cmd/docker-proxy).

It serves what NAT does not catch: connections from the host's own loopback, and everything when iptables is off.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.udp import UdpSocket
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.servers.server import Forever, for_ever, listen, owner
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int

FD = 4
COPY = 100e-6  # seconds until the copying goroutine runs and has passed on what it found
AGAIN = 60e-6  # the same when it was still running
DIAL = 150e-6  # seconds from accepting a connection to opening the one to the container
MOST_OPEN = 500  # clients at a time, as open files are limited: a proxy that is led to itself by DNAT stops there
IDLE = 90.0  # seconds after which a UDP client is forgotten
_FLAGS = ("proto", "host-ip", "host-port", "container-ip", "container-port")


@program("docker-proxy")
def docker_proxy(task: Task) -> Forever | int:
    """``docker-proxy -proto tcp|udp -host-ip A -host-port P -container-ip B -container-port Q``."""
    flags = _flags(task.args)
    host_ip = flags.get("host-ip", "")
    six = ":" in host_ip
    ip, port = 0 if six or not host_ip else ip_int(host_ip), int(flags["host-port"])
    target = target_of(task.args)
    family = "inet6" if six else "inet"
    try:
        if flags["proto"] == "tcp":
            listen(
                task, ip, port, lambda c: Relay(task, c, *target).begin(), "docker-proxy", family=family, fd=FD
            )  # fmt: skip
        else:
            UdpProxy(task, family, *target).bind(ip, port)
    except NetError as error:
        shown = f"[{host_ip}]" if six else host_ip
        text = error.text[0].lower() + error.text[1:]
        task.err(f"docker-proxy: listen {flags['proto']}{'6' if six else '4'} {shown}:{port}: bind: {text}\n")
        return 1
    return for_ever(task)


def target_of(args: list[str]) -> tuple[int, int]:
    """The container's address and port, out of docker-proxy's arguments."""
    flags = _flags(args)
    return ip_int(flags["container-ip"]), int(flags["container-port"])


def _flags(args: list[str]) -> dict[str, str]:
    flags = {}
    rest = list(args)
    while rest:
        name, _, value = rest.pop(0).lstrip("-").partition("=")
        if name not in _FLAGS:
            raise NotModelled(f"option -{name} is not modelled")
        flags[name] = value or (rest.pop(0) if rest else "")
    if flags.get("proto") not in ("tcp", "udp"):
        raise NotModelled(f"the protocol {flags.get('proto', '')} is not modelled")
    return flags


class Relay:
    """Two TCP connections made one: bytes go both ways, and each side's end is passed on to the other."""

    def __init__(self, task: Task, client: Connection, ip: int, port: int) -> None:
        self.task = task
        self.client = client
        self.ip = ip
        self.port = port

    def begin(self) -> None:
        """Run, as a goroutine does, beside the others; a client too many is closed at once."""
        if len(self.task.at_exit) > MOST_OPEN:
            self.client.abort()
        else:
            self.task.clock.spawn(self._run())

    def _run(self) -> Generator[Any, Any, None]:
        task = self.task
        yield task.sleep(DIAL)
        try:
            backend = task.ns.sockets.connect(self.ip, self.port, owner(task, "docker-proxy", FD))
        except NetError:
            self.client.close()  # what the client has sent by now was not read, so it hears RST
            return
        task.at_exit.append(backend.close)
        yield from self._relay(backend)
        if backend.close in task.at_exit:  # else the proxy has ended meanwhile, and closed it
            task.at_exit.remove(backend.close)

    def _relay(self, backend: Connection) -> Generator[Any, Any, None]:
        """Until both sides have ended."""
        try:
            yield backend.connected
        except NetError:
            self.client.close()
            return
        copies = [
            self.task.clock.spawn(_copy(self.task, source, sink))
            for source, sink in ((self.client, backend), (backend, self.client))
        ]
        yield copies[0] & copies[1]
        self.client.close()
        backend.close()


def _copy(task: Task, source: Connection, sink: Connection) -> Generator[Any, Any, None]:
    """io.Copy, then CloseWrite."""
    with suppress(NetError):
        while True:
            waiting = source.readable()
            idle = not waiting.triggered
            yield waiting
            yield task.sleep(COPY if idle else AGAIN)
            data = yield source.recv()
            if not data:
                break
            sink.send(data)
    sink.shutdown()


class UdpProxy:
    """One socket towards the container for each client, so that answers find their way back."""

    def __init__(self, task: Task, family: str, ip: int, port: int) -> None:
        self.task = task
        self.target = ip, port
        self.owner = owner(task, "docker-proxy", FD)
        self.front = task.ns.sockets.udp(self.owner, family)
        self._clients: dict[tuple[int, int], tuple[UdpSocket, float]] = {}

    def bind(self, ip: int, port: int) -> None:
        """Start; NetError EADDRINUSE."""
        self.front.bind(ip, port)
        self.front.on_datagram = self._from_client
        self.task.at_exit.append(self.close)

    def _from_client(self, data: Any, ip: int, port: int) -> None:
        now = self.task.clock.now
        for key in [k for k, (_, seen) in self._clients.items() if now - seen > IDLE]:
            self._clients.pop(key)[0].close()
        back, _ = self._clients.get((ip, port), (None, 0.0))
        if back is None and len(self._clients) >= MOST_OPEN:
            return
        with suppress(NetError):  # as with a lossy line: whoever sent the datagram will not hear of it
            if back is None:
                back = self.task.ns.sockets.udp(self.owner)
                back.connect(*self.target)
                back.on_datagram = lambda answer, _ip, _port: self._to_client(answer, ip, port)
            self._clients[ip, port] = back, now
            back.send(data)

    def _to_client(self, data: Any, ip: int, port: int) -> None:
        with suppress(NetError):
            self.front.sendto(data, ip, port)

    def close(self) -> None:
        """Close all sockets."""
        self.front.close()
        for back, _ in self._clients.values():
            back.close()
