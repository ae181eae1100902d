"""UDP sockets (udp(7))."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.inbox import Inbox
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.linux.socket.pmtu import errno_of
from dockernet_sim.linux.socket.ports import INET, INET6, UDP_PORTS, Ports
from dockernet_sim.wire.address import LIMITED_BROADCAST, UNSPECIFIED, ip_text, is_multicast
from dockernet_sim.wire.icmp import PORT_UNREACHABLE, UNREACHABLE, Icmp
from dockernet_sim.wire.ipv4 import HEADER, IPv4
from dockernet_sim.wire.packet import PROTO_UDP, Packet
from dockernet_sim.wire.udp import Udp

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.linux.socket.pmtu import PathMtu

MAX_DATA = 65507
KNOWN_WAYS = 4096
QUEUE = 277  # datagrams that may wait: net.core.rmem_default over the 768 bytes that a small one counts as

WayOut = tuple[bool, int, int, "int | None"]
"""Whether a destination is a broadcast, what fits on the way there, the TTL of what is sent, and the source it gets."""

OnDatagram = Callable[[Any, int, int], object]


class UdpSocket:
    """One UDP socket; made by :meth:`SocketTable.udp`.

    ``data`` is bytes, or a value that knows its ``size`` (a DNS message). ``on_datagram`` is called with (data, ip,
    port) as an event of its own; without it, :meth:`recv` gives an event for a program to wait for. ``recverr``
    (IP_RECVERR) lets an unconnected socket hear of ICMP errors too, soft ones included; ``broadcast`` (SO_BROADCAST)
    lets it send to broadcasts.
    """

    __slots__ = (
        "_on_datagram", "_proto", "broadcast", "closed", "family", "inbox", "ip", "ns", "owner", "port", "recverr",
        "remote_ip", "remote_port", "ttl",
    )  # fmt: skip

    def __init__(self, proto: UdpProtocol, owner: Owner | str = "", family: str = INET) -> None:
        self._proto = proto
        self.ns = proto.ns
        self.owner = owner
        self.family = family
        self.ip = self.port = 0
        self.remote_ip = self.remote_port = 0
        self.broadcast = False
        self.ttl = 0
        self.closed = False
        self.recverr = False
        self.inbox = Inbox(self.ns.clock)
        self._on_datagram: OnDatagram | None = None

    # -- what programs call ---------------------------------------------------
    def bind(self, ip: int = UNSPECIFIED, port: int = 0) -> None:
        """Take a local address and port; 0 means any address, and an ephemeral port.

        Raises
        ------
        NetError
            EADDRINUSE when another socket holds it, EADDRNOTAVAIL when the address is not ours, EINVAL when bound
            already.
        """
        if self.port:
            raise NetError("EINVAL")
        ip_stack = self.ns.ip
        if ip and not ip_stack.is_local(ip) and ip not in ip_stack.fib.broadcasts and not is_multicast(ip):
            raise NetError("EADDRNOTAVAIL", ip_text(ip))
        if port:
            self._proto.ports.check(self.family, ip, port)
        self.ip, self.port = ip, port or self._proto.ports.ephemeral()
        self._proto.ports.hold(self)

    def connect(self, ip: int, port: int) -> None:
        """Send to, and hear from, this peer only; NetError ENETUNREACH without a route."""
        source = self._proto.way(ip)[3]
        if source is None:
            source = self.ns.ip.source_for(ip)
        if not self.port:
            self.bind()
        if not self.ip:
            self.ip = source
        self.remote_ip, self.remote_port = ip, port

    def send(self, data: Any) -> None:
        """Send to the peer that the socket is connected to;
        NetError as :meth:`sendto`, and EDESTADDRREQ without one."""
        if not self.remote_port:
            raise NetError("EDESTADDRREQ")
        self.sendto(data, self.remote_ip, self.remote_port)

    def sendto(self, data: Any, ip: int, port: int) -> None:
        """Send a datagram.

        Raises
        ------
        NetError
            ENETUNREACH without a route, EPERM when a rule drops it, EMSGSIZE when it is too long, EACCES for a
            broadcast without ``broadcast`` set, and what an earlier ICMP error left behind.
        """
        if self.closed:
            raise NetError("EBADF")
        if self.inbox.items and (error := self.inbox.error()) is not None:
            raise error
        if not self.port:
            self.bind()
        ip_stack = self.ns.ip
        is_broadcast, mtu, ttl, _ = self._proto.way(ip)
        if is_broadcast and not self.broadcast:
            raise NetError("EACCES")
        datagram = Udp(self.port, port, data)
        if datagram.length - 8 > MAX_DATA:
            raise NetError("EMSGSIZE")
        source = self.ip if self.ip and not is_multicast(self.ip) else ip_stack.source_for(ip)
        fits = datagram.length + HEADER <= mtu
        ident = 0 if fits else ip_stack.next_ident()
        ip_stack.send(IPv4(source, ip, PROTO_UDP, datagram, self.ttl or ttl, ident, fits))

    def recv(self) -> simpy.Event:
        """An event that brings ``(data, ip, port)``;
        fails with NetError ECONNREFUSED when the peer said that no socket listens."""
        return self.inbox.get()

    @property
    def on_datagram(self) -> OnDatagram | None:
        """Called with (data, ip, port) for each datagram."""
        return self._on_datagram

    @on_datagram.setter
    def on_datagram(self, callback: OnDatagram | None) -> None:
        self._on_datagram = callback
        self.inbox.on_item(self._call if callback is not None else None)

    def _call(self, item: Any) -> None:
        if self._on_datagram is not None and not isinstance(item, NetError):
            self._on_datagram(*item)

    def close(self) -> None:
        """Let go of the port and forget what was not read."""
        if not self.closed:
            self.closed = True
            self._on_datagram = None
            self.inbox.on_item(None)
            self.inbox.clear()
            self._proto.ports.release(self)

    # -- what the protocol calls ----------------------------------------------
    def score(self, packet: Packet, port: int) -> int:
        """How well this socket fits a datagram: -1 not at all, else more for each thing it is sure about."""
        if self.family == INET6 or (self.ip and self.ip != packet.dst):
            return -1
        if not self.remote_port:
            return (2 if self.ip else 0) + (self.family == INET)
        return 8 if self.remote_port == port and self.remote_ip == packet.src else -1

    def refuse(self, name: str) -> None:
        """An ICMP error came back for something this socket sent."""
        self.inbox.put(NetError(name, f"{ip_text(self.remote_ip)}:{self.remote_port}"))


class UdpProtocol:
    """UDP of one namespace: hands datagrams to sockets, and says so when there is none."""

    __slots__ = ("_generation", "_ways", "ns", "pmtu", "ports")

    def __init__(self, ns: NetNs, pmtu: PathMtu) -> None:
        self.ns = ns
        self.pmtu = pmtu
        self.ports: Ports[UdpSocket] = Ports(ns, UDP_PORTS)
        self._ways: dict[int, WayOut] = {}
        self._generation = -1  # of the namespace's configuration that they are of

    def way(self, dst: int) -> WayOut:
        """How datagrams get to a destination."""
        ns = self.ns
        if self._generation != ns.generation:
            self._generation = ns.generation
            self._ways.clear()
        known = self._ways.get(dst)
        if known is None:
            if len(self._ways) > KNOWN_WAYS:
                self._ways.clear()
            known = self._ways[dst] = self._find_way(dst)
        return known if dst not in self.pmtu.ways else (known[0], self.pmtu.towards(dst), *known[2:])

    def _find_way(self, dst: int) -> WayOut:
        ns, source = self.ns, None
        with suppress(NetError):  # whoever needs one will be told
            source = ns.ip.source_for(dst)
        is_broadcast = dst in ns.ip.fib.broadcasts or dst == LIMITED_BROADCAST
        return is_broadcast, self.pmtu.device_mtu(dst), ns.default_ttl, source

    def receive(self, packet: Packet, dev: Device) -> None:
        """A datagram for this namespace: for the socket that fits best, or for all where many are meant."""
        datagram: Udp = packet.payload
        sport, holders = datagram.sport, self.ports.holders(datagram.dport)
        found, best = None, -1
        for socket in holders:
            score = socket.score(packet, sport)
            if score > best:
                found, best = socket, score
        if found is not None and len(holders) == 1:
            self._give(found, packet, dev)
            return
        to_many = packet.dst in self.ns.ip.fib.broadcasts or is_multicast(packet.dst)
        if found is None:
            self._no_listener(packet, dev, datagram.dport, to_many)
            return
        for socket in holders:
            if socket is found or (to_many and socket.score(packet, sport) >= 0):
                self._give(socket, packet, dev)

    def _give(self, socket: UdpSocket, packet: Packet, dev: Device) -> None:
        ns, datagram = self.ns, packet.payload
        if len(socket.inbox.items) >= QUEUE:
            ns.drop(packet, dev, drops.QUEUE, f"the queue of UDP port {socket.port} is full")
            return
        socket.inbox.put((datagram.data, packet.src, datagram.sport))
        if ns.trace.on:
            owner = socket.owner or f"port {socket.port}"
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, dev.name, "deliver", packet, "udp", owner)

    def _no_listener(self, packet: Packet, dev: Device, port: int, to_many: bool) -> None:
        self.ns.drop(packet, dev, drops.NO_LISTENER, f"no socket listens on UDP port {port}")
        if not to_many:
            self.ns.ip.icmp.error(packet, UNREACHABLE, PORT_UNREACHABLE)

    def error(self, inner: Packet, message: Icmp, _packet: Packet) -> None:
        """An ICMP error about a datagram that was sent from here."""
        name, hard = errno_of(message)
        for socket in self.ports.holders(inner.payload.sport):
            if socket.ip in (inner.src, 0):
                connected = (socket.remote_ip, socket.remote_port) == (inner.dst, inner.payload.dport)
                if name and (socket.recverr or (connected and hard)):
                    socket.refuse(name)
