"""The sending half of a connection: segments, Nagle, congestion window, retransmission (RFC 9293, RFC 5681,
RFC 6298)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dockernet_sim.linux.socket.buffer import SendBuffer
from dockernet_sim.linux.socket.congestion import Reno
from dockernet_sim.linux.socket.scoreboard import Range, Scoreboard
from dockernet_sim.linux.socket.sequence import HALF, MASK, ahead
from dockernet_sim.linux.socket.wheel import goes_off

if TYPE_CHECKING:
    from dockernet_sim.sim.clock import Call, Clock

MIN_RTO = 0.2
MAX_RTO = 120.0
RETRIES = 15  # net.ipv4.tcp_retries2
OPEN, RECOVERY, LOSS = "open", "recovery", "loss"  # TCP_CA_Open, TCP_CA_Recovery, TCP_CA_Loss

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
        self.congestion = Reno()
        self.board = Scoreboard()
        self.state = OPEN
        self.resent = 0  # segments that were sent again
        self.nodelay = False
        self.fin_wanted = False
        self.fin_sent = False
        self.retransmissions = 0
        self.rto = 1.0
        self.patience = RETRIES
        self._emit = emit
        self._give_up = give_up
        self._data = SendBuffer()  # from sequence number `una` on
        self._marks: deque[int] = deque()  # sequence numbers at which a write ended
        self._small = iss  # end of the last segment shorter than the MSS
        self._recover = iss  # loss is repaired once this is acknowledged
        self.srtt = self.rttvar = 0.0
        self._last_sent = -1.0
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
        if self._last_sent >= 0.0 and self.nxt == self.una:
            idle = self.clock.t - self._last_sent
            if idle > self.rto:
                self.congestion.idle(int(idle / self.rto))
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
        if self.srtt:
            self._set_rto()

    # -- sending --------------------------------------------------------------
    def push(self) -> None:
        """Send what windows and Nagle let out."""
        self._later = False
        spare = self._send_again() if self.board else 0
        while not self.fin_sent:
            sent = self.in_flight
            left = self._data.length - sent
            if left <= 0:
                if self.fin_wanted and not self.fin_sent:
                    self._send_fin(b"")
                return
            size = min(left, self.mss)
            if self.board:
                room = min(self.peer_window - sent, spare)
            else:
                room = min(self.peer_window, int(self.congestion.cwnd) * self.mss) - sent
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
            spare -= size
            self._send(data, size)

    def push_later(self) -> None:
        """An acknowledgement opened the window:
        go on as an event of its own, so that no leg carries a whole download."""
        written = self._data.length
        if self._later or not (written or self.fin_wanted):
            return
        if written > self.in_flight or (self.fin_wanted and not self.fin_sent):
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
        self._last_sent = self.clock.t
        self._emit("P." if self._pushed(seq, end) else ".", seq, data)

    def _send_fin(self, data: bytes) -> None:
        seq = self.nxt
        self.fin_sent = True
        self._sent_up_to((seq + len(data) + 1) & MASK)
        self._arm()
        self._emit("FP." if data else "F.", seq, data)

    def _sent_up_to(self, end: int) -> None:
        if self.nxt == self.top or ahead(end, self.top) > 0:
            self.top = end
        self.nxt = end

    def _pushed(self, seq: int, end: int) -> bool:
        size = (end - seq) & MASK
        for mark in self._marks:  # noqa: SIM110  # any() of a generator took 5 % of a download
            if -size < ahead(mark, end) <= 0:
                return True
        return False

    # -- acknowledgements -----------------------------------------------------
    def acknowledged(self, ack: int, window: int, empty: bool, blocks: Sequence[Range] = ()) -> bool:
        """The peer acknowledges everything before `ack`; whether that is news.

        `empty`: the segment carried nothing; `blocks`: what it says to hold behind.
        """
        same_window, board = window == self.peer_window, self.board
        out = self.in_flight if self.nxt != self.una else 0
        self.peer_window = window
        news = 0 if ack == self.una else ahead(ack, self.una)
        if news <= 0:
            if news == 0 and out:
                if blocks and board.sack:
                    board.take(blocks, self.una, out)
                elif empty and same_window and not board.sack:
                    board.duplicates += 1
                if board and self.state == OPEN and board.loses_first(self.mss):
                    self._recovery()
            elif news == 0:
                self.retransmissions = 0  # it answers probes: it lives
            self.push_later()
            return False
        self._forget(news)
        self._measure(ack)
        if board:
            board.advance(news)
            if blocks:
                board.take(blocks, self.una, self.in_flight)
        self.retransmissions = 0
        self._set_rto()
        self._opens(news, out)
        if self.nxt != self.una:
            self._arm(again=True)
        else:
            self._deadline = 0.0
        self.push_later()
        return True

    def _opens(self, news: int, out: int) -> None:
        """So many bytes of those that were out are acknowledged: recovery may be over, and the window grows."""
        if self.state != OPEN and ahead(self._recover, self.una) <= 0:
            self.state = OPEN
            self.board.clear()
        elif self.board and self.state == OPEN and self.board.loses_first(self.mss):
            self._recovery()
        if self.state != RECOVERY:
            cwnd, used = self.congestion.cwnd, out / self.mss
            if used > cwnd - 1 or (cwnd < self.congestion.ssthresh and cwnd < 2 * used):  # tcp_is_cwnd_limited
                self.congestion.acked(max(1.0, news / self.mss), self.clock.t)

    def _recovery(self) -> None:
        """Fast retransmit, and fast recovery until all that is out now is acknowledged."""
        self.state, self._recover = RECOVERY, self.nxt
        self.congestion.lost()
        lost = self.board.lost(self.mss, recovering=True)
        if lost:
            self._resend(*lost[0])

    def _send_again(self) -> int:
        """Send again what is lost, as far as the window lets it out; how many bytes more it would let out."""
        board, changes, lost, spare = self.board, -1, [], 0
        while self.in_flight:
            if changes != board.changes:  # an answer came meanwhile
                lost = board.lost(self.mss, self.state == RECOVERY)
                spare = int(self.congestion.cwnd) * self.mss - board.flight(self.in_flight, self.mss, lost)
                lost, changes = lost[::-1], board.changes
            if not lost or spare < self.mss:
                return spare
            begin, end = lost.pop()
            if end - begin > self.mss:
                lost.append((begin + self.mss, end))
            spare -= min(self.mss, end - begin)
            if not self._resend(begin, end):
                return spare
        return int(self.congestion.cwnd) * self.mss

    def _resend(self, begin: int, end: int) -> bool:
        """Send a segment of a lost range again; False when there is nothing to send."""
        self._timed = None  # an answer to this says nothing about the round trip (Karn)
        size = min(self.mss, end - begin, self._data.length - begin)
        seq = (self.una + begin) & MASK
        data = self._data.read(begin, size) if size > 0 else b""
        fin = self.fin_sent and begin + len(data) == self._data.length
        if not data and not fin:
            return False
        last = (seq + len(data)) & MASK
        self.board.sent_again(begin, begin + len(data) + fin, self.in_flight)
        self.resent += 1
        flags = ("F" if fin else "") + ("P." if data and self._pushed(seq, last) else ".")
        self._emit(flags, seq, data)
        return True

    def _forget(self, news: int) -> None:
        self.fin_sent = self.fin_sent or news > self._data.length
        self._data.drop(news)
        self.una = (self.una + news) & MASK
        if ahead(self.una, self.nxt) > 0:
            self.nxt = self.una
        while self._marks and ahead(self._marks[0], self.una) <= 0:
            self._marks.popleft()

    def _measure(self, ack: int) -> None:
        if self._timed is None or ahead(ack, self._timed[0]) < 0:
            return
        rtt = max(1e-6, self.clock.t - self._timed[1])
        self._timed = None
        self.congestion.measured(rtt)
        self.sample(rtt)

    def _set_rto(self) -> None:
        self.rto = self.srtt + max(MIN_RTO, 4 * self.rttvar) if self.srtt else max(MIN_RTO, min(self.rto, 1.0))

    def sample(self, rtt: float) -> None:
        """A round trip took so many seconds (RFC 6298, 2)."""
        if not self.srtt:
            self.srtt, self.rttvar = rtt, rtt / 2
        else:
            self.rttvar += (abs(rtt - self.srtt) - self.rttvar) / 4
            self.srtt += (rtt - self.srtt) / 8

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
            if self.state != LOSS:
                self.congestion.timed_out()
            self.congestion.cwnd = 1.0
            self.state, self._recover = LOSS, self.nxt
            self.board.timed_out(self.in_flight)
            self._resend(0, self.board.held[0][0] if self.board.held else self.in_flight)
        elif self._data:
            self._emit(".", (self.una - 1) & MASK, b"")  # a probe: is the window still closed?

    def resend_all(self) -> None:
        """What is out was too large for a link on the way: cut it anew."""
        if self.in_flight:
            self.nxt = self.una
            self.fin_sent = False
            self.state = OPEN
            self.board.clear()
            self.push()

    def stop(self) -> None:
        """No more timers."""
        self._deadline = 0.0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
