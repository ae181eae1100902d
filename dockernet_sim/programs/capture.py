"""Captures for readers: the frames at one device, as ``tcpdump -n -t -e`` shows them."""

from __future__ import annotations

from typing import Self

from dockernet_sim.linux.link.device import Device
from dockernet_sim.programs.tcpdump.filter import Test
from dockernet_sim.programs.tcpdump.printer import Printer
from dockernet_sim.wire.ethernet import Frame


class Capture:
    """Frames at a device inside a ``with`` block; the device is in promiscuous mode meanwhile.

    Parameters
    ----------
    device : Device
        Where to listen.
    wanted : callable, optional
        Which frames to keep; see :func:`~dockernet_sim.programs.tcpdump.filter.compile_filter`.
    """

    def __init__(self, device: Device, wanted: Test = lambda frame: True) -> None:
        self.device = device
        self.wanted = wanted
        self.frames: list[tuple[float, Frame]] = []

    def __enter__(self) -> Self:
        self.device.add_tap(self._see)
        self.device.promisc += 1
        return self

    def __exit__(self, *_: object) -> None:
        if self._see in self.device.taps:  # it is not when the device went away meanwhile
            self.device.remove_tap(self._see)
            self.device.promisc -= 1

    def _see(self, frame: Frame, direction: str, time: float) -> None:
        if (self.device.kind != "loopback" or direction == "in") and self.wanted(frame):
            self.frames.append((time, frame))

    def lines(self) -> list[str]:
        """One line a frame, in the order of time."""
        printer = Printer(link=True)
        return [printer.line(frame) for _, frame in sorted(self.frames, key=lambda seen: seen[0])]
