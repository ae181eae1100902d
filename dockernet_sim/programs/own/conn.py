"""Sockets as a user's program sees them: connections, listeners and datagrams whose waits are events to yield."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.tcp import Listener as Listening
from dockernet_sim.linux.socket.udp import UdpSocket
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import verified
from dockernet_sim.sim.errors import BadArgument
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from dockernet_sim.programs.own.me import Me


MOST_UNSENT = 2**30  # bytes that wait in one connection: a loop that only sends ends here


def _bytes(where: str, data: bytes) -> bytes:
    if not isinstance(data, bytes | bytearray | memoryview):
        hint = ": 'text'.encode() makes them of a text" if isinstance(data, str) else ""
        raise BadArgument(f"{where}: data must be bytes, not {must.shown(data)}{hint}")
    return bytes(data)


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
        self._closed = False
        self.peer = f"{ip_text(connection.remote_ip)}:{connection.remote_port}"

    def __repr__(self) -> str:
        return f"<Conn to {self.peer}>"

    def send(self, data: bytes) -> None:
        """Hand bytes to the kernel, which sends them as its window and the peer's allow; this call does not wait.

        Raises
        ------
        NetError
            EPIPE behind the own end, ECONNRESET after a reset, EBADF once it is closed, ENOBUFS when 1 GiB waits to be
            sent.
        """
        self._me.pace.step()
        content = _bytes("Conn.send", data)
        if self._closed:
            raise NetError("EBADF", self.peer)
        if self._connection.sender.unacked + len(content) > MOST_UNSENT:
            raise NetError("ENOBUFS", f"{self.peer}: more than {MOST_UNSENT} bytes wait to be sent")
        self._connection.send(content)

    def recv(self, timeout: float | None = None) -> simpy.Event:
        """An event with what has come next, ``b""`` at the other side's end.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait; without, as long as it takes.

        Raises
        ------
        NetError
            Where the event is yielded: ETIMEDOUT, ECONNRESET, EBADF once it is closed.
        """
        if timeout is None:
            self._me.pace.step()
            return self._connection.recv() if not self._closed else self._me.failed(NetError("EBADF", self.peer))
        verified("Conn.recv", "timeout", timeout, must.seconds)
        return self._me.waiting(self._recv(timeout))

    def _recv(self, timeout: float) -> Generator[Any, Any, bytes]:
        if self._closed:
            raise NetError("EBADF", self.peer)
        came = self._connection.readable()
        yield came | self._me.sleep(timeout)
        if not came.triggered:
            raise NetError("ETIMEDOUT", self.peer)
        data: bytes = yield self._connection.recv()
        return data

    def shutdown(self) -> None:
        """Say that nothing more will be sent (FIN); what comes can still be received.

        Raises
        ------
        NetError
            EBADF once it is closed.
        """
        if self._closed:
            raise NetError("EBADF", self.peer)
        self._connection.shutdown()

    def close(self) -> None:
        """End the connection: FIN, or a reset when something was not read."""
        self._end(self._connection.close)

    def abort(self) -> None:
        """End it at once, with a reset."""
        self._end(self._connection.abort)

    def _end(self, end: Callable[[], None]) -> None:
        if not self._closed:
            self._closed = True
            self._me.forget(self._connection)
            end()
            self._connection.end(NetError("EBADF", self.peer))  # for a helper that waits


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
        self._listening: Listening = me.open_listener(port, self._accepted)
        self.port = self._listening.port

    def __repr__(self) -> str:
        return f"<Listener on port {self.port}>"

    def _accepted(self, connection: Connection) -> None:
        if self._listening.closed:  # while the container was paused
            connection.abort()
            return
        conn = Conn(self._me, connection)
        if self._waiting:
            self._waiting.popleft().succeed(conn)
        else:
            self._come.append(conn)

    def accept(self, timeout: float | None = None) -> simpy.Event:
        """An event with the next connection, a :class:`Conn`.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait, then NetError ETIMEDOUT; without, as long as it takes. (``accept() | me.sleep(1)`` keeps
            waiting after that second, and takes the next connection with it.)

        Raises
        ------
        NetError
            Where the event is yielded: EBADF once the listener is closed.
        """
        self._me.pace.step()
        if timeout is not None:
            verified("Listener.accept", "timeout", timeout, must.seconds)
            return self._me.waiting(self._accept(timeout))
        if self._listening.closed:
            return self._me.failed(self._bad())
        event = simpy.Event(self._me.clock)
        if self._come:
            event.succeed(self._come.popleft())
        else:
            self._waiting.append(event)
        return event

    def _accept(self, timeout: float) -> Generator[Any, Any, Conn]:
        event = self.accept()
        yield event | self._me.sleep(timeout)
        if not event.triggered:
            self._waiting.remove(event)
            raise NetError("ETIMEDOUT", f"port {self.port}")
        conn: Conn = yield event
        return conn

    def _bad(self) -> NetError:
        return NetError("EBADF", f"the listener on port {self.port} is closed")

    def close(self) -> None:
        """Listen no more; connections that were not accepted are reset."""
        self._listening.close()
        while self._waiting:
            self._me.fail(self._waiting.popleft(), self._bad())
        while self._come:
            self._come.popleft().abort()


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
        content = _bytes("Datagrams.send", data)
        verified("Datagrams.send", "host", host, must.name)
        verified("Datagrams.send", "port", port, must.port)
        return self._me.waiting(self._send(content, host, port))

    def _send(self, data: bytes, host: str, port: int) -> Generator[Any, Any, None]:
        address = yield from self._me.first_address(host)
        self._socket.sendto(data, address, port)

    def recv(self, timeout: float | None = None) -> simpy.Event:
        """An event with ``(data, address, port)``; NetError ETIMEDOUT after so many seconds, EBADF once closed."""
        verified("Datagrams.recv", "timeout", timeout, must.maybe(must.seconds))
        return self._me.waiting(self._recv(timeout))

    def _recv(self, timeout: float | None) -> Generator[Any, Any, tuple[bytes, str, int]]:
        if self._socket.closed:
            raise NetError("EBADF")
        if timeout is not None:
            came = self._socket.inbox.readable()
            yield came | self._me.sleep(timeout)
            if not came.triggered:
                raise NetError("ETIMEDOUT", f"udp port {self.port}")
        data, ip, port = yield self._socket.recv()
        return data, ip_text(ip), port

    def close(self) -> None:
        """Give the port back."""
        if not self._socket.closed:
            self._me.close_now(self._socket.close)
            self._socket.inbox.put(NetError("EBADF", "the socket is closed"))  # for what waits
