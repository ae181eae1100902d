"""Congestion control, in segments: Reno (RFC 5681, tcp_cong.c) and CUBIC (RFC 9438, tcp_cubic.c), Linux's default."""

from __future__ import annotations

INITIAL_WINDOW = 10.0
INFINITY = float("inf")
C = 0.4  # CUBIC's scale: segments per s^3
BETA = 717 / 1024  # what CUBIC leaves of the window
FRIENDLY = 3 * (1 - BETA) / (1 + BETA)  # segments per round trip by which Reno would grow with that BETA
HYSTART_WINDOW = 16  # segments from which slow start may end by delay
HYSTART_LEAST, HYSTART_MOST = 0.004, 0.016  # seconds


class Reno:
    """Slow start to ``ssthresh``, then one segment for each round trip; half the window after a loss."""

    name = "reno"
    __slots__ = ("cwnd", "min_rtt", "ssthresh")

    def __init__(self) -> None:
        self.cwnd = INITIAL_WINDOW
        self.ssthresh = INFINITY
        self.min_rtt = INFINITY

    def measured(self, rtt: float) -> None:
        """A round trip took so many seconds."""
        if rtt < self.min_rtt:
            self.min_rtt = rtt

    def acked(self, segments: float, now: float) -> None:
        """So many segments were acknowledged while the window was used."""
        if self.cwnd < self.ssthresh:
            grown = self.cwnd + segments
            if grown <= self.ssthresh:
                self.cwnd = grown
                return
            segments, self.cwnd = grown - self.ssthresh, self.ssthresh
        self.avoid(segments, now)

    def avoid(self, segments: float, now: float) -> None:
        """Congestion avoidance."""
        self.cwnd += segments / self.cwnd

    def reduced(self) -> float:
        """What the window is to be after a loss."""
        return max(2.0, self.cwnd / 2)

    def lost(self) -> None:
        """A segment was lost: fast recovery begins."""
        self.ssthresh = self.cwnd = self.reduced()

    def timed_out(self) -> None:
        """Nothing comes back: begin with one segment."""
        self.ssthresh = self.reduced()
        self.cwnd = 1.0

    def idle(self, timeouts: int) -> None:
        """Nothing was sent for so many retransmission time-outs (tcp_cwnd_restart)."""
        self.ssthresh = max(self.ssthresh, 0.75 * self.cwnd) if self.ssthresh < INFINITY else self.ssthresh
        least = min(self.cwnd, INITIAL_WINDOW)
        for _ in range(min(timeouts, 64)):
            self.cwnd = max(self.cwnd / 2, least)


class Cubic(Reno):
    """The window is a cubic function of the time since the last loss, and never below what Reno would have."""

    name = "cubic"
    __slots__ = ("_began", "_k", "_largest", "_origin", "_reno")

    def __init__(self) -> None:
        super().__init__()
        self._largest = 0.0  # the window before the last loss
        self._began = -1.0  # of the growth since then; below 0: it has not begun
        self._k = self._origin = self._reno = 0.0

    def measured(self, rtt: float) -> None:
        """A round trip; a longer one than before ends slow start (HyStart, by delay alone)."""
        super().measured(rtt)
        more = min(HYSTART_MOST, max(HYSTART_LEAST, self.min_rtt / 8))
        if HYSTART_WINDOW <= self.cwnd < self.ssthresh and rtt >= self.min_rtt + more:
            self.ssthresh = self.cwnd

    def avoid(self, segments: float, now: float) -> None:
        """bictcp_update: how many acknowledgements the next segment costs."""
        cwnd = self.cwnd
        if self._began < 0:
            self._began, self._reno = now, cwnd
            self._origin = max(cwnd, self._largest)
            self._k = cube_root((self._origin - cwnd) / C)
        left = now - self._began + (self.min_rtt if self.min_rtt < INFINITY else 0.0) - self._k
        target = self._origin + C * left * left * left
        cost = cwnd / (target - cwnd) if target > cwnd else 100 * cwnd
        if not self._largest:
            cost = min(cost, 20.0)
        self._reno += FRIENDLY * segments / cwnd
        if self._reno > cwnd:
            cost = min(cost, cwnd / (self._reno - cwnd))
        self.cwnd = cwnd + segments / max(cost, 2.0)

    def reduced(self) -> float:
        """Seven tenths; a window that did not come back to the last one makes room for others (fast convergence)."""
        self._began = -1.0
        self._largest = self.cwnd * (1 + BETA) / 2 if self.cwnd < self._largest else self.cwnd
        return max(2.0, self.cwnd * BETA)


def cube_root(value: float) -> float:
    """By Newton's method: the same bits on all machines, which pow() does not promise.

    >>> cube_root(27.0), cube_root(0.0)
    (3.0, 0.0)
    """
    root = max(value, 1.0)
    for _ in range(200):
        better = (2 * root + value / (root * root)) / 3 if root else 0.0
        if better >= root:
            break
        root = better
    return root if value > 0 else 0.0


ALGORITHMS: dict[str, type[Reno]] = {"reno": Reno, "cubic": Cubic}
"""Those of net.ipv4.tcp_congestion_control that are modelled."""
