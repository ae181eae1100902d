"""The sockets of one namespace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.linux.socket.pmtu import PathMtu
from dockernet_sim.linux.socket.ports import INET
from dockernet_sim.linux.socket.tcp import Listener, OnConnection, TcpProtocol
from dockernet_sim.linux.socket.udp import UdpProtocol, UdpSocket
from dockernet_sim.wire.address import UNSPECIFIED, ip_text
from dockernet_sim.wire.packet import PROTO_TCP, PROTO_UDP, Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.icmp import Icmp

BACKLOG = 4096


class SocketTable:
    """UDP and TCP sockets, by address and port.

    ``family`` says what a socket of any address is: ``inet`` (``0.0.0.0``), ``inet6`` (``::`` alone, which hears
    nothing while IPv6 is not modelled) or ``dual`` (``::`` with IPv4 in it). ``owner`` is whose the socket is: an
    :class:`Owner` for ``ss -p``, or a word.
    """

    __slots__ = ("ns", "pmtu", "tcp_protocol", "udp_protocol")

    def __init__(self, ns: NetNs) -> None:
        self.ns = ns
        self.pmtu = PathMtu(ns)
        self.udp_protocol = UdpProtocol(ns, self.pmtu)
        self.tcp_protocol = TcpProtocol(ns, self.pmtu)

    def handlers(self) -> dict[int, Callable[[Packet, Device], None]]:
        """Who takes the packets of each IP protocol."""
        return {PROTO_UDP: self.udp_protocol.receive, PROTO_TCP: self.tcp_protocol.receive}

    def error_handlers(self) -> dict[int, Callable[[Packet, Icmp, Packet], None]]:
        """The handler of errors about packets of each IP protocol."""
        return {PROTO_UDP: self.udp_protocol.error, PROTO_TCP: self.tcp_protocol.error}

    def udp(self, owner: Owner | str = "", family: str = INET) -> UdpSocket:
        """A new UDP socket."""
        return UdpSocket(self.udp_protocol, owner, family)

    def listen(
        self,
        ip: int,
        port: int,
        on_connection: OnConnection,
        owner: Owner | str = "",
        backlog: int = BACKLOG,
        family: str = INET,
    ) -> Listener:
        """Listen for TCP connections; `on_connection` is given each :class:`Connection`, as an event of its own.

        Raises
        ------
        NetError
            EADDRINUSE when another socket holds the address and port, EADDRNOTAVAIL when the address is not ours,
            EACCES for a port that is root's alone.
        """
        ports = self.tcp_protocol.ports
        if ip and not self.ns.ip.is_local(ip):
            raise NetError("EADDRNOTAVAIL", ip_text(ip))
        if port:
            ports.check_privilege(owner, port)
            ports.check(family, ip, port)
        return self.bound_listener(ip, port or ports.ephemeral(), on_connection, owner, backlog, family)

    def bound_udp(self, ip: int, port: int, owner: Owner) -> UdpSocket:
        """A UDP socket that was bound before the table was looked at: nothing is checked."""
        socket = self.udp(owner)
        socket.ip, socket.port = ip, port
        self.udp_protocol.ports.hold(socket)
        return socket

    def bound_listener(
        self, ip: int, port: int, on_connection: OnConnection, owner: Owner | str, backlog: int = BACKLOG,
        family: str = INET,
    ) -> Listener:  # fmt: skip
        """The same for a listening TCP socket."""
        listener = Listener(self.tcp_protocol, ip, port, on_connection, owner, backlog, family)
        self.tcp_protocol.ports.hold(listener)
        return listener

    def connect(
        self,
        ip: int,
        port: int,
        owner: Owner | str = "",
        timeout: float | None = None,
        source: int = UNSPECIFIED,
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
        return self.udp_protocol.ports.sockets()

    def listeners(self) -> list[Listener]:
        """All listening TCP sockets, by port."""
        return self.tcp_protocol.ports.sockets()

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
