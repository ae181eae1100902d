"""A socket for ICMP: raw, or a "ping socket" (icmp(7)); hears every ICMP packet that arrives, as its program's filter wants."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, NamedTuple

import simpy

from dockernet_sim.wire.icmp import Icmp
from dockernet_sim.wire.ipv4 import IPv4, Piece

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.programs.task import Task


class Heard(NamedTuple):
    """An ICMP packet, and when it arrived."""

    packet: IPv4
    time: float

    @property
    def message(self) -> Icmp:
        """The ICMP message in it."""
        message: Icmp = self.packet.payload
        return message


class IcmpSocket:
    """Packets that arrived and were wanted, for a program to wait for."""

    def __init__(self, task: Task, wanted: Callable[[IPv4], bool], device: str = "") -> None:
        self.ns = task.ns
        self.clock = task.clock
        self.device = device
        self._wanted = wanted
        self._heard: deque[Heard] = deque()
        self._waiter: simpy.Event | None = None
        self.ns.ip.icmp.raw.append(self._hear)
        task.at_exit.append(self.close)

    def close(self) -> None:
        """Hear no more."""
        if self._hear in self.ns.ip.icmp.raw:
            self.ns.ip.icmp.raw.remove(self._hear)

    def _hear(self, packet: IPv4, device: Device) -> None:
        if (self.device and device.name != self.device) or not self._wanted(packet):
            return
        clock = self.clock
        self._heard.append(Heard(packet, clock.t))
        if self._waiter is not None:
            clock.call_later(max(0.0, clock.t - clock.now), self._wake)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.triggered:
            self._waiter.succeed()

    def next(self) -> Heard | None:
        """What arrived first and was not read yet."""
        return self._heard.popleft() if self._arrived() else None

    def _arrived(self) -> bool:
        """Whether something is there by now: what the kernel handled in this very leg may still be on its way."""
        return bool(self._heard) and self._heard[0].time <= self.clock.now + 1e-9

    def wait(self, seconds: float) -> Generator[Any, Any, None]:
        """Until something is there, or so many seconds have passed."""
        if self._arrived():
            return
        if self._heard:
            seconds = min(seconds, self._heard[0].time - self.clock.now)
        self._waiter = simpy.Event(self.clock)
        timer = self.clock.call_later(seconds, self._wake)
        try:
            yield self._waiter
        finally:
            self._waiter = None
            timer.cancel()


def quoted_icmp(packet: IPv4) -> tuple[IPv4, Icmp] | None:
    """The ICMP packet that an ICMP error is about, or None."""
    message = packet.payload
    inner = getattr(message, "inner", None)
    if inner is None or not message.is_error:
        return None
    payload = inner.payload.whole if isinstance(inner.payload, Piece) else inner.payload
    return (inner, payload) if isinstance(payload, Icmp) else None
