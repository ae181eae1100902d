"""The kinds of probes: UDP to rising ports, ICMP echo, TCP SYN; and what comes back for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.socket.udp import UdpSocket
from dockernet_sim.programs.icmpsocket import IcmpSocket, quoted
from dockernet_sim.programs.mailbox import Mailbox
from dockernet_sim.programs.packetsocket import PacketSocket
from dockernet_sim.programs.traceroute.options import Options, Refused
from dockernet_sim.wire import icmp as w
from dockernet_sim.wire.address import UNSPECIFIED
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.icmp import Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.numbers import U32
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP, Packet, Piece, is_packet
from dockernet_sim.wire.tcp import Tcp
from dockernet_sim.wire.udp import Udp

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.programs.task import Task

FIRST_PORT, UDP_PORT, TCP_PORT = 33434, 53, 80
NO_RIGHT = """You do not have enough privileges to use this traceroute method.
socket: Operation not permitted
"""
_UNREACHABLE = {
    0: "!N", 1: "!H", 2: "!P", 3: "", 5: "!S", 6: "!N", 7: "!H", 8: "!N", 9: "!X", 10: "!X", 11: "!N", 12: "!H",
    13: "!X",
    14: "!V", 15: "!C",
}  # fmt: skip


@dataclass
class Probe:
    """One probe: when it left, and what came back when."""

    number: int
    key: int = -1
    sent: float | None = None
    done: bool = False
    final: bool = False
    source: int = UNSPECIFIED
    received: float | None = None
    remark: str = ""

    @property
    def took(self) -> float:
        """Seconds until the answer, 0 without one."""
        return self.received - self.sent if self.received is not None and self.sent is not None else 0.0


def judge(probe: Probe, message: Icmp) -> None:
    """What an ICMP error says about the way."""
    if message.type == w.TIME_EXCEEDED and message.code == 0:
        return
    probe.final = True
    if message.type == w.UNREACHABLE:
        if message.code == w.FRAG_NEEDED:
            probe.remark = f"!F-{message.mtu}"
        else:
            probe.remark = _UNREACHABLE.get(message.code, f"!<{message.code}>")
    else:
        probe.remark = f"!<{message.type}-{message.code}>"


@dataclass
class Method:
    """Sends probes to a target and tells which probe a packet that comes in is about."""

    task: Task
    options: Options
    target: int
    source: int
    device: Device | None
    mailbox: Mailbox[Packet]
    keys: dict[int, Probe] = field(default_factory=dict)
    shared: ClassVar[bool] = True  # one socket for all probes: one answer is read at a time

    def __post_init__(self) -> None:
        IcmpSocket(self.task, self._wanted, mailbox=self.mailbox)
        self.open()

    def open(self) -> None:
        """Prepare."""

    def send(self, probe: Probe, ttl: int) -> None:
        """Send one probe; NetError when the kernel refuses."""
        raise NotImplementedError

    def key_of(self, packet: Packet) -> int:
        """The key in a packet like those that were sent; -1 for another program's packet."""
        raise NotImplementedError

    def answer_key(self, packet: Packet) -> int:
        """The key in the target's own answer."""
        return -1

    def packet(self, proto: int, payload: object, ttl: int) -> Packet:
        """A packet to the target."""
        ip = self.task.ns.ip
        ident = 0 if self.options.whole else ip.next_ident()
        return IPv4(self.source, self.target, proto, payload, ttl, ident, self.options.whole)

    def _wanted(self, packet: Packet) -> bool:
        return self.find(packet) is not None

    def find(self, packet: Packet) -> Probe | None:
        """The probe that a packet is about."""
        inner = quoted(packet)
        key = self.key_of(inner) if inner is not None else self.answer_key(packet)
        return self.keys.get(key)

    def take(self, packet: Packet, time: float) -> None:
        """Note an answer with its probe."""
        probe = self.find(packet)
        if probe is None or probe.done:
            return
        probe.done, probe.received, probe.source = True, time, packet.src
        if quoted(packet) is not None:
            judge(probe, packet.payload)
        else:
            probe.final = True


class UdpMethod(Method):
    """A UDP socket for each probe, as any user may open one."""

    shared = False
    _port = 0

    def open(self) -> None:
        """Ports rise from 33434 by default; -U has one port."""
        self._rising = self.options.method == "default"
        self._port = self.options.port or (FIRST_PORT if self._rising else UDP_PORT)

    def send(self, probe: Probe, ttl: int) -> None:
        """Send from a socket of its own, whose port is the key."""
        socket = self.task.ns.sockets.udp()
        self.task.at_exit.append(socket.close)
        socket.bind(self.source if self.options.source else UNSPECIFIED)
        probe.key = socket.port
        self.keys[probe.key] = probe
        self._listen(socket)
        datagram = Udp(socket.port, self._port, bytes(self.options.data))
        self._port += self._rising
        self.task.ns.ip.send(self.packet(PROTO_UDP, datagram, ttl), self.device)

    def _listen(self, socket: UdpSocket) -> None:
        def answered(_data: object, ip: int, port: int) -> None:
            self.mailbox.put(IPv4(ip, self.source, PROTO_UDP, Udp(port, socket.port)))

        socket.on_datagram = answered

    def key_of(self, packet: Packet) -> int:
        """The source port."""
        payload = packet.payload.whole if isinstance(packet.payload, Piece) else packet.payload
        return payload.sport if isinstance(payload, Udp) and packet.dst == self.target else -1

    def answer_key(self, packet: Packet) -> int:
        """The port that the answer went to."""
        return packet.payload.dport if isinstance(packet.payload, Udp) else -1


class IcmpMethod(Method):
    """Echo requests with rising sequence numbers."""

    def open(self) -> None:
        """One identifier for all."""
        low, high = map(int, self.task.ns.sysctl["net.ipv4.ping_group_range"].split())
        if not any(low <= gid <= high for gid in self.task.creds.groups) and "NET_RAW" not in self.task.caps:
            raise Refused(NO_RIGHT, 1)
        self._ident = self.task.pid & 0xFFFF
        self._seq = self.options.port or 1

    def send(self, probe: Probe, ttl: int) -> None:
        """Send; the sequence number is the key."""
        probe.key, self._seq = self._seq, self._seq + 1
        self.keys[probe.key] = probe
        echo = Icmp(w.ECHO, 0, self._ident, probe.key, self.options.data)
        self.task.ns.ip.send(self.packet(PROTO_ICMP, echo, ttl), self.device)

    def key_of(self, packet: Packet) -> int:
        """The sequence number, if the identifier is ours."""
        echo = packet.payload.whole if isinstance(packet.payload, Piece) else packet.payload
        return echo.seq if isinstance(echo, Icmp) and echo.type == w.ECHO and echo.ident == self._ident else -1

    def answer_key(self, packet: Packet) -> int:
        """The same in the reply."""
        echo = packet.payload
        mine = isinstance(echo, Icmp) and echo.type == w.ECHO_REPLY and echo.ident == self._ident
        return echo.seq if mine else -1


class TcpMethod(Method):
    """Half-open SYNs from raw sockets; the kernel, which knows of no connection, refuses the answers."""

    def open(self) -> None:
        """Listen for what the target says to our ports."""
        if "NET_RAW" not in self.task.caps:
            raise Refused(NO_RIGHT, 1)
        self._dice = self.task.host.identity.stream("traceroute-tcp")
        PacketSocket(self.task, self._frame)

    def send(self, probe: Probe, ttl: int) -> None:
        """Send; the source port is the key."""
        while probe.key < 0 or probe.key in self.keys:
            probe.key = self._dice.randrange(32768, 61000)
        self.keys[probe.key] = probe
        stamp = int(self.task.clock.now * 1000) & U32
        options = f"mss 1460,sackOK,TS val {stamp} ecr 0,nop,wscale 2"
        port = self.options.port or TCP_PORT
        syn = Tcp(probe.key, port, self._dice.getrandbits(32), 0, "S", 5840, b"", options)
        self.task.ns.ip.send(self.packet(PROTO_TCP, syn, ttl), self.device)

    def _frame(self, frame: Frame, direction: str, _device: Device) -> None:
        packet = frame.payload
        if direction == "in" and is_packet(packet) and packet.src == self.target and self.find(packet) is not None:
            self.mailbox.put(packet)

    def key_of(self, packet: Packet) -> int:
        """The source port."""
        return packet.payload.sport if isinstance(packet.payload, Tcp) and packet.dst == self.target else -1

    def answer_key(self, packet: Packet) -> int:
        """The port that the answer went to."""
        return packet.payload.dport if isinstance(packet.payload, Tcp) else -1


METHODS: dict[str, type[Method]] = {"default": UdpMethod, "udp": UdpMethod, "icmp": IcmpMethod, "tcp": TcpMethod}
