"""The receiving half of a connection: order, window, and when to acknowledge (tcp_input.c)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.socket.sequence import MASK, ahead
from dockernet_sim.linux.socket.wheel import goes_off

if TYPE_CHECKING:
    from dockernet_sim.sim.clock import Call, Clock

DELAY = 0.04  # TCP_ATO_MIN
QUICK = 16  # acknowledgements that are not delayed, at the start


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
        self._ahead: dict[int, tuple[bytes, bool]] = {}
        self._quick = 0
        self._interactive = False  # "pingpong": the program answers, so the answer can carry the acknowledgement
        self._last_data = -1.0
        self._acked = 0
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
        self.nxt = self._acked = nxt
        self._offered = self.window

    def acceptable(self, seq: int, length: int) -> bool:
        """Whether any of the segment lies in the window (RFC 9293 3.10.7.4)."""
        offset, window = ahead(seq, self.nxt), self.window
        if length == 0:
            return 0 <= offset < window if window else offset == 0
        return offset < max(1, window) and offset + length > 0

    def take(self, seq: int, data: bytes, fin: bool) -> None:
        """A segment with data or FIN whose sequence number is acceptable."""
        offset = ahead(seq, self.nxt)
        if offset > 0:
            self._ahead.setdefault(seq, (data, fin))
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
            self.nxt = (self.nxt + len(data)) & MASK
            self.unread += len(data)
            self._deliver(data)
        if fin:
            self.nxt = (self.nxt + 1) & MASK
            self.fin = True
            self._interactive = True

    # -- acknowledging --------------------------------------------------------
    def sent_data(self) -> None:
        """The program wrote: if it does so soon after it was written to, it is a conversation."""
        if self._last_data >= 0.0 and self.clock.t - self._last_data < DELAY:
            self._interactive = True

    def _consider(self, filled_hole: bool) -> None:
        much = ahead(self.nxt, self._acked) > self.mss
        if much or filled_hole or self._ahead or (self._quick > 0 and not self._interactive):
            self._send_now()
            return
        self._pending = True
        if self._timer is None:
            clock = self.clock
            self._timer = clock.call_later(goes_off(clock.t, DELAY) - clock.now, self._delayed)

    def _send_now(self) -> None:
        self._quick = max(0, self._quick - 1)
        self._acknowledge()

    def _delayed(self) -> None:
        self._timer = None
        if self._pending:
            self._interactive = False
            self._acknowledge()

    def acknowledged(self) -> int:
        """A segment with the newest acknowledgement leaves; the window that it offers."""
        self._acked = self.nxt
        self._pending = False
        self._offered = window = self.window
        return window

    def read(self, count: int) -> None:
        """The program took so many bytes: the peer is told when its window doubles by that (tcp_cleanup_rbuf)."""
        self.unread -= count
        left = max(0, self._offered - ahead(self.nxt, self._acked))
        window = self.window
        if 2 * left <= self.space and window >= max(2 * left, min(self.mss, self.space // 2)):
            self._acknowledge()

    def stop(self) -> None:
        """No more timers."""
        self._pending = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
