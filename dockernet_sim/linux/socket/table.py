"""The sockets of one namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.linux.socket.pmtu import PathMtu
from dockernet_sim.linux.socket.ports import INET
from dockernet_sim.linux.socket.tcp import Listener, OnConnection, TcpProtocol
from dockernet_sim.linux.socket.udp import UdpProtocol, UdpSocket

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs


class SocketTable:
    """UDP and TCP sockets, by address and port.

    ``family`` says what a socket of any address is: ``inet`` (``0.0.0.0``), ``inet6`` (``::`` alone, which hears nothing while
    IPv6 is not modelled) or ``dual`` (``::`` with IPv4 in it). ``owner`` is whose the socket is: an :class:`Owner` for ``ss -p``, or a word.
    """

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self.pmtu = PathMtu(ns)
        self.udp_protocol = UdpProtocol(ns, self.pmtu)
        self.tcp_protocol = TcpProtocol(ns, self.pmtu)

    def udp(self, owner: Owner | str = "", family: str = INET) -> UdpSocket:
        """A new UDP socket."""
        return UdpSocket(self.udp_protocol, owner, family)

    def listen(
        self,
        ip: int,
        port: int,
        on_connection: OnConnection,
        owner: Owner | str = "",
        backlog: int = 4096,
        family: str = INET,
    ) -> Listener:
        """Listen for TCP connections; `on_connection` is given each :class:`Connection`, as an event of its own.

        Raises
        ------
        NetError
            EADDRINUSE when another socket holds the address and port, EADDRNOTAVAIL when the address is not ours.
        """
        return self.tcp_protocol.listen(ip, port, on_connection, owner, backlog, family)

    def connect(
        self,
        ip: int,
        port: int,
        owner: Owner | str = "",
        timeout: float | None = None,
        source: int = 0,
        source_port: int = 0,
    ) -> Connection:
        """Open a TCP connection: wait for its ``connected``.

        Raises
        ------
        NetError
            ENETUNREACH without a route, EADDRNOTAVAIL when the source is not ours, EADDRINUSE without a free port.
        """
        connection = self.tcp_protocol.connect(ip, port, owner, source, source_port)
        if timeout is not None:
            self.ns.clock.call_later(timeout, connection.give_up)
        return connection

    def udp_sockets(self) -> list[UdpSocket]:
        """All bound UDP sockets, by port."""
        return self.udp_protocol.sockets()

    def listeners(self) -> list[Listener]:
        """All listening TCP sockets, by port."""
        return self.tcp_protocol.listeners()

    def connections(self) -> list[Connection]:
        """All TCP connections, those in TIME-WAIT included."""
        return self.tcp_protocol.all_connections()

    def destroy(self) -> None:
        """The namespace goes, and all sockets with it, silently."""
        for connection in self.connections():
            connection.vanish()
        for listener in self.listeners():
            listener.close()
        for socket in self.udp_sockets():
            socket.close()
