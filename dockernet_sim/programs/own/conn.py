"""Sockets as a user's program sees them: connections, listeners and datagrams whose waits are events to yield."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.tcp import Listener as Listening
from dockernet_sim.linux.socket.udp import UdpSocket
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from dockernet_sim.programs.own.me import Me


class Conn:
    """A TCP connection.

    Attributes
    ----------
    peer : str
        ``ADDRESS:PORT`` of the other end.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> def fetch(me):
    ...     conn = yield me.connect("172.31.176.1", 80)
    ...     conn.send(b"GET / HTTP/1.0\\r\\n\\r\\n")
    ...     me.log((yield conn.recv()).split()[1].decode())
    >>> lab = Lab()
    >>> task = lab.spawn(fetch, on="vm")
    >>> lab.run(1.0)
    >>> task.stdout.text
    '200\\n'
    """

    def __init__(self, me: Me, connection: Connection) -> None:
        self._me = me
        self._connection = connection
        self.peer = f"{ip_text(connection.remote_ip)}:{connection.remote_port}"

    def __repr__(self) -> str:
        return f"<Conn to {self.peer}>"

    def send(self, data: bytes) -> None:
        """Hand bytes to the kernel; NetError EPIPE behind the own end, ECONNRESET after a reset."""
        self._connection.send(data)

    def recv(self, timeout: float | None = None) -> simpy.Event:
        """An event with what has come next, ``b""`` at the other side's end.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait; without, as long as it takes. NetError ETIMEDOUT, ECONNRESET are raised where it is
            yielded.
        """
        if timeout is None:
            return self._connection.recv()
        return self._me.waiting(self._recv(timeout))

    def _recv(self, timeout: float) -> Generator[Any, Any, bytes]:
        came = self._connection.readable()
        yield came | self._me.sleep(timeout)
        if not came.triggered:
            raise NetError("ETIMEDOUT", self.peer)
        data: bytes = yield self._connection.recv()
        return data

    def shutdown(self) -> None:
        """Say that nothing more will be sent (FIN); what comes can still be received."""
        self._connection.shutdown()

    def close(self) -> None:
        """End the connection."""
        self._me.forget(self._connection)
        self._connection.close()

    def abort(self) -> None:
        """End it at once, with a reset."""
        self._me.forget(self._connection)
        self._connection.abort()


class Listener:
    """A listening TCP port.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> def serve(me):
    ...     listener = me.listen(7)
    ...     while True:
    ...         conn = yield listener.accept()
    ...         conn.send(b"hello\\n")
    ...         conn.close()
    >>> lab = Lab()
    >>> _ = lab.spawn(serve, on="vm")
    >>> lab.sh("nc 127.0.0.1 7")
    hello
    """

    def __init__(self, me: Me, port: int) -> None:
        self._me = me
        self._waiting: deque[simpy.Event] = deque()
        self._come: deque[Conn] = deque()
        self.port = port
        self._listening: Listening = me.open_listener(port, self._accepted)

    def __repr__(self) -> str:
        return f"<Listener on port {self.port}>"

    def _accepted(self, connection: Connection) -> None:
        conn = Conn(self._me, connection)
        if self._waiting:
            self._waiting.popleft().succeed(conn)
        else:
            self._come.append(conn)

    def accept(self) -> simpy.Event:
        """An event with the next connection, a :class:`Conn`."""
        event = simpy.Event(self._me.clock)
        if self._come:
            event.succeed(self._come.popleft())
        else:
            self._waiting.append(event)
        return event

    def close(self) -> None:
        """Listen no more."""
        self._listening.close()


class Datagrams:
    """A UDP socket.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> def answer(me):
    ...     socket = me.udp(9)
    ...     while True:
    ...         data, address, port = yield socket.recv()
    ...         me.log(f"{data.decode()} from {address}")
    >>> def ask(me):
    ...     yield me.udp().send(b"hi", "127.0.0.1", 9)
    >>> lab = Lab()
    >>> task, _ = lab.spawn(answer, on="vm"), lab.spawn(ask, on="vm")
    >>> lab.run(1.0)
    >>> task.stdout.text
    'hi from 127.0.0.1\\n'
    """

    def __init__(self, me: Me, socket: UdpSocket) -> None:
        self._me = me
        self._socket = socket

    @property
    def port(self) -> int:
        """Its own port; 0 before anything was sent from a socket that is not bound."""
        return self._socket.port

    def send(self, data: bytes, host: str, port: int) -> simpy.Event:
        """An event that comes when the datagram has left; NetError ENETUNREACH, EAI_NONAME where it is yielded."""
        return self._me.waiting(self._send(data, host, port))

    def _send(self, data: bytes, host: str, port: int) -> Generator[Any, Any, None]:
        address = yield from self._me.first_address(host)
        self._socket.sendto(data, address, port)

    def recv(self, timeout: float | None = None) -> simpy.Event:
        """An event with ``(data, address, port)``; NetError ETIMEDOUT after so many seconds."""
        return self._me.waiting(self._recv(timeout))

    def _recv(self, timeout: float | None) -> Generator[Any, Any, tuple[bytes, str, int]]:
        if timeout is not None:
            came = self._socket.inbox.readable()
            yield came | self._me.sleep(timeout)
            if not came.triggered:
                raise NetError("ETIMEDOUT", f"udp port {self.port}")
        data, ip, port = yield self._socket.recv()
        return data, ip_text(ip), port

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()
