"""The sending half of a connection: segments, Nagle, congestion window, retransmission (RFC 9293, RFC 5681,
RFC 6298)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.socket.buffer import SendBuffer
from dockernet_sim.linux.socket.sequence import HALF, MASK, ahead
from dockernet_sim.linux.socket.wheel import goes_off

if TYPE_CHECKING:
    from dockernet_sim.sim.clock import Call, Clock

MIN_RTO = 0.2
MAX_RTO = 120.0
RETRIES = 15  # net.ipv4.tcp_retries2
INITIAL_WINDOW = 10  # segments
DUPLICATES = 3

Emit = Callable[[str, int, bytes], None]


class Sender:
    """What was written and not yet acknowledged, and when it goes out.

    `emit(flags, seq, data)` sends one segment; `give_up()` is called when nothing was acknowledged for too long.
    """

    def __init__(self, clock: Clock, iss: int, emit: Emit, give_up: Callable[[], None]) -> None:
        self.clock = clock
        self.una = iss
        self.nxt = iss
        self.top = iss  # the end of all that was ever sent: `nxt` goes back when it is sent anew
        self.mss = 536
        self.peer_window = 65535
        self.cwnd = float(INITIAL_WINDOW)
        self.ssthresh = float("inf")
        self.nodelay = False
        self.fin_wanted = False
        self.fin_sent = False
        self.retransmissions = 0
        self.rto = 1.0
        self.patience = RETRIES
        self._emit = emit
        self._give_up = give_up
        self._data = SendBuffer()  # from sequence number `una` on
        self._marks: list[int] = []  # sequence numbers at which a write ended
        self._small = iss  # end of the last segment shorter than the MSS
        self._duplicates = 0
        self._recover = iss  # loss is repaired once this is acknowledged
        self._srtt = self._rttvar = 0.0
        self._timed: tuple[int, float] | None = None
        self._deadline = 0.0
        self._timer: Call | None = None
        self._later = False

    @property
    def unacked(self) -> int:
        """Bytes that were written and not acknowledged."""
        return self._data.length

    @property
    def in_flight(self) -> int:
        """Sequence numbers that are on their way."""
        return (self.nxt - self.una + HALF & MASK) - HALF  # ahead(), which is called 100,000 times for 10 MB

    def write(self, data: bytes) -> None:
        """The program wrote something."""
        self._data.write(data)
        self._marks.append((self.una + self._data.length) & MASK)
        self.push()

    def finish(self) -> None:
        """Nothing more will be written: FIN after the last byte."""
        self.fin_wanted = True
        self.push()

    def start(self, seq: int) -> None:
        """The handshake is over: the first byte has this number."""
        self.una = self.nxt = self.top = self._small = self._recover = seq
        self.retransmissions = 0
        self.rto = 1.0

    # -- sending --------------------------------------------------------------
    def push(self) -> None:
        """Send what windows and Nagle let out."""
        self._later = False
        while not self.fin_sent:
            sent = self.in_flight
            left = self._data.length - sent
            if left <= 0:
                if self.fin_wanted and not self.fin_sent:
                    self._send_fin(b"")
                return
            size = min(left, self.mss)
            room = min(self.peer_window, int(self.cwnd) * self.mss) - sent
            if size > room:
                if not sent:
                    self._arm()  # the persist timer probes a closed window
                if room <= 0 or room < self.mss:
                    return
                size = room
            last = size == left
            if size < self.mss and self._held_by_nagle() and not (last and self.fin_wanted):
                return
            data = self._data.read(sent, size)
            if last and self.fin_wanted:
                self._send_fin(data)
                return
            self._send(data, size)

    def push_later(self) -> None:
        """An acknowledgement opened the window:
        go on as an event of its own, so that no leg carries a whole download."""
        if not self._later and (self._data.length > self.in_flight or (self.fin_wanted and not self.fin_sent)):
            self._later = True
            self.clock.defer(self.push)

    def _held_by_nagle(self) -> bool:
        """Whether a short segment is still out (Minshall's variant, as Linux has it)."""
        return not self.nodelay and self.in_flight > 0 and ahead(self._small, self.una) > 0

    def _send(self, data: bytes, size: int) -> None:
        seq = self.nxt
        end = (seq + size) & MASK
        self._sent_up_to(end)
        if size < self.mss:
            self._small = end
        if self._timed is None:
            self._timed = end, self.clock.t
        self._arm()
        self._emit("P." if self._pushed(seq, end) else ".", seq, data)

    def _send_fin(self, data: bytes) -> None:
        seq = self.nxt
        self.fin_sent = True
        self._sent_up_to((seq + len(data) + 1) & MASK)
        self._arm()
        self._emit("FP." if data else "F.", seq, data)

    def _sent_up_to(self, end: int) -> None:
        self.nxt = end
        if ahead(end, self.top) > 0:
            self.top = end

    def _pushed(self, seq: int, end: int) -> bool:
        size = (end - seq) & MASK
        for mark in self._marks:  # noqa: SIM110  # any() of a generator took 5 % of a download
            if -size < ahead(mark, end) <= 0:
                return True
        return False

    # -- acknowledgements -----------------------------------------------------
    def acknowledged(self, ack: int, window: int, empty: bool) -> bool:
        """The peer acknowledges everything before `ack`; whether that is news. `empty`: the segment carried nothing."""
        same_window = window == self.peer_window
        self.peer_window = window
        news = ahead(ack, self.una)
        if news <= 0:
            if news == 0 and empty and same_window and self.in_flight:
                self._duplicate()
            if news == 0 and not self.in_flight:
                self.retransmissions = 0  # it answers probes: it lives
            self.push_later()
            return False
        self._forget(news)
        self._measure(ack)
        self._duplicates = 0
        self.retransmissions = 0
        self.rto = self._srtt + max(MIN_RTO, 4 * self._rttvar) if self._srtt else max(MIN_RTO, min(self.rto, 1.0))
        if ahead(self._recover, ack) > 0:
            self._retransmit()  # a partial acknowledgement: the next hole
        elif self.cwnd < self.ssthresh:
            self.cwnd += max(1.0, news / self.mss)
        else:
            self.cwnd += 1.0 / self.cwnd
        if self.in_flight:
            self._arm(again=True)
        else:
            self._deadline = 0.0
        self.push_later()
        return True

    def _forget(self, news: int) -> None:
        self.fin_sent = self.fin_sent or news > self._data.length
        self._data.drop(news)
        self.una = (self.una + news) & MASK
        if ahead(self.una, self.nxt) > 0:
            self.nxt = self.una
        self._marks = [mark for mark in self._marks if ahead(mark, self.una) > 0]

    def _measure(self, ack: int) -> None:
        if self._timed is None or ahead(ack, self._timed[0]) < 0:
            return
        rtt = max(1e-6, self.clock.t - self._timed[1])
        self._timed = None
        if not self._srtt:
            self._srtt, self._rttvar = rtt, rtt / 2
        else:
            self._rttvar += (abs(rtt - self._srtt) - self._rttvar) / 4
            self._srtt += (rtt - self._srtt) / 8

    def _duplicate(self) -> None:
        self._duplicates += 1
        if self._duplicates == DUPLICATES and ahead(self._recover, self.una) <= 0:
            self._slow_down()
            self.cwnd = self.ssthresh
            self._retransmit()

    def _slow_down(self) -> None:
        self.ssthresh = max(2.0, self.in_flight / self.mss / 2)
        self._recover = self.nxt

    # -- retransmission -------------------------------------------------------
    def _arm(self, again: bool = False) -> None:
        if self._deadline and not again:
            return
        clock = self.clock
        self._deadline = goes_off(clock.t, self.rto)
        if self._timer is None:
            self._timer = clock.call_later(self._deadline - clock.now, self._expired)

    def _expired(self) -> None:
        self._timer = None
        if not self._deadline:
            return
        clock = self.clock
        if clock.t < self._deadline - 1e-9:
            self._timer = clock.call_later(self._deadline - clock.now, self._expired)
            return
        self._deadline = 0.0
        self.retransmissions += 1
        if self.retransmissions > self.patience:
            self._give_up()
            return
        self.rto = min(MAX_RTO, self.rto * 2)
        self._arm(again=True)
        if self.in_flight:
            self._slow_down()
            self.cwnd = 1.0
            self._retransmit()
        elif self._data:
            self._emit(".", (self.una - 1) & MASK, b"")  # a probe: is the window still closed?

    def _retransmit(self) -> None:
        """Send the first unacknowledged segment again."""
        self._timed = None  # an answer to this says nothing about the round trip (Karn)
        size = min(self.mss, self._data.length, self.in_flight)
        data = self._data.read(0, size)
        end = (self.una + size) & MASK
        fin = self.fin_sent and size == self._data.length
        if not data and not fin:
            return
        flags = ("F" if fin else "") + ("P." if data and self._pushed(self.una, end) else ".")
        self._emit(flags, self.una, data)

    def resend_all(self) -> None:
        """What is out was too large for a link on the way: cut it anew."""
        if self.in_flight:
            self.nxt = self.una
            self.fin_sent = False
            self.push()

    def stop(self) -> None:
        """No more timers."""
        self._deadline = 0.0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
