"""A packet socket (packet(7)): sees every frame that its devices receive and send."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from dockernet_sim.linux.link.device import Device
from dockernet_sim.wire.ethernet import Frame

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

OnFrame = Callable[[Frame, str, Device], object]


class PacketSocket:
    """Calls ``on_frame(frame, "in" | "out", device)`` for each frame on one device, or on all that are there now.

    ``promisc`` makes the devices show frames to other stations too.
    """

    def __init__(self, task: Task, on_frame: OnFrame, device: Device | None = None, promisc: bool = False) -> None:
        self._on_frame = on_frame
        self._promisc = promisc
        self._taps = [(d, partial(self._see, d)) for d in ([device] if device is not None else task.ns.links())]
        for tapped, tap in self._taps:
            tapped.add_tap(tap)
            tapped.promisc += promisc
        task.at_exit.append(self.close)

    def close(self) -> None:
        """See no more."""
        for tapped, tap in self._taps:
            if tap in tapped.taps:
                tapped.remove_tap(tap)
                tapped.promisc -= self._promisc
        self._taps.clear()

    def _see(self, device: Device, frame: Frame, direction: str, _time: float) -> None:
        self._on_frame(frame, direction, device)
