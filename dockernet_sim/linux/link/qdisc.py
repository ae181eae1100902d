"""Queueing disciplines at the root of a device: netem (sch_netem.c) and tbf (sch_tbf.c); what leaves the device passes
them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux import drops

if TYPE_CHECKING:
    from random import Random

    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.wire.ethernet import Frame

ENOUGH = 1e-6  # bytes of a token that rounding may have lost


@dataclass
class Chance:
    """A probability from 0 to 1, and how much each number hangs on the last one (get_crandom)."""

    probability: float = 0.0
    correlation: float = 0.0
    _last: float = field(default=0.0, repr=False, compare=False)

    def number(self, dice: Random) -> float:
        """A random number from 0 to 1."""
        value = dice.random()
        if self.correlation:
            value = self._last = value * (1 - self.correlation) + self._last * self.correlation
        return value

    def hits(self, dice: Random) -> bool:
        """Whether it happens now; without a probability, no number is drawn."""
        return bool(self.probability) and self.number(dice) <= self.probability


class Qdisc:
    """What ``tc -s qdisc show`` counts, and the device whose frames it holds."""

    kind: ClassVar[str]

    def __init__(self) -> None:
        self.handle = 0
        self.device: Device = None  # type: ignore[assignment]  # set by Device.set_root
        self.sent = self.sent_bytes = self.dropped = self.overlimits = self.requeues = 0
        self.backlog = self.waiting = 0  # bytes, packets
        self._released: Frame | None = None

    def holds(self, frame: Frame) -> bool:
        """A frame is about to leave the device: whether it is kept back, or dropped."""
        if frame is self._released:
            self._released = None
            return False
        return self.enqueue(frame)

    def enqueue(self, frame: Frame) -> bool:
        """Keep a frame, drop it, or (False) let it go at once."""
        raise NotImplementedError

    def pass_on(self, size: int) -> None:
        """Count a frame of so many bytes that leaves."""
        self.sent += 1
        self.sent_bytes += size

    def release(self, frame: Frame) -> None:
        """A frame that was kept leaves."""
        self.pass_on(frame.length)
        if self.device.root is self:
            self._released = frame
            self.device.transmit(frame)
            self._released = None

    def drop(self, frame: Frame, reason: str, cause: str) -> bool:
        """The frame ends here."""
        self.dropped += 1
        self.device.drop(frame, reason, cause)
        return True

    def reset(self) -> None:
        """The qdisc goes, with all that it holds."""
        self.backlog = self.waiting = 0


class Netem(Qdisc):
    """Delays, loses, doubles, damages and reorders packets, and slows them down; ``limit`` packets are held at most.

    Delays, also those by ``rate``, count for the limit: so it is in Linux.
    """

    kind = "netem"

    def __init__(self) -> None:
        super().__init__()
        self.limit = 1000
        self.latency = self.jitter = 0.0  # seconds
        self.jitter_chance = Chance(1.0)
        self.loss, self.duplicate, self.reorder, self.corrupt = Chance(), Chance(), Chance(), Chance()
        self.gap = 0
        self.rate = 0.0  # bits/s
        self._counter = 0
        self._latest = 0.0
        self._generation = 0

    def take_over(self, asked: Netem) -> None:
        """``tc qdisc change``: everything that is asked for; what an attribute of its own carries stays without it."""
        for name in ("limit", "latency", "jitter", "loss", "duplicate", "gap", "jitter_chance"):
            setattr(self, name, getattr(asked, name))
        for name in ("reorder", "corrupt"):
            if getattr(asked, name).probability:
                setattr(self, name, getattr(asked, name))
        self.rate = asked.rate or self.rate

    @property
    def dice(self) -> Random:
        """Its random numbers."""
        ns = self.device.ns
        return ns.host.identity.stream(f"netem {ns.host.name} {ns.name} {self.device.name}")

    def enqueue(self, frame: Frame) -> bool:
        """As netem_enqueue: twice or not at all, damaged or whole, then into the queue by its time."""
        dice = self.dice
        copies = 1 + self.duplicate.hits(dice) - self.loss.hits(dice)
        if copies == 0:
            return self.drop(frame, drops.LOST, f"netem loss on {self.device.name}")
        damaged = self.corrupt.hits(dice)
        held = False
        for number in range(copies):
            if self.waiting >= self.limit:
                held = self.drop(frame, drops.QUEUE, f"queue of {self.device.name} full (limit {self.limit} packets)")
                continue
            delay = self._delay(frame.length, dice)
            if delay <= 0.0 and copies == 1 and not damaged and not self.waiting:
                self.pass_on(frame.length)
                return False
            held = True
            self.waiting += 1
            self.backlog += frame.length
            clock = self.device.ns.clock
            args = (frame, damaged and not number, self._generation)
            clock.call_later(max(0.0, clock.t + delay - clock.now), self._leave, *args)
        return held

    def _delay(self, size: int, dice: Random) -> float:
        """Seconds until a packet of so many bytes leaves."""
        self._counter += 1
        if self.gap and self._counter >= self.gap and self.reorder.hits(dice):
            self._counter = 0
            self.requeues += 1
            return 0.0
        delay, now = self.latency, self.device.ns.clock.t
        if self.jitter:
            delay += (2 * self.jitter_chance.number(dice) - 1) * self.jitter
        if self.rate:
            behind = max(0.0, self._latest - now) if self.waiting else 0.0
            delay = behind + max(0.0, delay - behind) + size * 8 / self.rate
        delay = max(0.0, delay)
        self._latest = max(self._latest, now + delay)
        return delay

    def _leave(self, frame: Frame, damaged: bool, generation: int) -> None:
        if generation != self._generation:
            return
        self.waiting -= 1
        self.backlog -= frame.length
        if not damaged:
            self.release(frame)
            return
        self.pass_on(frame.length)
        if self.device.up:
            self.device.count_tx(frame)
        self.device.far_end.arrive_damaged(frame)

    def reset(self) -> None:
        super().reset()
        self._generation += 1


class Tbf(Qdisc):
    """A token bucket: ``rate`` bits/s, up to ``burst`` bytes at once; ``limit`` bytes wait for tokens."""

    kind = "tbf"

    def __init__(self, rate: float = 0.0, burst: int = 0, limit: int = 0) -> None:
        super().__init__()
        self.rate, self.burst, self.limit = rate, burst, limit
        self._tokens = float(burst)
        self._filled = 0.0
        self._queue: deque[Frame] = deque()
        self._timed = False

    def take_over(self, asked: Tbf) -> None:
        """``tc qdisc change``."""
        self.rate, self.burst, self.limit = asked.rate, asked.burst, asked.limit
        self._tokens = float(self.burst)

    @property
    def latency(self) -> float:
        """Seconds that a packet waits at most."""
        return (self.limit - self.burst) * 8 / self.rate

    def enqueue(self, frame: Frame) -> bool:
        """Let it go when there are tokens and no others wait, else queue it."""
        size = frame.length
        if size > self.burst:
            return self.drop(frame, drops.QUEUE, f"larger than the burst of {self.device.name} ({self.burst} bytes)")
        if self.backlog + size > self.limit:
            return self.drop(frame, drops.QUEUE, f"queue of {self.device.name} full (limit {self.limit} bytes)")
        if not self._queue and self._spend(size):
            self.pass_on(size)
            return False
        self._queue.append(frame)
        self.backlog += size
        self.waiting += 1
        self._wait()
        return True

    def _spend(self, size: int) -> bool:
        now = self.device.ns.clock.t
        self._tokens = min(float(self.burst), self._tokens + (now - self._filled) * self.rate / 8)
        self._filled = now
        if self._tokens + ENOUGH < size:
            return False
        self._tokens -= size
        return True

    def _wait(self) -> None:
        if not self._timed and self._queue:
            self._timed = True
            self.overlimits += 1
            clock = self.device.ns.clock
            missing = max(0.0, self._queue[0].length - self._tokens) * 8 / self.rate
            clock.call_later(max(0.0, clock.t + missing - clock.now), self._more)

    def _more(self) -> None:
        self._timed = False
        while self._queue and self._spend(self._queue[0].length):
            frame = self._queue.popleft()
            self.backlog -= frame.length
            self.waiting -= 1
            self.release(frame)
        self._wait()

    def reset(self) -> None:
        super().reset()
        self._queue.clear()
