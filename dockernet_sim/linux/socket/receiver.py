"""The receiving half of a connection: order, window, what is held behind a hole, and when to acknowledge
(tcp_input.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.socket.sequence import MASK, ahead
from dockernet_sim.linux.socket.wheel import goes_off

if TYPE_CHECKING:
    from dockernet_sim.sim.clock import Call, Clock

DELAY = 0.04  # TCP_ATO_MIN
QUICK = 16  # acknowledgements that are not delayed, at the start
BLOCKS = 3  # of SACK, beside a timestamp


class Receiver:
    """What came in: in order to `deliver`, the rest kept; acknowledged at once or a little later, as Linux does."""

    def __init__(self, clock: Clock, deliver: Callable[[bytes], None], acknowledge: Callable[[], None]) -> None:
        self.clock = clock
        self.nxt = 0
        self.space = 65535
        self.unread = 0
        self.mss = 536
        self.fin = False
        self._deliver = deliver
        self._acknowledge = acknowledge
        self.most = 65535  # bytes that the window grows to
        self._ahead: dict[int, tuple[bytes, bool]] = {}
        self._newest = 0  # the sequence number of the last segment that came out of order
        self._copied = 0  # bytes that the program read since `_since`
        self._before = 0  # and in the round trip before
        self._since = -1.0
        self._quick = 0
        self._interactive = False  # "pingpong": the program answers, so the answer can carry the acknowledgement
        self._last_data = -1.0
        self._unacked = 0  # sequence numbers that came in order and were not acknowledged yet
        self._offered = 0
        self._timer: Call | None = None
        self._pending = False

    @property
    def window(self) -> int:
        """Bytes there is room for."""
        room = self.space - self.unread
        return room if room > 0 else 0

    def start(self, nxt: int) -> None:
        """The handshake is over: this byte comes next."""
        self.nxt = nxt
        self._unacked = 0
        self._offered = self.window

    def acceptable(self, seq: int, length: int) -> bool:
        """Whether any of the segment lies in the window (RFC 9293 3.10.7.4).

        What comes next does, even where the window is closed.
        """
        if seq == self.nxt:
            return True
        offset, window = ahead(seq, self.nxt), self.window
        if length == 0:
            return 0 <= offset < window if window else offset == 0
        return (offset < window or offset < 1) and offset + length > 0

    def take(self, seq: int, data: bytes, fin: bool) -> None:
        """A segment with data or FIN whose sequence number is acceptable."""
        offset = 0 if seq == self.nxt else ahead(seq, self.nxt)
        if offset > 0:
            self._ahead.setdefault(seq, (data, fin))
            self._newest = seq
            self._send_now()
            return
        self._in_order(data[-offset:] if offset else data, fin)
        filled = False
        while self._ahead and not self.fin:
            following = self._following()
            if following is None:
                break
            filled = True
            self._in_order(*following)
        self._consider(filled)

    def held(self) -> list[tuple[int, int]]:
        """What came out of order, as SACK tells it: the range that grew last comes first (RFC 2018, 4)."""
        return self._ranges() if self._ahead else []

    def _ranges(self) -> list[tuple[int, int]]:
        ranges: list[tuple[int, int]] = []
        for seq in sorted(self._ahead, key=lambda each: ahead(each, self.nxt)):
            data, fin = self._ahead[seq]
            begin, end = ahead(seq, self.nxt), ahead(seq, self.nxt) + len(data) + fin
            if ranges and begin <= ranges[-1][1]:
                ranges[-1] = ranges[-1][0], max(end, ranges[-1][1])
            else:
                ranges.append((begin, end))
        newest = ahead(self._newest, self.nxt)
        first = [each for each in ranges if each[0] <= newest < each[1]]
        found = (first + [each for each in reversed(ranges) if each not in first])[:BLOCKS]
        return [((self.nxt + begin) & MASK, (self.nxt + end) & MASK) for begin, end in found]

    def _following(self) -> tuple[bytes, bool] | None:
        for seq in sorted(self._ahead, key=lambda s: ahead(s, self.nxt)):
            data, fin = self._ahead[seq]
            offset = ahead(self.nxt, seq)
            if offset < 0:
                return None
            del self._ahead[seq]
            if offset < len(data) + fin:
                return data[offset:], fin
        return None

    def _in_order(self, data: bytes, fin: bool) -> None:
        now = self.clock.t
        if data:
            if self._last_data < 0.0:
                self._quick = min(QUICK, max(2, self.window // (2 * self.mss)))
            self._last_data = now
            size = len(data)
            self.nxt = (self.nxt + size) & MASK
            self.unread += size
            self._unacked += size
            self._deliver(data)
        if fin:
            self.nxt = (self.nxt + 1) & MASK
            self._unacked += 1
            self.fin = True
            self._interactive = True

    # -- acknowledging --------------------------------------------------------
    def sent_data(self) -> None:
        """The program wrote: if it does so soon after it was written to, it is a conversation."""
        if self._last_data >= 0.0 and self.clock.t - self._last_data < DELAY:
            self._interactive = True

    def _consider(self, filled_hole: bool) -> None:
        much = self._unacked > self.mss
        if much or filled_hole or self._ahead or (self._quick > 0 and not self._interactive):
            self._send_now()
            return
        self._pending = True
        if self._timer is None:
            clock = self.clock
            delay = DELAY if self._last_data >= 0.0 else 0.0  # icsk_ack.ato: 0 until data came; only a FIN did
            self._timer = clock.call_later(goes_off(clock.t, delay) - clock.now, self._delayed)

    def _send_now(self) -> None:
        if self._quick:
            self._quick -= 1
        self._acknowledge()

    def _delayed(self) -> None:
        self._timer = None
        if self._pending:
            self._interactive = False
            self._acknowledge()

    def acknowledged(self) -> int:
        """A segment with the newest acknowledgement leaves; the window that it offers."""
        self._unacked = 0
        self._pending = False
        self._offered = window = self.window
        return window

    def read(self, count: int, rtt: float = 0.001) -> None:
        """The program took so many bytes: the peer is told when its window doubles by that (tcp_cleanup_rbuf).

        The window grows to twice what it read in the last round trip, of about `rtt` seconds (tcp_rcv_space_adjust).
        """
        self.unread -= count
        self._adjust(count, rtt)
        left = max(0, self._offered - self._unacked)
        window = self.window
        if 2 * left <= self.space and window >= max(2 * left, min(self.mss, self.space // 2)):
            self._acknowledge()

    def _adjust(self, count: int, rtt: float) -> None:
        now = self.clock.t
        if self._since < 0.0:
            self._since, self._before = now, min(self.space, 10 * self.mss)
        self._copied += count
        if now - self._since < rtt:
            return
        copied, before = self._copied, self._before
        if copied > before:
            wanted = 2 * copied + 16 * self.mss
            wanted += 2 * wanted * (copied - before) // before
            self.space = max(self.space, min(wanted // self.mss * self.mss, self.most))
            self._before = copied
        self._copied, self._since = 0, now

    def stop(self) -> None:
        """No more timers."""
        self._pending = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
