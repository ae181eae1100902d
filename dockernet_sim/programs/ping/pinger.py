"""ping's loop: when to send, how long to wait, when to stop (iputils' pinger, schedule_exit and main_loop)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Generator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs import resolver
from dockernet_sim.programs.icmpsocket import quoted_icmp
from dockernet_sim.programs.mailbox import SAME
from dockernet_sim.programs.ping.options import Options
from dockernet_sim.programs.ping.probes import Prober, TooLong
from dockernet_sim.programs.ping.report import Statistics, error_text, time_text
from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.icmp import ECHO_REPLY, REDIRECT, Icmp
from dockernet_sim.wire.packet import Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.programs.task import Task
    from dockernet_sim.sim.clock import Call

SHORTEST = 10  # milliseconds: less is not waited for while an answer is missing
SATED = 1000  # what "enough has been sent" answers
_WRAP = 65536
ENDLESS = 6  # units of a Budget for each packet that nobody asked for by a number: a flood of 40,000 ends it
TICKS = 250  # of the kernel's timer, a second
SCHEDULING = 50e-6  # until a program that was woken runs


@lru_cache(maxsize=64)
def blocks(seconds: float) -> float:
    """How long a receive with this time-out blocks: the kernel's timer wheel turns in ticks of 4 ms, and in 8 of them
    for longer waits.

    >>> round(blocks(0.2), 3), round(blocks(1.0), 3)
    (0.204, 1.024)
    """
    ticks = math.ceil(seconds * TICKS - 1e-9) + 1
    step = 1
    while ticks >= 64 * step:
        step *= 8
    return math.ceil(ticks / step) * step / TICKS + SCHEDULING


class Pinger:
    """One run of ping.

    Each time ping wakes, it takes a *turn*: it reads what has come, sends what is due and sees when to wake again.
    Turns are plain calls of the clock; the process behind the program sleeps, but for asking a name server and for the
    end.
    """

    __slots__ = (
        "_asleep", "_lingering", "_named", "_nameless", "_refused", "_seen", "_sent_at", "_shows", "_timer", "_tokens",
        "_unread", "began", "clock", "exiting", "interval", "last", "name", "options", "prober", "stats", "task",
    )  # fmt: skip

    def __init__(self, task: Task, options: Options, prober: Prober, name: str) -> None:
        self.task, self.options, self.prober, self.name = task, options, prober, name
        self.clock = task.clock
        self.stats = Statistics()
        self.interval = options.interval
        self.exiting = False
        self.began = self.last = -1.0
        self._shows = not (options.quiet or options.flood)  # a line for each answer
        self._tokens = 0
        self._asleep: simpy.Event | None = None  # what wakes the process; None during a turn
        self._timer: Call | None = None
        self._lingering: Call | None = None
        self._unread: deque[tuple[Packet, float]] = deque()
        self._nameless = 0  # an address that a name is to be asked for
        self._sent_at: dict[int, float] = {}
        self._seen: set[int] = set()
        self._refused: dict[int, str] = {}
        self._named: dict[int, str] = {}

    def run(self) -> Generator[Any, Any, int]:
        """Until it is over; the exit code."""
        options, task = self.options, self.task
        if options.pattern and not options.quiet:
            task.out(f"PATTERN: 0x{options.pattern}\n")
        whole = options.size + 28
        task.out(
            f"PING {self.name} ({ip_text(self.prober.target)}) {self.prober.heading}{options.size}({whole}) bytes "
            "of data.\n"
        )
        self.began = self.clock.now
        alarm = self.clock.call_later(options.deadline, self._alarm) if options.deadline else None
        try:
            yield from self._turns()
        except simpy.Interrupt as signal:
            self._stopped(signal)
        finally:
            for timer in (alarm, self._lingering, self._timer):
                if timer is not None:
                    timer.cancel()
            self.prober.close()
        return self._finish()

    def _turns(self) -> Generator[Any, Any, None]:
        self.prober.listen(self._arrived)
        while True:
            if self._turn():
                self._asleep = simpy.Event(self.clock)
                try:
                    yield self._asleep
                finally:
                    self._asleep = None
            if not self._nameless:
                break
            yield from self._ask_name(self._nameless)

    def _stopped(self, signal: simpy.Interrupt) -> None:
        if signal.cause not in ("INT", "ALRM"):
            raise signal
        self.exiting = True

    def _alarm(self) -> None:
        """SIGALRM."""
        process = self.task.process
        if process is not None and process.is_alive and not self.exiting:
            process.interrupt("ALRM")

    def _over(self) -> bool:
        options, stats = self.options, self.stats
        if self.exiting or (options.deadline and stats.errors):
            return True
        return bool(options.count) and stats.received + stats.errors >= options.count

    # -- turns ----------------------------------------------------------------
    def _turn(self) -> bool:
        """One turn; False when the process has to go on: there is a name to ask for, or it is over."""
        while True:
            if not self._read() or self._over():
                return False
            wait = 0
            while wait <= 0:
                wait = self._exit_planned(self._send_due())
            if self._rests(wait):
                return True

    def _rests(self, wait: int) -> bool:
        """Block when ping wants to wait for so many milliseconds, unless there is something to read at once."""
        now, seconds = self.clock.now, self._pause(wait)
        if self._unread:
            seconds = min(seconds, self._unread[0][1] - now)  # an answer of this very leg is still on its way
            if seconds <= SAME:
                return False
        self._wake_at(now + seconds)
        return True

    def _pause(self, wait: int) -> float:
        """For how many seconds ping blocks when it wants to wait for so many milliseconds."""
        longest = max(self.interval, SHORTEST)
        if wait >= longest and not (self.options.adaptive or self.options.flood):
            return blocks(longest / 1000)
        return (wait if wait > 1 else SHORTEST) / 1000

    def _wake_at(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.clock.call_at(when, self._wake)

    def _wake(self) -> None:
        """Time for a turn, unless the process is at work."""
        asleep, self._asleep = self._asleep, None
        if asleep is None:
            return
        try:
            if self._turn():
                self._asleep = asleep
            else:
                asleep.succeed()
        except Exception as error:  # as if the process had met it
            asleep.fail(error)

    def _arrived(self, packet: Packet, device: Device) -> None:
        """Something is there, at the leg's time: if it is meant, ping wakes for it, if only to go on waiting."""
        if not self.prober.heard(packet, device):
            return
        clock = self.clock
        now, time = clock.now, clock.t
        self._unread.append((packet, time))
        if self._asleep is None:
            return
        clock.call_at(now + max(0.0, time - now), self._wake)

    # -- sending --------------------------------------------------------------
    def _send_due(self) -> int:
        """Send if it is time; milliseconds until it is time again."""
        options, stats, now = self.options, self.stats, self.clock.now
        if options.count and stats.sent >= options.count and not options.deadline:
            return SATED
        if self.last < 0:
            self.last, self._tokens = now, self.interval * (options.preload - 1)
        else:
            tokens = int((now - self.last) * 1000 + 1e-6)
            if not self.interval and tokens < SHORTEST and stats.in_flight() >= options.preload:
                return SHORTEST - tokens
            tokens = min(tokens + self._tokens, self.interval * options.preload)
            if tokens < self.interval:
                return self.interval - tokens
            self.last, self._tokens = now, tokens - self.interval
        if options.outstanding and stats.sent and stats.sent % _WRAP not in self._seen:
            self._stamp()
            self.task.out(f"no answer yet for icmp_seq={stats.sent}\n")
        return self._send()

    def _send(self) -> int:
        stats, options = self.stats, self.options
        if not options.count and not options.deadline:
            self.task.budget.spend(ENDLESS, "sending pings without a count")
        seq = (stats.sent + 1) % _WRAP
        self._sent_at[seq] = self.clock.now
        self._seen.discard(seq)
        try:
            self.prober.send(seq)
        except TooLong as error:
            stats.errors += 1
            if not options.quiet:
                text = f"ping: local error: message too long, mtu={error.mtu}\n"
                self.task.out("E") if options.flood else self.task.err(text)
            return self._pretend()
        except NetError as error:  # ping keeps quiet about it, unless an ICMP error comes, too: a REJECT in OUTPUT
            self._refused[seq] = error.text
            return self._pretend()
        stats.sent += 1
        if options.flood and not options.quiet:
            self.task.out(".")
        return self.interval - self._tokens

    def _pretend(self) -> int:
        """After an error here: as if the packet had been sent."""
        self.stats.sent += 1
        self._tokens = 0
        return max(self.interval, SHORTEST)

    def _exit_planned(self, wait: int) -> int:
        """Once all is sent, set the alarm that ends the waiting: -W without any answer yet, else two round trips."""
        options, stats = self.options, self.stats
        if not options.count or stats.sent < options.count or options.deadline or self._lingering is not None:
            return wait
        micros = max(2 * stats.longest, 1000 * self.interval) if stats.received else options.linger * 1000
        if micros:
            self._lingering = self.clock.call_later(micros / 1e6, self._alarm)
        return max(wait, micros // 1000)

    # -- receiving ------------------------------------------------------------
    def _read(self) -> bool:
        """Read what has come by now; False when a name has to be asked for first."""
        unread, soon = self._unread, self.clock.now + SAME
        self._nameless = 0
        while unread and unread[0][1] <= soon:
            packet, time = unread[0]
            if self._shows and self._is_nameless(packet.src):
                self._nameless = packet.src
                return False
            unread.popleft()
            if packet.payload.type == ECHO_REPLY:
                self._reply(packet, packet.payload, time)
            elif (quoted := quoted_icmp(packet)) is not None:
                self._error(packet, quoted[1].seq)
        return True

    def _error(self, packet: Packet, seq: int) -> None:
        told = packet.payload.type == REDIRECT and self.task.ns.sysctl["net.ipv4.ping_group_range"] == "1\t0"
        if not told:  # a raw socket takes redirects for news, a ping socket for errors
            self.stats.acknowledge(seq)
            self.stats.errors += 1
        if self.options.quiet:
            return
        if self.options.flood:
            self.task.out("\bE")
            return
        self._stamp()
        colon = ":" if told else ""
        self.task.out(f"From {self._who(packet.src)}{colon} icmp_seq={seq} {error_text(packet.payload)}\n")
        if seq in self._refused:
            self.task.err(f"ping: sendmsg: {self._refused.pop(seq)}\n")

    def _reply(self, packet: Packet, message: Icmp, time: float) -> None:
        options, stats, seq = self.options, self.stats, message.seq
        micros = int((time - self._sent_at.get(seq, time)) * 1e6 + 0.5)
        again = seq in self._seen
        self._seen.add(seq)
        stats.answered(seq, micros if options.timing else -1, again)
        if options.adaptive and options.timing:
            self.interval = (stats.smoothed // 8 + 500) // 1000
        if not options.quiet:
            self._show(packet, message, micros, again)

    def _show(self, packet: Packet, message: Icmp, micros: int, again: bool) -> None:
        if self.options.flood:
            self.task.out("\b \b")
            return
        self._stamp()
        took = f" time={time_text(micros)} ms" if self.options.timing else ""
        twice = " (DUP!)" if again else ""
        other = "" if self._expected(packet.src) else " (DIFFERENT ADDRESS!)"
        who = self._who(packet.src)
        text = f"{message.length} bytes from {who}: icmp_seq={message.seq} ttl={packet.ttl}{took}{twice}{other}\n"
        self.task.out(text + ("\a" if self.options.audible else ""))

    def _expected(self, source: int) -> bool:
        return source == self.prober.target or self.options.broadcast

    # -- names ----------------------------------------------------------------
    def _who(self, ip: int) -> str:
        """An address as ping shows it; the last one is remembered."""
        if ip not in self._named:
            self._named = {ip: ip_text(ip)}
        return self._named[ip]

    def _is_nameless(self, ip: int) -> bool:
        """Whether its name is to be asked for: unless -n, a numeric target, or at the end."""
        return ip not in self._named and not self.options.numeric and not self.exiting

    def _ask_name(self, ip: int) -> Generator[Any, Any, None]:
        text = ip_text(ip)
        try:
            name = yield from resolver.reverse(self.task, ip)
            text = f"{name or text} ({text})"
        except simpy.Interrupt as signal:
            self._stopped(signal)
        self._named = {ip: text}

    # -- text -----------------------------------------------------------------
    def _stamp(self) -> None:
        if self.options.stamps:
            self.task.out(f"[{self.clock.now:.6f}] ")

    def _finish(self) -> int:
        stats, options, out = self.stats, self.options, self.task.out
        milliseconds = (self.last - self.began) * 1000 if stats.sent else 0.0
        out(f"\n--- {self.name} ping statistics ---\n{stats.counts(int(milliseconds + 0.5))}\n")
        parts = [stats.round_trips()] if stats.received and options.timing else []
        if stats.pipe > 1:
            parts.append(f"pipe {stats.pipe}")
        if stats.received and stats.sent > 1 and (not self.interval or options.flood or options.adaptive):
            parts.append(stats.gaps(milliseconds))
        out(", ".join(parts) + "\n")
        return int(not stats.received or bool(options.deadline and stats.received < options.count))
