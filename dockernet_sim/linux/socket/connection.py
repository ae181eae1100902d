"""A TCP connection: the state machine of RFC 9293, as Linux runs it.

Whatever sends changes states and timers first: on one machine the answer arrives before the call returns, as it does in
Linux.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.congestion import ALGORITHMS, Cubic
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.linux.socket.ports import INET, Key
from dockernet_sim.linux.socket.receiver import Receiver
from dockernet_sim.linux.socket.sender import Sender
from dockernet_sim.linux.socket.sequence import MASK, ahead
from dockernet_sim.linux.socket.stream import Stream
from dockernet_sim.linux.socket.wheel import goes_off
from dockernet_sim.linux.sysctl import CONGESTION
from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.ipv4 import HEADER as IP_HEADER
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_TCP
from dockernet_sim.wire.tcp import HEADER, Tcp, option_of, sack_of, sack_text, stamp_of, stamps

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.socket.tcp import Listener, TcpProtocol
    from dockernet_sim.sim.clock import Call
    from dockernet_sim.wire.packet import Packet

SYN_SENT, SYN_RECV, ESTAB, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT, LAST_ACK, CLOSING, TIME_WAIT, CLOSED = (
    "SYN-SENT", "SYN-RECV", "ESTAB", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT", "LAST-ACK", "CLOSING", "TIME-WAIT",
    "UNCONN",
)  # fmt: skip
SCALE = 10
LARGEST = 65535  # bytes of an IP packet, whatever lo's MTU
STAMPS = 12  # bytes of the timestamp option in every segment
SYNACK_RETRIES = 5
ORPHAN_RETRIES = 8
REUSE_SHIFT = 65537  # sequence numbers between a connection in TIME-WAIT and the one that takes its place
_UNSYNCHRONISED = (SYN_SENT, SYN_RECV, CLOSED)


class Connection(Stream):
    """One end of a TCP connection; made by :meth:`SocketTable.connect`, or handed to a listener's callback.

    How programs read from it is :class:`Stream`'s part; the two halves are :class:`Sender` and :class:`Receiver`.
    """

    def __init__(self, proto: TcpProtocol, key: Key, owner: Owner | str = "", family: str = INET) -> None:
        self.proto = proto
        self.ns = proto.ns
        super().__init__(proto.ns.clock)
        self.key = key
        self.ip, self.port, self.remote_ip, self.remote_port = key
        self.owner = owner
        self.family = family
        self.state = CLOSED
        self.listener: Listener | None = None
        self.orphan = False  # closed by its program
        self._soft_error = ""
        self._offered_mss = 536
        self._iss = proto.isn(key)
        self._tuple = (
            self.ip,
            self.remote_ip,
            PROTO_TCP,
            self.port,
            self.remote_port,
        )  # what connection tracking knows its packets by
        self._stamp_base = proto.stamp_base(key)
        self._stamp_seen = 0
        self._sack = True  # said by this end; after the handshake: by both
        self._timer: Call | None = None
        self._tries = 0
        self._syn_sent = 0.0
        self.sender = Sender(self.clock, self._iss, self._segment, self._timed_out)
        self.receiver = Receiver(self.clock, self.deliver, self.acknowledge)

    def __repr__(self) -> str:
        ends = f"{ip_text(self.ip)}:{self.port} {ip_text(self.remote_ip)}:{self.remote_port}"
        return f"<Connection {self.state} {ends}>"

    # -- what programs call ---------------------------------------------------
    def send(self, data: bytes) -> None:
        """Write to the stream; NetError ENOTCONN before it is there, why it broke (once), EPIPE after it has ended."""
        if self.state in (SYN_SENT, SYN_RECV):
            raise NetError("ENOTCONN")
        if self.state not in (ESTAB, CLOSE_WAIT) or self.sender.fin_wanted:
            raise self.error() or NetError("EPIPE")
        self.clock.sync()
        self.receiver.sent_data()
        self.sender.write(data)

    def took(self, count: int) -> None:
        """The program read so many bytes: the window opens."""
        self.clock.sync()
        self.receiver.read(count, max(0.001, self.sender.srtt))

    def shutdown(self) -> None:
        """``shutdown(SHUT_WR)``: FIN after what was written; reading goes on."""
        if self.state in (ESTAB, CLOSE_WAIT) and not self.sender.fin_wanted:
            self.clock.sync()
            self.state = FIN_WAIT_1 if self.state == ESTAB else LAST_ACK
            self.sender.finish()

    def close(self) -> None:
        """``close(2)``: FIN; or RST when something was not read."""
        if self.orphan:
            return
        self.clock.sync()
        self.orphan = True
        self.sender.patience = ORPHAN_RETRIES
        self._inbox.on_item(None)
        if self.state in _UNSYNCHRONISED or self.receiver.unread:
            self.abort()
        else:
            self.shutdown()
            if self.state == FIN_WAIT_2:
                self._linger()

    def abort(self) -> None:
        """Close with RST (SO_LINGER 0)."""
        known = self.state not in (SYN_SENT, CLOSED, TIME_WAIT)
        self.vanish()
        if known:
            self.clock.sync()
            self._segment("R.", self.sender.nxt, b"")

    def begin_behind(self, old: Connection) -> None:
        """Take the place of a connection in TIME-WAIT: number what is sent from behind its last byte on."""
        self._iss = (old.sender.nxt + REUSE_SHIFT) & MASK
        self.sender.start(self._iss)

    def stamp_age(self, stamp: int) -> int:
        """How much newer a timestamp is than the newest one received, in ms; 0 when one of them is missing."""
        return ahead(stamp, self._stamp_seen) if stamp and self._stamp_seen else 0

    # -- opening --------------------------------------------------------------
    def open(self) -> None:
        """Send SYN; NetError when there is no route."""
        self.state = SYN_SENT
        self._prepare()
        self._send_syn()

    def accept(self, listener: Listener, syn: Tcp) -> None:
        """A SYN came in: answer it."""
        self.state = SYN_RECV
        self.listener = listener
        self._prepare()
        self._stamp_seen = stamp_of(syn.options)
        self.receiver.start((syn.seq + 1) & MASK)
        self._learn_mss(syn)
        self._send_syn()

    def _prepare(self) -> None:
        """MSS and window, from the MTU of the way there."""
        mtu = min(LARGEST, self.proto.pmtu.device_mtu(self.remote_ip))
        self.receiver.mss = mss = mtu - IP_HEADER - HEADER
        unit = mss if self.state == SYN_SENT else mss - STAMPS
        self.receiver.space = max(unit, 65535 // unit * unit)
        sysctl = self.ns.sysctl
        self._sack = self._sack and sysctl["net.ipv4.tcp_sack"] != "0"
        adjusted = sysctl["net.ipv4.tcp_moderate_rcvbuf"] != "0"
        self.receiver.most = int(sysctl["net.ipv4.tcp_rmem"].split()[2]) // 2 if adjusted else 0
        self.sender.congestion = ALGORITHMS.get(sysctl[CONGESTION], Cubic)()

    def _send_syn(self) -> None:
        """SYN or SYN-ACK, again and again until something comes back."""
        passive = self.state == SYN_RECV
        ecr = self._stamp_seen if passive else 0
        sack = "sackOK," if self._sack else "nop,nop,"
        options = f"mss {self.receiver.mss},{sack}TS val {self._stamp()} ecr {ecr},nop,wscale {SCALE}"
        ack = self.receiver.nxt if passive else 0
        if passive:
            self.receiver.acknowledged()
        self.sender.nxt = (self._iss + 1) & MASK
        self._tries += 1
        self._syn_sent = self.clock.t
        self._wait(self.proto.syn_timeout(self._tries, passive), self._syn_unanswered)
        flags, space = "S." if passive else "S", self.receiver.space
        self._transmit(Tcp(self.port, self.remote_port, self._iss, ack, flags, space, b"", options))

    def _syn_unanswered(self) -> None:
        limit = SYNACK_RETRIES if self.state == SYN_RECV else self.proto.syn_attempts()
        if self._tries > limit:
            self._timed_out()
        else:
            self._send_syn()

    def _learn_mss(self, syn: Tcp) -> None:
        offered = option_of(syn.options, "mss") or 536
        self._sack = self.sender.board.sack = self._sack and "sackOK" in syn.options
        self._offered_mss = offered
        self._set_mss()
        self.sender.peer_window = syn.window

    def _set_mss(self) -> None:
        path = min(LARGEST, self.proto.pmtu.towards(self.remote_ip)) - IP_HEADER - HEADER
        self.sender.mss = max(48, min(self._offered_mss, path) - STAMPS)

    def _established(self) -> None:
        self.state = ESTAB
        self._cancel()
        if self._tries == 1:
            self.sender.sample(max(1e-6, self.clock.t - self._syn_sent))
        self._tries = 0
        self.sender.start((self._iss + 1) & MASK)

    # -- segments out ---------------------------------------------------------
    def _stamp(self) -> int:
        return (self._stamp_base + int(self.clock.t * 1000)) & MASK

    def _segment(self, flags: str, seq: int, data: bytes) -> None:
        """One segment of an open connection."""
        window = -(-self.receiver.acknowledged() >> SCALE)
        options = stamps(self._stamp(), self._stamp_seen)
        if self._sack and (held := self.receiver.held()):
            options += f",nop,nop,{sack_text(held)}"
        self._transmit(Tcp(self.port, self.remote_port, seq, self.receiver.nxt, flags, window, data, options))

    def acknowledge(self) -> None:
        """Send an empty segment with the newest acknowledgement and window."""
        self._segment(".", self.sender.nxt, b"")

    def _transmit(self, segment: Tcp) -> None:
        ns = self.ns
        packet = IPv4(self.ip, self.remote_ip, PROTO_TCP, segment, ns.default_ttl, ns.ip.next_ident())
        packet.key = self._tuple
        try:
            ns.ip.send(packet)
        except NetError as error:
            if error.name == "EMSGSIZE":
                self.too_large()
            elif self.state != SYN_SENT:
                self._soft_error = error.name  # TCP goes on trying: only the time-out tells the program

    def too_large(self) -> None:
        """A link on the way is too narrow: send what is out again, in smaller pieces."""
        before = self.sender.mss
        self._set_mss()
        if self.sender.mss < before and self.state not in _UNSYNCHRONISED:
            self.clock.defer(self.sender.resend_all)

    # -- segments in ----------------------------------------------------------
    def take(self, packet: Packet, _dev: Device) -> None:
        """A segment of this connection arrives."""
        segment: Tcp = packet.payload
        if self.state == SYN_SENT:
            self._receive_answer(segment)
            return
        flags = segment.flags
        length = segment.data_length + ("F" in flags)
        if not self.receiver.acceptable(segment.seq, length):
            if "R" not in flags:
                self._resent(segment)
            return
        if "R" in flags:
            if segment.seq != self.receiver.nxt:
                self.acknowledge()  # RFC 5961: the peer must prove that it knows the number
            elif self.state == SYN_RECV:
                self._finish()
            else:
                self._fail("EPIPE" if self.state == CLOSE_WAIT else "ECONNRESET")
        elif "S" in flags:
            self.acknowledge()  # RFC 5961's challenge
        elif "." in flags:
            self._receive_synchronised(segment, length)

    def _resent(self, segment: Tcp) -> None:
        """Outside the window: most often something that was received before."""
        if self.state == SYN_RECV and "S" in segment.flags:
            self._send_syn()
        else:
            self.acknowledge()

    def _receive_answer(self, segment: Tcp) -> None:
        flags = segment.flags
        if "." in flags and segment.ack != self.sender.nxt:
            if "R" not in flags:
                self._transmit(segment.reset())
        elif "R" in flags:
            if "." in flags:
                self._fail("ECONNREFUSED")
        elif flags == "S.":
            self._stamp_seen = stamp_of(segment.options)
            self.receiver.start((segment.seq + 1) & MASK)
            self._learn_mss(segment)
            self._established()
            self.ns.ip.confirm(self.remote_ip)
            self.acknowledge()
            self.opened()

    def _receive_synchronised(self, segment: Tcp, length: int) -> None:
        if self.state == SYN_RECV:
            if segment.ack != self.sender.nxt:
                return
            self._established()
            self.connected.succeed(self)
            assert self.listener is not None
            self.listener.completed(self)
        sender, ack = self.sender, segment.ack
        if ack != sender.top and ahead(ack, sender.top) > 0:
            self.acknowledge()
            return
        self._stamp_seen = stamp_of(segment.options) or self._stamp_seen
        blocks = sack_of(segment.options) if sender.nxt != sender.una else ()
        if sender.acknowledged(ack, segment.window << SCALE, length == 0, blocks):
            self.ns.ip.confirm(self.remote_ip)
            self._sent_acknowledged()
        if length and self.state != CLOSED:
            self._receive_payload(segment)

    def _sent_acknowledged(self) -> None:
        """Something we sent arrived; when that was our FIN, the state moves on."""
        if not self.sender.fin_sent or self.sender.in_flight:
            return
        if self.state == FIN_WAIT_1:
            self.state = FIN_WAIT_2
            if self.orphan:
                self._linger()
        elif self.state == CLOSING:
            self._time_wait()
        elif self.state == LAST_ACK:
            self._finish()

    def _receive_payload(self, segment: Tcp) -> None:
        if self.orphan and segment.data_length and ahead(segment.seq + segment.data_length, self.receiver.nxt) > 0:
            self._transmit(segment.reset())  # nobody will ever read it
            self._finish()
            return
        if self.state not in (ESTAB, FIN_WAIT_1, FIN_WAIT_2):
            self.acknowledge()
            return
        self.receiver.take(segment.seq, segment.data, "F" in segment.flags)
        if self.receiver.fin:
            self._peer_finished()

    def _peer_finished(self) -> None:
        self.end()
        if self.state == ESTAB:
            self.state = CLOSE_WAIT
        elif self.state == FIN_WAIT_1:
            self.state = CLOSING
            self.acknowledge()
        elif self.state == FIN_WAIT_2:
            self.acknowledge()
            self._time_wait()

    # -- ending ---------------------------------------------------------------
    def icmp_error(self, name: str) -> None:
        """An ICMP error about this connection: it ends one that is being opened, others only remember it."""
        if self.state in (SYN_SENT, SYN_RECV):
            self._fail(name)
        else:
            self._soft_error = name

    def _timed_out(self) -> None:
        self._fail(self._soft_error or "ETIMEDOUT")

    def _fail(self, name: str) -> None:
        """The connection is over, and the callers that wait for it are told why."""
        error = NetError(name, f"{ip_text(self.remote_ip)}:{self.remote_port}")
        self._finish()
        if not self.connected.triggered:
            self.opened(error)
        else:
            self.end(error)

    def vanish(self) -> None:
        """The namespace goes: nothing is sent any more."""
        self.orphan = True
        self._finish()

    def give_up(self) -> None:
        """The program's own time limit for connecting is over."""
        if self.state == SYN_SENT:
            self._fail("ETIMEDOUT")

    def _linger(self) -> None:
        """The peer has net.ipv4.tcp_fin_timeout seconds to finish, too."""
        self._wait(self.ns.sysctl.number("net.ipv4.tcp_fin_timeout"), self._finish)

    def _time_wait(self) -> None:
        self._finish()
        self.state = TIME_WAIT
        self.proto.remember(self)

    def _finish(self) -> None:
        self.state = CLOSED
        self._cancel()
        self.sender.stop()
        self.receiver.stop()
        self.proto.forget(self)
        if self.listener is not None:
            self.listener.gone(self)

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._cancel()
        clock = self.clock
        self._timer = clock.call_later(goes_off(clock.t, seconds) - clock.now, then)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
