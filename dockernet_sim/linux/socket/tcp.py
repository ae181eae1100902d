"""TCP of one namespace: which segment belongs to whom (tcp(7))."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.inbox import WAKE
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.linux.socket.pmtu import errno_of
from dockernet_sim.linux.socket.ports import INET, INET6, TCP_PORTS, Key, Ports
from dockernet_sim.linux.socket.sequence import MASK, ahead, keyed_hash
from dockernet_sim.wire.address import LOOPBACK, UNSPECIFIED, ip_text, is_loopback, is_multicast
from dockernet_sim.wire.icmp import Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_TCP, Packet
from dockernet_sim.wire.tcp import Tcp, stamp_of

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.linux.socket.pmtu import PathMtu

OnConnection = Callable[[Connection], object]
TIME_WAIT_SECONDS = 60.0
SEQUENCE_CLOCK = 15_625_000  # initial sequence numbers go up by one every 64 ns
LOOPBACK_ONLY = 2  # net.ipv4.tcp_tw_reuse


@dataclass(slots=True, eq=False)
class Listener:
    """A listening socket; made by :meth:`SocketTable.listen`. `on_connection` is called with each new connection."""

    proto: TcpProtocol
    ip: int
    port: int
    on_connection: OnConnection
    owner: Owner | str
    backlog: int
    family: str
    closed: bool = False
    opening: list[Connection] = field(default_factory=list)

    def completed(self, connection: Connection) -> None:
        """A handshake is over: the program accepts, a moment later."""
        clock = self.proto.ns.clock
        self.gone(connection)
        clock.call_later(max(0.0, clock.t - clock.now) + WAKE, self._accept, connection)

    def _accept(self, connection: Connection) -> None:
        if self.closed:
            connection.abort()
        else:
            self.on_connection(connection)

    def gone(self, connection: Connection) -> None:
        """A connection is no longer being opened."""
        if connection in self.opening:
            self.opening.remove(connection)

    def close(self) -> None:
        """Listen no more; half-open connections go."""
        if not self.closed:
            self.closed = True
            self.proto.ports.release(self)
            for connection in list(self.opening):
                connection.abort()


class TcpProtocol:
    """Finds the connection or listener of each segment, and answers RST when there is none."""

    __slots__ = ("_time_wait", "connections", "ns", "pmtu", "ports")

    def __init__(self, ns: NetNs, pmtu: PathMtu) -> None:
        self.ns = ns
        self.pmtu = pmtu
        self.ports: Ports[Listener] = Ports(ns, TCP_PORTS)
        self.connections: dict[Key, Connection] = {}
        self._time_wait: dict[Key, tuple[float, Connection]] = {}

    # -- numbers --------------------------------------------------------------
    def isn(self, key: Key) -> int:
        """An initial sequence number: higher for each later connection of the same four numbers (secure_tcp_seq)."""
        return (keyed_hash(self.ns.host.net_secret, *key) + int(self.ns.clock.t * SEQUENCE_CLOCK)) & MASK

    def stamp_base(self, key: Key) -> int:
        """What is added to the clock in timestamps: the same for all connections between two addresses."""
        return keyed_hash(self.ns.host.net_secret, key[0], key[2]) & MASK

    def syn_timeout(self, tries: int, passive: bool) -> float:
        """Seconds to wait after the SYN number `tries`."""
        linear = 0 if passive else self.ns.sysctl.number("net.ipv4.tcp_syn_linear_timeouts")
        return float(min(120, 1 << max(0, tries - 1 - linear)))

    def syn_attempts(self) -> int:
        """How many SYNs are sent before the program is told of a time-out, the first one not counted."""
        sysctl = self.ns.sysctl
        return sysctl.number("net.ipv4.tcp_syn_retries") + sysctl.number("net.ipv4.tcp_syn_linear_timeouts")

    # -- what programs call ---------------------------------------------------
    def connect(self, ip: int, port: int, owner: Owner | str, source: int, source_port: int) -> Connection:
        """Start to open a connection; NetError ENETUNREACH, EADDRNOTAVAIL,
        EINVAL for a loopback source to elsewhere."""
        stack = self.ns.ip
        self.ns.clock.sync()
        if ip == UNSPECIFIED:
            ip = LOOPBACK  # to "any" means to oneself
        route_source = stack.source_for(ip)
        if ip in stack.fib.broadcasts or is_multicast(ip):
            raise NetError("ENETUNREACH", ip_text(ip))
        if source and not stack.is_local(source):
            raise NetError("EADDRNOTAVAIL", ip_text(source))
        if is_loopback(source) and not stack.is_local(ip):
            raise NetError("EINVAL", ip_text(source))
        source = source or route_source
        if source_port:
            self.ports.check(INET, source, source_port)
        local = source_port or self._free_port(source, ip, port)
        key = source, local, ip, port
        if key in self.connections:
            raise NetError("EADDRNOTAVAIL", f"{ip_text(source)}:{local}")
        connection = Connection(self, key, owner)
        waiting = self._time_wait.pop(key, None)
        if waiting is not None and waiting[0] > self.ns.clock.t:
            connection.begin_behind(waiting[1])
        self.connections[key] = connection
        connection.open()
        return connection

    def _free_port(self, ip: int, remote_ip: int, remote_port: int) -> int:
        def usable(port: int) -> bool:
            key = ip, port, remote_ip, remote_port
            if key in self.connections:
                return False
            waiting = self._time_wait.get(key)
            return waiting is None or waiting[0] <= self.ns.clock.t or self._reusable(*waiting, remote_ip)

        return self.ports.connecting(keyed_hash(self.ns.host.net_secret, ip, remote_ip, remote_port), usable)

    def _reusable(self, until: float, old: Connection, remote_ip: int) -> bool:
        """Whether connect(2) may take the place of a connection in TIME-WAIT (tcp_twsk_unique): after a second."""
        allowed = self.ns.sysctl.number("net.ipv4.tcp_tw_reuse")
        local = is_loopback(remote_ip) or remote_ip == old.ip
        return (
            allowed == 1 or (allowed == LOOPBACK_ONLY and local)
        ) and until - self.ns.clock.t < TIME_WAIT_SECONDS - 1

    # -- segments in ----------------------------------------------------------
    def receive(self, packet: Packet, dev: Device) -> None:
        """A segment for this namespace."""
        segment: Tcp = packet.payload
        key = packet.dst, segment.dport, packet.src, segment.sport
        connection = self.connections.get(key)
        if connection is not None:
            self._deliver(packet, dev, connection.owner)
            connection.take(packet, dev)
            return
        if packet.dst in self.ns.ip.fib.broadcasts or is_multicast(packet.dst):
            return
        if key in self._time_wait and self._in_time_wait(key, packet, dev):
            return
        listener = self._listener(packet.dst, segment.dport)
        if listener is None or "R" in segment.flags:
            self._no_listener(packet, dev, segment)
        elif segment.flags == "S":
            self._open(listener, key, packet, dev)
        else:
            self._refuse(packet, segment)

    def _deliver(self, packet: Packet, dev: Device, owner: Owner | str) -> None:
        ns = self.ns
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, dev.name, "deliver", packet, "tcp", owner)

    def _listener(self, ip: int, port: int) -> Listener | None:
        """The listener that fits best: one of this address, else one of any address."""
        found = None
        for holder in self.ports.holders(port):
            if holder.family != INET6:
                if holder.ip == ip:
                    return holder
                if not holder.ip and (found is None or holder.family == INET):
                    found = holder
        return found

    def _open(self, listener: Listener, key: Key, packet: Packet, dev: Device, old: Connection | None = None) -> None:
        """A SYN for a listener (tcp_conn_request)."""
        if len(listener.opening) > listener.backlog:
            self.ns.drop(packet, dev, drops.QUEUE, f"the queue of TCP port {listener.port} is full")
            return
        self._deliver(packet, dev, listener.owner)
        connection = Connection(self, key, listener.owner, listener.family)
        if old is not None:
            connection.begin_behind(old)
        self.connections[key] = connection
        listener.opening.append(connection)
        connection.accept(listener, packet.payload)

    def _in_time_wait(self, key: Key, packet: Packet, dev: Device) -> bool:
        """A segment for a connection in TIME-WAIT (tcp_timewait_state_process); False when its time is over."""
        until, old = self._time_wait[key]
        now = self.ns.clock.t
        if until <= now:
            del self._time_wait[key]
            return False
        segment: Tcp = packet.payload
        age = old.stamp_age(stamp_of(segment.options))
        expected = segment.seq == old.receiver.nxt
        if age >= 0 and expected and "R" in segment.flags:  # net.ipv4.tcp_rfc1337 is 0
            del self._time_wait[key]
        elif age >= 0 and expected and segment.flags == ".":
            self._time_wait[key] = now + TIME_WAIT_SECONDS, old
        elif segment.flags == "S" and age >= 0 and (age > 0 or ahead(segment.seq, old.receiver.nxt) > 0):
            return self._reopen(key, packet, dev, old)
        elif "R" not in segment.flags:
            if age < 0 or "." in segment.flags:
                self._time_wait[key] = now + TIME_WAIT_SECONDS, old
            old.acknowledge()
        return True

    def _reopen(self, key: Key, packet: Packet, dev: Device, old: Connection) -> bool:
        """A new connection takes the place of one in TIME-WAIT (RFC 6191); without a listener, the old one answers."""
        listener = self._listener(packet.dst, packet.payload.dport)
        if listener is None:
            old.acknowledge()
        else:
            del self._time_wait[key]
            self._open(listener, key, packet, dev, old)
        return True

    def _no_listener(self, packet: Packet, dev: Device, segment: Tcp) -> None:
        if "R" in segment.flags:
            return
        self.ns.drop(packet, dev, drops.NO_LISTENER, f"no socket listens on TCP port {segment.dport}")
        self._refuse(packet, segment)

    def _refuse(self, packet: Packet, segment: Tcp) -> None:
        with suppress(NetError):  # nobody waits for the outcome
            self.ns.ip.send(IPv4(packet.dst, packet.src, PROTO_TCP, segment.reset(), self.ns.default_ttl, 0))

    def error(self, inner: Packet, message: Icmp, _packet: Packet) -> None:
        """An ICMP error about a segment that was sent from here."""
        segment: Tcp = inner.payload
        connection = self.connections.get((inner.src, segment.sport, inner.dst, segment.dport))
        name, _ = errno_of(message)
        if connection is not None and name == "EMSGSIZE":
            connection.too_large()
        elif connection is not None and name:
            connection.icmp_error(name)

    # -- the table ------------------------------------------------------------
    def remember(self, connection: Connection) -> None:
        """A connection whose end we saw first keeps its place for a minute."""
        now, waiting, key = self.ns.clock.t, self._time_wait, connection.key
        waiting.pop(key, None)
        while waiting and waiting[first := next(iter(waiting))][0] <= now:  # the oldest come first
            del waiting[first]
        waiting[key] = now + TIME_WAIT_SECONDS, connection

    def forget(self, connection: Connection) -> None:
        """A connection is over."""
        if self.connections.get(connection.key) is connection:
            del self.connections[connection.key]
            self.ns.host.generation += 1  # cached paths that end at it end here

    def all_connections(self) -> list[Connection]:
        """All connections, those in TIME-WAIT last."""
        now = self.ns.clock.now
        return [*self.connections.values(), *(c for until, c in self._time_wait.values() if until > now)]
