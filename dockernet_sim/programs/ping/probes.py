"""Sending echo requests and recognising what comes back for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.icmpsocket import quoted_icmp
from dockernet_sim.programs.ping.options import Exit, Options
from dockernet_sim.wire.address import LIMITED_BROADCAST, LOOPBACK, ip_text, is_unspecified
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY, Icmp
from dockernet_sim.wire.ipv4 import HEADER, IPv4
from dockernet_sim.wire.packet import PROTO_ICMP, Packet

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.programs.task import Task

LONGEST = 65535
_NO_RIGHT = """ping: socktype: SOCK_RAW
ping: socket: Operation not permitted
ping: => missing cap_net_raw+p capability or setuid?
"""
_BROADCAST = "ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n"


def may_open_socket(task: Task) -> None:
    """A raw socket needs CAP_NET_RAW, a ping socket a group that the sysctl lets in; :class:`Exit` without either."""
    sysctl = task.ns.sysctl
    low, high = map(int, sysctl["net.ipv4.ping_group_range"].split())
    if not any(low <= gid <= high for gid in task.creds.groups) and "NET_RAW" not in task.caps:
        raise Exit(2, _NO_RIGHT)


class TooLong(Exception):
    """A packet does not fit, and may not be cut; ``mtu`` is what would."""

    def __init__(self, mtu: int) -> None:
        super().__init__(mtu)
        self.mtu = mtu


class Prober:
    """The socket that ping uses: bound to a device or address if asked, with one identifier."""

    def __init__(self, task: Task, options: Options, target: int) -> None:
        self.ns = task.ns
        self.clock = task.clock
        self.options = options
        self.target = target
        self.device: Device | None = self._device(options.device)
        self.source = options.source
        self._connect(task)
        ident = options.ident
        self.ident = task.host.identity.stream("icmp-id").randrange(1, 65536) if ident < 0 else ident
        self._hear: Callable[[Packet, Device], None] | None = None
        self._stamp = -1  # of the namespace's configuration that the way below was found for
        self._source = self._ttl = 0
        self._size, self._tos, self._mark = options.size, options.tos, options.mark
        self._learned = self.ns.sockets.pmtu.ways
        self._df = False
        task.at_exit.append(self.close)

    def _device(self, name: str) -> Device | None:
        if not name:
            return None
        if name not in self.ns.devices:
            raise Exit(2, f"ping: SO_BINDTODEVICE {name}: No such device\n")
        return self.ns.devices[name]

    def _connect(self, task: Task) -> None:
        """What connect() of ping's probe socket finds: a route and a source; no packet leaves."""
        options, ip = self.options, self.ns.ip
        if options.source and not ip.is_local(options.source):
            raise Exit(2, "ping: bind: Cannot assign requested address\n")
        if is_unspecified(self.target):
            self.target = options.source or LOOPBACK
        route = ip.output.route(self.target, self.device)
        if route.type == "broadcast" or self.target == LIMITED_BROADCAST:
            if not options.broadcast:
                raise Exit(2, _BROADCAST)
            task.err("WARNING: pinging broadcast address\n")
        self.route_source = ip.source_for(self.target, self.device)
        source = options.source or self.route_source
        if self.device is not None and not any(a.ip == source and a.dev is self.device for a in ip.addresses):
            task.err(f"ping: Warning: source address might be selected on device other than: {options.device}\n")

    @property
    def heading(self) -> str:
        """``from ADDRESS DEVICE: `` when either was asked for."""
        if not (self.options.device or self.options.source):
            return ""
        return f"from {ip_text(self.options.source or self.route_source)} {self.options.device}: "

    def send(self, seq: int) -> None:
        """Send one echo request.

        Raises
        ------
        TooLong
            When the packet may not be cut and is too long for the way, as far as known.
        NetError
            When the kernel refuses otherwise.
        """
        ns, target = self.ns, self.target
        echo = Icmp(ECHO, 0, self.ident, seq & 0xFFFF, self._size)
        if self._stamp != ns.generation or target in self._learned:
            self._find_way(echo.length)
        df = self._df
        packet = IPv4(self._source, target, PROTO_ICMP, echo, self._ttl, 0 if df else ns.ip.next_ident(), df, self._tos)
        if self._mark:
            packet.mark = self._mark
        try:
            ns.ip.send(packet, self.device)
        except NetError as error:
            if error.name == "EMSGSIZE":
                raise TooLong(int(error.detail)) from None
            raise

    def _find_way(self, length: int) -> None:
        """How packets of this length go out, as far as the namespace's configuration tells."""
        options, ns = self.options, self.ns
        if length > LONGEST:
            raise NetError("EMSGSIZE")
        mtu = ns.sockets.pmtu.towards(self.target)
        fits = length + HEADER <= mtu
        if length + HEADER > LONGEST or (options.discover == "do" and not fits):
            raise TooLong(mtu)
        self._source = self.source or ns.ip.source_for(self.target, self.device)
        self._df = options.discover != "dont" and fits
        self._ttl = options.ttl or ns.default_ttl
        self._stamp = ns.generation

    # -- what comes back --------------------------------------------------------
    def listen(self, hear: Callable[[Packet, Device], None]) -> None:
        """Have this function told of every ICMP packet, at the leg's time;
        it asks :meth:`heard` whether it is meant."""
        self._hear = hear
        self.ns.ip.icmp.raw.append(hear)

    def close(self) -> None:
        """Hear no more."""
        raw = self.ns.ip.icmp.raw
        if self._hear in raw:
            raw.remove(self._hear)

    def heard(self, packet: Packet, device: Device) -> bool:
        """Whether the socket has a packet that came in there for ping."""
        bound = self.options.device
        return (not bound or device.name == bound) and self.wanted(packet)

    def wanted(self, packet: Packet) -> bool:
        """Whether an ICMP packet is an answer to, or an error about, what was sent here."""
        message: Icmp = packet.payload
        if message.type == ECHO_REPLY:
            return message.ident == self.ident
        quoted = quoted_icmp(packet)
        if quoted is None:
            return False
        inner, echo = quoted
        return inner.dst == self.target and echo.type == ECHO and echo.ident == self.ident
