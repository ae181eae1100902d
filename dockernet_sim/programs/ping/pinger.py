"""ping's loop: when to send, how long to wait, when to stop (iputils' pinger, schedule_exit and main_loop)."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs import resolver
from dockernet_sim.programs.icmpsocket import quoted_icmp
from dockernet_sim.programs.ping.options import Options
from dockernet_sim.programs.ping.probes import Prober, TooLong
from dockernet_sim.programs.ping.report import Statistics, error_text, time_text
from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.icmp import ECHO_REPLY, Icmp
from dockernet_sim.wire.ipv4 import IPv4

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task
    from dockernet_sim.sim.clock import Call

SHORTEST = 10  # milliseconds: less is not waited for while an answer is missing
SATED = 1000  # what "enough has been sent" answers
_WRAP = 65536
TICKS = 250  # of the kernel's timer, a second
SCHEDULING = 50e-6  # until a program that was woken runs


def blocks(seconds: float) -> float:
    """How long a receive with this time-out blocks: the kernel's timer wheel turns in ticks of 4 ms, and in 8 of them for longer waits.

    >>> round(blocks(0.2), 3), round(blocks(1.0), 3)
    (0.204, 1.024)
    """
    ticks = math.ceil(seconds * TICKS - 1e-9) + 1
    step = 1
    while ticks >= 64 * step:
        step *= 8
    return math.ceil(ticks / step) * step / TICKS + SCHEDULING


class Pinger:
    """One run of ping."""

    def __init__(self, task: Task, options: Options, prober: Prober, name: str) -> None:
        self.task, self.options, self.prober, self.name = task, options, prober, name
        self.clock = task.clock
        self.stats = Statistics()
        self.interval = options.interval
        self.exiting = False
        self.began = self.last = -1.0
        self._tokens = 0
        self._lingering: Call | None = None
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
            f"PING {self.name} ({ip_text(self.prober.target)}) {self.prober.heading}{options.size}({whole}) bytes of data.\n"
        )
        self.began = self.clock.now
        alarm = self.clock.call_later(options.deadline, self._alarm) if options.deadline else None
        try:
            while not self._over():
                try:
                    yield from self._turn()
                except simpy.Interrupt as signal:
                    if signal.cause not in ("INT", "ALRM"):
                        raise
                    self.exiting = True
        finally:
            for timer in (alarm, self._lingering):
                if timer is not None:
                    timer.cancel()
            self.prober.socket.close()
        return self._finish()

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

    def _turn(self) -> Generator[Any, Any, None]:
        """Send what is due, then wait for an answer or for the time to send again."""
        while True:
            wait = self._exit_planned(self._send_due())
            if wait > 0:
                break
        busy = self.options.adaptive or self.options.flood
        if not busy and wait >= max(self.interval, SHORTEST):
            seconds = blocks(max(self.interval, SHORTEST) / 1000)
        else:
            seconds = (wait if wait > 1 else SHORTEST) / 1000
        yield from self.prober.socket.wait(seconds)
        while (heard := self.prober.socket.next()) is not None:
            yield from self._take(*heard)

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
    def _take(self, packet: IPv4, time: float) -> Generator[Any, Any, None]:
        quoted = quoted_icmp(packet)
        if packet.payload.type == ECHO_REPLY:
            yield from self._reply(packet, packet.payload, time)
        elif quoted is not None:
            yield from self._error(packet, quoted[1].seq)

    def _error(self, packet: IPv4, seq: int) -> Generator[Any, Any, None]:
        self.stats.acknowledge(seq)
        self.stats.errors += 1
        if self.options.quiet:
            return
        if self.options.flood:
            self.task.out("\bE")
            return
        who = yield from self._who(packet.src)
        self._stamp()
        self.task.out(f"From {who} icmp_seq={seq} {error_text(packet.payload)}\n")
        if seq in self._refused:
            self.task.err(f"ping: sendmsg: {self._refused.pop(seq)}\n")

    def _reply(self, packet: IPv4, message: Icmp, time: float) -> Generator[Any, Any, None]:
        options, stats = self.options, self.stats
        seq = message.seq
        micros = int((time - self._sent_at.get(seq, time)) * 1e6 + 0.5)
        who = "" if options.quiet or options.flood else (yield from self._who(packet.src))
        stats.acknowledge(seq)
        if options.timing:
            stats.took(micros)
            if options.adaptive:
                self.interval = (stats.smoothed // 8 + 500) // 1000
        again = seq in self._seen
        self._seen.add(seq)
        if again:
            stats.repeats += 1
        else:
            stats.received += 1
        if options.quiet:
            return
        if options.flood:
            self.task.out("\b \b")
            return
        self._stamp()
        took = f" time={time_text(micros)} ms" if options.timing else ""
        twice = " (DUP!)" if again else ""
        other = "" if self._expected(packet.src) else " (DIFFERENT ADDRESS!)"
        text = f"{message.length} bytes from {who}: icmp_seq={seq} ttl={packet.ttl}{took}{twice}{other}\n"
        self.task.out(text + ("\a" if options.audible else ""))

    def _expected(self, source: int) -> bool:
        return source == self.prober.target or self.options.broadcast

    def _who(self, ip: int) -> Generator[Any, Any, str]:
        """An address as ping shows it: with its name, unless -n or a numeric target; the last one is remembered."""
        if ip in self._named:
            return self._named[ip]
        text = ip_text(ip)
        if not self.options.numeric and not self.exiting:
            try:
                name = yield from resolver.reverse(self.task, ip)
                text = f"{name or text} ({text})"
            except simpy.Interrupt as signal:
                if signal.cause not in ("INT", "ALRM"):
                    raise
                self.exiting = True
        self._named = {ip: text}
        return text

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
