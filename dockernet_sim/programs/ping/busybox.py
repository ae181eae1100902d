"""busybox's ping (networking/ping.c): what a container's shell runs, whatever else is called ping there."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs import resolver
from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.icmpsocket import Heard, IcmpSocket
from dockernet_sim.programs.ping.options import Exit, Options
from dockernet_sim.programs.ping.probes import Prober, TooLong
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options as letters
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.icmp import ECHO_REPLY

Run = Generator[Any, Any, int]
STAMP = 4  # bytes of the time of sending, which a shorter packet has no room for


@applet("ping")
def ping(task: Task) -> Run:
    """``ping [-c N] [-s SIZE] [-i SECONDS] [-t TTL] [-I IFACE/IP] [-W SECONDS] [-w SECONDS] [-qA] HOST``."""
    given, hosts = letters(task.args, "46c:s:i:t:I:W:w:qA")
    if len(hosts) != 1 or "6" in given or "A" in given:
        raise NotModelled("this use of busybox's ping is not modelled")
    wanted = Options(
        count=int(given.get("c", 0)), size=int(given.get("s", 56)), ttl=int(given.get("t", 0)), quiet="q" in given
    )
    bound = given.get("I", "")
    if bound[:1].isdigit():
        wanted.source = ip_int(bound)
    else:
        wanted.device = bound
    answer = yield from resolver.lookup(task, hosts[0], ("A",))
    if answer.error:
        task.err(f"ping: bad address '{hosts[0]}'\n")
        return 1
    task.endless = not wanted.count and "w" not in given
    pinger = Pinger(task, wanted, hosts[0], answer.addresses[0])
    return (yield from pinger.run(float(given.get("i", 1)), float(given.get("W", 10)), float(given.get("w", 0))))


class Pinger:
    """One run."""

    def __init__(self, task: Task, wanted: Options, name: str, target: int) -> None:
        self.task, self.wanted, self.name, self.target = task, wanted, name, target
        self.sent = self.received = self.repeats = 0
        self.times: list[int] = []
        self._sent_at: dict[int, float] = {}
        self._seen: set[int] = set()

    def run(self, interval: float, patience: float, deadline: float) -> Run:
        """Until -c answers came, time ran out, or Ctrl-C."""
        task, clock = self.task, self.task.clock
        origin = f" from {ip_text(self.wanted.source)}" if self.wanted.source else ""
        task.out(f"PING {self.name} ({ip_text(self.target)}){origin}: {self.wanted.size} data bytes\n")
        try:
            prober = Prober(task, self.wanted, self.target)
            socket = IcmpSocket(task, prober.wanted, self.wanted.device)
            end = clock.now + deadline if deadline else float("inf")
            due = clock.now
            while not self._done() and clock.now < end:
                if clock.now >= due:
                    if self.wanted.count and self.sent >= self.wanted.count:
                        break
                    due = clock.now + self._send(prober, interval, patience)
                yield from socket.wait(max(0.0, min(due, end) - clock.now))
                while (heard := socket.next()) is not None:
                    self._take(heard)
        except simpy.Interrupt as signal:
            if signal.cause != "INT":
                raise
        except Exit as end_of_ping:
            task.err(end_of_ping.err)
            return 1
        except NetError as error:
            task.err(f"ping: sendto: {error.text}\n")
            return 1
        return self._finish(bool(deadline))

    def _done(self) -> bool:
        return bool(self.wanted.count) and self.received >= self.wanted.count

    def _send(self, prober: Prober, interval: float, patience: float) -> float:
        """Send one; for how long to wait then."""
        seq, self.sent = self.sent, self.sent + 1
        self._sent_at[seq] = self.task.clock.now
        try:
            prober.send(seq)
        except TooLong:
            raise NetError("EMSGSIZE") from None
        if not self.wanted.count or self.sent < self.wanted.count:
            return interval
        return 1.0 if self.received else patience  # two round trips, but a second at least

    def _take(self, heard: Heard) -> None:
        message, wanted = heard.message, self.wanted
        if message.type != ECHO_REPLY:
            return
        again = message.seq in self._seen
        self._seen.add(message.seq)
        self.received += not again
        self.repeats += again
        text = f"{message.length} bytes from {ip_text(heard.packet.src)}: seq={message.seq} ttl={heard.packet.ttl}"
        if wanted.size >= STAMP:
            micros = int((heard.time - self._sent_at.get(message.seq, heard.time)) * 1e6 + 0.5)
            self.times.append(micros)
            text += f" time={micros // 1000}.{micros % 1000:03d} ms"
        if not wanted.quiet:
            self.task.out(text + (" (DUP!)" if again else "") + "\n")

    def _finish(self, deadline: bool) -> int:
        out = self.task.out
        out(f"\n--- {self.name} ping statistics ---\n")
        twice = f"{self.repeats} duplicates, " if self.repeats else ""
        loss = (self.sent - self.received) * 100 // self.sent if self.sent else 0
        out(f"{self.sent} packets transmitted, {self.received} packets received, {twice}{loss}% packet loss\n")
        if self.times:
            average = sum(self.times) // len(self.times)
            texts = [f"{n // 1000}.{n % 1000:03d}" for n in (min(self.times), average, max(self.times))]
            out(f"round-trip min/avg/max = {'/'.join(texts)} ms\n")
        return int(not self.received or (deadline and self.received < self.wanted.count))
