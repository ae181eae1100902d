"""Lines: what frames meet between the two ends of a veth pair: delay, rate, a queue, and misfortunes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dockernet_sim.linux import drops

if TYPE_CHECKING:
    from dockernet_sim.linux.link.veth import Veth
    from dockernet_sim.wire.ethernet import Frame

LINE_DELAY = 22e-6
QUEUE = 1000  # packets


@dataclass(slots=True)
class Line:
    """What happens to frames on their way from one end to the other.

    Parameters
    ----------
    delay, jitter : float
        Seconds that each frame takes, and up to how many more.
    rate : float
        Bits/s (of the frame, with its Ethernet header); 0: no limit.
    queue, queue_bytes : int
        How many frames, and how many bytes of frames (0: any number), may wait for the rate; the one that is being sent
        does not count. A frame that finds no room is dropped (drop-tail).
    loss, duplicate, corrupt, reorder : float
        Probabilities. A reordered frame has no delay, so that it overtakes others.
    cut : bool
        It carries nothing, and its ends lose their carrier.
    """

    delay: float = LINE_DELAY
    rate: float = 0.0
    queue: int = QUEUE
    loss: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    jitter: float = 0.0
    cut: bool = False
    corrupt: float = 0.0
    queue_bytes: int = 0

    @property
    def steady(self) -> bool:
        """Whether all frames take the same time, and arrive once."""
        return not (self.rate or self.chancy)

    @property
    def chancy(self) -> bool:
        """Whether chance decides anything."""
        return bool(self.loss or self.duplicate or self.reorder or self.jitter or self.corrupt)


class Waiting:
    """The frames at one end of a line that wait for their turn."""

    __slots__ = ("_starts", "busy_until", "bytes")

    def __init__(self) -> None:
        self.busy_until = 0.0
        self.bytes = 0
        self._starts: deque[tuple[float, int]] = deque()  # when each is going to be sent, and its size

    def __len__(self) -> int:
        return len(self._starts)

    def join(self, size: int, line: Line, now: float) -> str:
        """Put a frame of so many bytes behind the others; what is in the way, when there is no room."""
        starts = self._starts
        while starts and starts[0][0] <= now:
            self.bytes -= starts.popleft()[1]
        start = self.busy_until
        if start > now:
            if len(starts) >= line.queue:
                return f"limit {line.queue} packets"
            if line.queue_bytes and self.bytes + size > line.queue_bytes:
                return f"limit {line.queue_bytes} bytes"
            starts.append((start, size))
            self.bytes += size
        else:
            start = now
        self.busy_until = start + size * 8 / line.rate
        return ""


def travel(end: Veth, line: Line, frame: Frame) -> None:
    """Put a frame on the line at one of its ends: it may be lost, doubled, damaged or delayed."""
    clock = end.ns.clock
    start = clock.t
    if line.rate:
        if end.waiting is None:
            end.waiting = Waiting()
        full = end.waiting.join(frame.length, line, start)
        if full:
            end.tx_dropped += 1
            end.drop(frame, drops.QUEUE, f"queue of {end.name} full ({full})")
            return
        start = end.waiting.busy_until
    arrive, times, delay = end.peer.arrive, 1, line.delay
    if line.chancy:
        random = end.dice.random
        if random() < line.loss:
            end.drop(frame, drops.LOST, f"lost on the line behind {end.name}")
            return
        times += line.duplicate > 0 and random() < line.duplicate
        if line.corrupt and random() < line.corrupt:
            arrive = end.peer.arrive_damaged
        if line.reorder and random() < line.reorder:
            delay = 0.0
        elif line.jitter:
            delay += random() * line.jitter
    for _ in range(times):
        clock.call_later(max(0.0, start + delay - clock.now), arrive, frame)
