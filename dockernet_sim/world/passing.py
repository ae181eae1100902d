"""Letting simulated time go by: for so long, until a task has ended, until an event has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy

from dockernet_sim.programs.task import STOPPED, Task
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.errors import Runaway
from dockernet_sim.sim.interrupts import Interrupted, held

PATIENCE = 1.0  # seconds that an interrupted program has to say goodbye before it is killed


class Passing:
    """A clock, and ways of letting it run."""

    clock: Clock

    def pass_time(self, seconds: float) -> None:
        """Let so many simulated seconds go by."""
        if seconds > 0:
            self.clock.run_to(self.clock.now + seconds)

    def finish(self, task: Task, limit: float, endless: float | None = None) -> bool:
        """Start a task and let the clock run to its end; False when it had to be interrupted.

        It has `limit` seconds; where `endless` is given, it is looked at every so many seconds whether a program has
        said that it will not end by itself.
        """
        task.start()
        return self.see_out(task, limit, endless)

    def see_out(self, task: Task, limit: float, endless: float | None = None) -> bool:
        """The same for a task that runs already; one during which everything goes round is told so, and killed."""
        try:
            return self._see_out(task, limit, endless)
        except Runaway as error:
            self._stop(task, error)
            return True

    def land(self, seconds: float, task: Task) -> None:
        """Let land what a task that has ended left in the air."""
        try:
            self.pass_time(seconds)
        except Runaway as error:
            self._stop(task, error)

    def _stop(self, task: Task, error: Runaway) -> None:
        task.err(f"{task.argv[0]}: {type(error).__name__}: {error}\n")
        task.signal("KILL")
        self.step_while(task, 0.0)
        task.exit_code = STOPPED

    def _see_out(self, task: Task, limit: float, endless: float | None) -> bool:
        while limit > 0:
            turn = limit if endless is None else min(endless, limit)
            if self.step_while(task, turn):
                return True
            limit -= turn
            if task.foreground.endless:
                break
        self.break_off(task)
        return False

    def break_off(self, task: Task) -> None:
        """Interrupt a task as Ctrl-C does; kill it when it does not end within a second, or at the next interrupt."""
        for signal in ("INT", "KILL"):
            task.signal(signal)
            try:
                if self.step_while(task, PATIENCE):
                    return
            except Interrupted:
                continue

    def see_event(self, event: simpy.Event, limit: float) -> Any:
        """Let the clock run until an event has come; its value, or None when it has not come within `limit` seconds."""
        clock = self.clock
        until = clock.now + limit
        while not event.processed and clock.peek() <= until:
            clock.advance(until)
        return event.value if event.processed else None

    def drift(self, until: float, most: int, enough: Callable[[], bool]) -> bool:
        """Take at most `most` events that are due by `until`, no further than `enough` asks for; False when none was
        left.

        It is no call: the log's later calls say how far the clock had come.
        """
        clock = self.clock
        with clock.lock, held(clock):
            clock.refuse_inside("a request")
            clock.running = True
            try:
                for _ in range(most):
                    if enough():
                        return True
                    if not clock.advance(until):
                        return False
                return True
            except Interrupted as stop:
                raise (stop.__cause__ or stop) from None
            finally:
                clock.running = False

    def step_while(self, task: Task, limit: float) -> bool:
        """Take events until the task has ended (True) or `limit` seconds have gone by (False)."""
        clock, process = self.clock, task.process
        until = clock.now + limit
        if process is None or clock.step_until(process, until):
            return True
        self.pass_time(until - clock.now)
        return False
