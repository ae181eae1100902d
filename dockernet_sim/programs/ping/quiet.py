"""``ping -q``: nothing is printed for an echo, so that most of a long run is numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from dockernet_sim.programs.ping.options import Options
from dockernet_sim.programs.ping.pinger import SHORTEST, Pinger, blocks
from dockernet_sim.programs.ping.probes import Prober
from dockernet_sim.wire.icmp import ECHO_REPLY
from dockernet_sim.wire.packet import Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.programs.task import Task


MANY = 1 << 62


class QuietPinger(Pinger):
    """One run of ``ping -q``, without -f and -A.

    In the midst of it an answer changes nothing but the books and when ping wakes next: no turn is taken for it, and it
    is read in the turn that sends the next one. These two moments are done in one piece each, since long runs consist
    of them; whatever else can happen is left to :class:`Pinger`.
    """

    __slots__ = ("_answers", "_block", "_count", "_due", "_ident", "_longest", "_room", "_steady", "_timing")

    def __init__(self, task: Task, options: Options, prober: Prober, name: str) -> None:
        super().__init__(task, options, prober, name)
        self._longest = max(self.interval, SHORTEST)
        self._block = blocks(self._longest / 1000)
        self._count = options.count or MANY
        self._steady = self.interval > 0 and options.preload == 1 and not options.outstanding
        self._timing = options.timing
        self._ident = prober.ident if not options.device else -1  # of the answers that are known at first sight
        self._due = 0.0  # when to wake while all goes as usual; else there is a timer
        self._room = 0  # for so many more answers no turn need be taken
        self._answers: list[tuple[Packet, float]] = []  # those; they come before what is unread

    def _all_unread(self) -> None:
        """From here on as any ping."""
        self._room = 0
        self._unread.extend(self._answers)
        self._answers.clear()

    def _stopped(self, signal: simpy.Interrupt) -> None:
        super()._stopped(signal)
        self._all_unread()
        self._read()

    def _arrived(self, packet: Packet, device: Device) -> None:
        message = packet.payload
        if self._room and message.type == ECHO_REPLY and message.ident == self._ident:
            clock = self.clock
            now, time = clock.now, clock.t
            when = now + (time - now) if time > now else now
            wait = self.interval - int((when - self.last) * 1000 + 1e-6)
            if wait > 0:
                self._room -= 1
                self._answers.append((packet, time))
                due = self._due = when + (
                    self._block if wait >= self._longest else (wait if wait > 1 else SHORTEST) / 1000
                )
                clock.at(due, self._wake, due)
                return
        if self._answers and self.prober.heard(packet, device):
            self._all_unread()
        super()._arrived(packet, device)

    def _wake(self, due: float = 0.0) -> None:
        """A turn; a time at which it was to be due has been put off when something else is due now."""
        if due and due != self._due:
            return
        asleep, self._asleep = self._asleep, None
        if asleep is None:
            return
        stats, clock = self.stats, self.clock
        now = clock.now
        self._room, self._due = 0, 0.0
        try:
            for packet, time in self._answers:
                seq = packet.payload.seq
                again = seq in self._seen
                self._seen.add(seq)
                micros = int((time - self._sent_at.get(seq, time)) * 1e6 + 0.5) if self._timing else -1
                stats.answered(seq, micros, again)
            self._answers.clear()
            usual = due or (self._steady and self._timer is not None and not stats.errors)
            if (
                usual
                and not self._unread
                and stats.sent + 1 < self._count
                and int((now - self.last) * 1000 + 1e-6) + self._tokens >= self.interval
            ):
                self.last, self._tokens = now, 0
                wait = self._send()
                if self._unread or stats.errors:
                    rests = self._rests(wait) or self._turn()
                else:
                    if self._timer is not None:
                        self._timer.cancel()
                        self._timer = None
                    self._room = self._count - 1 - stats.received
                    due = self._due = now + (
                        self._block if wait >= self._longest else (wait if wait > 1 else SHORTEST) / 1000
                    )
                    clock.at(due, self._wake, due)
                    rests = True
            else:
                rests = self._turn()
            if rests:
                self._asleep = asleep
            else:
                asleep.succeed()
        except Exception as error:  # as if the process had met it
            asleep.fail(error)
