"""``ping -q``: nothing is printed for an echo, so that most of a long run is numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from dockernet_sim.programs.mailbox import SAME
from dockernet_sim.programs.ping.options import Options
from dockernet_sim.programs.ping.pinger import SHORTEST, Pinger, blocks
from dockernet_sim.programs.ping.probes import Prober
from dockernet_sim.wire.icmp import ECHO_REPLY
from dockernet_sim.wire.ipv4 import IPv4

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.programs.task import Task


class QuietPinger(Pinger):
    """One run of ``ping -q``, without -f and -A.

    In the midst of it an answer changes nothing but the books and when ping wakes next: no turn is taken for it, and it is
    read in the turn that sends the next one. These two moments are done in one piece each, since long runs consist of them;
    whatever else can happen is left to :class:`Pinger`.
    """

    def __init__(self, task: Task, options: Options, prober: Prober, name: str) -> None:
        super().__init__(task, options, prober, name)
        self._trace = task.ns.trace
        self._longest = max(self.interval, SHORTEST)
        self._block = blocks(self._longest / 1000)
        self._steady = self.interval > 0 and options.preload == 1 and not options.outstanding
        self._timing = options.timing
        self._ident = prober.ident if not options.device else -1  # of the answers that are known at first sight

    def _stopped(self, signal: simpy.Interrupt) -> None:
        super()._stopped(signal)
        self._read()

    def _arrived(self, packet: IPv4, device: Device) -> None:
        message, timer, stats, count = packet.payload, self._timer, self.stats, self.options.count
        if (
            message.type == ECHO_REPLY
            and message.ident == self._ident
            and timer is not None
            and self._asleep is not None
        ):
            midst = not count or (stats.sent < count and stats.received + len(self._unread) + 1 < count)
            if midst and not stats.errors and not self._trace.on:
                now, time = self.clock.now, self.clock.t
                when = now + (time - now) if time > now else now
                wait = self.interval - self._tokens - int((when - self.last) * 1000 + 1e-6)
                if wait > 0:
                    self._unread.append((packet, time))
                    timer.fn = None
                    self._block_from(when, wait)
                    return
        super()._arrived(packet, device)

    def _block_from(self, moment: float, wait: int) -> None:
        """Set the timer as a turn at that moment does that wants to wait for so many milliseconds."""
        seconds = self._block if wait >= self._longest else (wait if wait > 1 else SHORTEST) / 1000
        self._timer = self.clock.call_at(moment + seconds, self._wake)

    def _turn(self) -> bool:
        now, unread, seen, sent_at = self.clock.now, self._unread, self._seen, self._sent_at
        stats, count, timing, timer = self.stats, self.options.count, self._timing, self._timer
        while unread and unread[0][1] <= now + SAME and unread[0][0].payload.type == ECHO_REPLY:
            packet, time = unread.popleft()
            seq = packet.payload.seq
            micros = int((time - sent_at.get(seq, time)) * 1e6 + 0.5) if timing else -1
            again = seq in seen
            seen.add(seq)
            stats.answered(seq, micros, again)
        midst = self._steady and self.last >= 0 and not stats.errors and (not count or stats.sent + 1 < count)
        if unread or not midst or int((now - self.last) * 1000 + 1e-6) + self._tokens < self.interval:
            return super()._turn()
        self.last, self._tokens = now, 0
        wait = self._send()
        if unread or timer is None:  # an answer of this very leg
            return self._rests(wait) or super()._turn()
        timer.fn = None
        self._block_from(now, wait)
        return True
