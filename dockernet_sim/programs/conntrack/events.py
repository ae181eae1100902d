"""``conntrack -E``: flows that come, change and go, as they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simpy

from dockernet_sim.programs.conntrack.text import NAME, event_text
from dockernet_sim.programs.mailbox import Mailbox
from dockernet_sim.sim.when import EPOCH_SECONDS

if TYPE_CHECKING:
    from collections.abc import Generator

    from dockernet_sim.linux.netfilter.flow import Flow
    from dockernet_sim.programs.conntrack.request import Request
    from dockernet_sim.programs.task import Task

SOON = 600.0  # seconds: flows that live longer are found dead when they are looked for


class Events:
    """Prints the events that are asked for until Ctrl-C."""

    def __init__(self, task: Task, request: Request) -> None:
        self.task, self.request = task, request
        self.table = task.ns.nf.conntrack
        self.mailbox: Mailbox[str] = Mailbox(task.clock)
        self.shown = 0

    def run(self) -> Generator[Any, Any, int]:
        """Watch the table."""
        task = self.task
        task.endless = True
        self.table.watch(self._happened)
        task.at_exit.append(lambda: self.table.unwatch(self._happened))
        try:
            while True:
                yield from self.mailbox.wait(self._next_expiry())
                self.table.entries()  # forgets those whose time is over
                self._print()
        except simpy.Interrupt as signal:
            if signal.cause not in ("INT", "TERM"):
                raise
        task.err(f"{NAME}: {self.shown} flow events have been shown.\n")
        return 0

    def _next_expiry(self) -> float | None:
        """Seconds until the kernel finds the next flow dead."""
        now = self.task.clock.now
        soonest = min((direction.flow.expires for direction in self.table.directions.values()), default=None)
        if soonest is None or soonest - now > SOON:
            return None
        return max(0.0, soonest - now) + 0.001

    def _happened(self, kind: str, flow: Flow) -> None:
        request = self.request
        if (request.kinds and kind not in request.kinds) or not request.about(flow):
            return
        clock = self.task.clock
        time = round(clock.t, 6)
        stamp = f"[{EPOCH_SECONDS + int(time)}.{round(time % 1 * 1e6) % 1000000:06d}]\t" if request.stamped else ""
        self.mailbox.put(f"{stamp}{event_text(kind, flow, clock.t, request.extended)}\n")

    def _print(self) -> None:
        while (found := self.mailbox.next()) is not None:
            self.shown += 1
            self.task.out(found[0])
