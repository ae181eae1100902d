"""The clock: SimPy's environment, plus the *leg*.

A frame's way through one machine is one leg: it is walked in one go, inside one SimPy event. While it is walked the
clock shows two times: ``now`` (SimPy's, when the leg began) and ``t`` (how far the leg has come). Every crossing of a
veth pair moves ``t`` on; trace records carry ``t``.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from heapq import heappop, heappush
from math import nextafter
from operator import attrgetter
from typing import Any, Protocol, cast

import simpy

from dockernet_sim.sim import interrupts
from dockernet_sim.sim.errors import AlreadyRunning, BroadcastLoop, Runaway

HOPS_PER_LEG = 100_000
HOPS = range(HOPS_PER_LEG + 1)  # and the one that begins it
EVENTS_PER_SECOND = 5_000_000
EVENTS_PER_MOMENT = 500_000
NORMAL = 1  # simpy's own, of the priorities of things that are due at one moment
NOTHING = object()  # no argument
INFINITY = float("inf")
FAR = 10**15  # more events than any run has

Function = Callable[..., object]
Entry = tuple[Any, ...]
"""What waits in the queue: time, priority, number, and an event; or None for it, a function, and its argument."""


class OverBudget(BaseException):
    """More events than :meth:`Clock.allow` allowed; nothing but the caller of that catches it."""


class Pending(Protocol):
    """Deferred updates of counters and timestamps."""

    def flush(self) -> None:
        """Apply the deferred counter and timestamp updates."""


class Call:
    """A plain function that will be called at a later time: an entry of the event queue without an event to wait for.

    It is all that a packet on its way needs, at half of the price of an event with callbacks.
    """

    __slots__ = ("args", "fn")

    def __init__(self, fn: Function, args: tuple[Any, ...]) -> None:
        self.fn: Function | None = fn
        self.args = args

    def cancel(self) -> None:
        """Cancel: the queue entry is skipped when it is due."""
        self.fn = None


class Clock(simpy.Environment):
    """SimPy's environment with leg time and a budget against runaways.

    Parameters
    ----------
    events_per_second : int
        The most events that one simulated second may hold before :class:`Runaway` ends the run.

    Examples
    --------
    >>> clock, seen = Clock(), []
    >>> _ = clock.call_later(2.0, seen.append, "two seconds later")
    >>> clock.run()
    >>> clock.now, seen
    (2.0, ['two seconds later'])
    """

    now: float = property(attrgetter("_now"), doc="Simulated seconds.")  # type: ignore[assignment]  # as SimPy's own, but not a call of Python code

    def __init__(self, events_per_second: int = EVENTS_PER_SECOND) -> None:
        super().__init__()
        self.t = 0.0
        self._now: float = 0.0
        self.lock = threading.RLock()  # held by the thread that lets it run
        self._entries = cast("list[Entry]", self._queue)  # SimPy's
        self._soon: Entry | None = None  # one that is not in the queue: a call that cannot be cancelled
        self.work: deque[tuple[float, Function, Any, Any]] = deque()  # what the leg that is walked has still to do
        self.walking = False
        self.pending: list[Pending] = []  # cached paths with deferred updates
        self._budget = events_per_second
        self._left = events_per_second  # events until :meth:`_look`
        self._spare = 0  # of the budget, what comes after the next look
        self._granted = events_per_second  # `_left` and all events that were taken
        self._asked = 0  # how often :meth:`stop_soon` was called since the last look
        self._began = 0
        self._stops: list[int] = []  # counts of events after which a replay is interrupted
        self._most: int | None = None  # the count of events after which OverBudget ends the run
        self.stopped: list[int] = []  # counts of events, since :meth:`stop_at`, at which it was interrupted
        self.torn = False  # an interrupt was forced in the middle of an event
        self._second = 0.0
        self.taken = (
            0  # events taken at this very moment; with the time, it tells where between two events a run stands
        )
        self.running = False  # a call from outside lets it run
        self.strangers: list[str] = []  # processes that the model knows nothing of, by their functions' names

    def spawn(self, generator: Generator[Any, Any, Any]) -> simpy.Process:
        """A process of the model's own."""
        return simpy.Process(self, generator)

    def process(self, generator: Generator[Any, Any, Any]) -> simpy.Process:
        """Start a foreign process and note it: a copy could not start it again."""
        self.strangers.append(getattr(generator, "__name__", repr(generator)))
        return self.spawn(generator)

    def sync(self) -> None:
        """Start a leg here and now; a sender calls this first."""
        if not self.walking:
            self.t = self._now

    def call_later(self, delay: float, fn: Function, *args: Any) -> Call:
        """Call ``fn(*args)`` in `delay` seconds from now."""
        call = Call(fn, args)
        heappush(self._entries, (self._now + delay, NORMAL, next(self._eid), call))
        return call

    def call_at(self, when: float, fn: Function, *args: Any) -> Call:
        """Call ``fn(*args)`` at a time, which is not before now."""
        call = Call(fn, args)
        heappush(self._entries, (when, NORMAL, next(self._eid), call))
        return call

    # What cannot be cancelled is kept as a function and its argument; the next such call is kept beside the queue,
    # since in a large lab a queue is full of timers that mostly never go off: putting in and taking out what comes next
    # would cost the most.
    def at(self, when: float, fn: Function, arg: Any = NOTHING) -> None:
        """Call ``fn(arg)`` at a time, which is not before now; it cannot be cancelled."""
        self._put((when, NORMAL, next(self._eid), None, fn, arg))

    def defer(self, fn: Function, arg: Any = NOTHING) -> None:
        """Call ``fn(arg)`` as an event of its own, at the leg's time: the leg's end."""
        now, delay = self._now, self.t - self._now
        entry = (now + delay if delay > 0.0 else now, NORMAL, next(self._eid), None, fn, arg)
        if self._soon is None:
            self._soon = entry
        else:
            self._put(entry)

    def defer_until(self, t: float, fn: Function, arg: Any = NOTHING) -> None:
        """Call ``fn(arg)`` as an event of its own, at a later leg time."""
        now, delay = self._now, t - self._now
        entry = (now + delay if delay > 0.0 else now, NORMAL, next(self._eid), None, fn, arg)
        if self._soon is None:
            self._soon = entry
        else:
            self._put(entry)

    def _put(self, entry: Entry) -> None:
        soon = self._soon
        if soon is None:
            self._soon = entry
        elif entry < soon:
            self._soon = entry
            heappush(self._entries, soon)
        else:
            heappush(self._entries, entry)

    def hop(self, delay: float, fn: Function, device: Any, frame: Any) -> None:
        """Call ``fn(device, frame)`` in this leg, `delay` seconds of leg time further on."""
        self.work.append((self.t + delay, fn, device, frame))
        if not self.walking:
            if self.pending:
                self.flush()
            self.walk()

    def flush(self) -> None:
        """Apply the deferred updates of cached paths: readers of counters or tables call this first."""
        while self.pending:
            self.pending.pop().flush()

    def walk(self) -> None:
        """Walk a leg: do what there is to be done, and all that comes of it."""
        work, began = self.work, self.t
        self.walking = True
        try:
            for _ in HOPS:
                self.t, fn, device, frame = work.popleft()
                fn(device, frame)
                if not work:
                    return
            raise BroadcastLoop(_loop_text(device, frame))
        finally:
            if work:
                work.clear()
            self.walking = False
            self.t = began

    def run(self, until: float | simpy.Event | None = None) -> Any:
        """SimPy's run: until a time, which is then reached whatever is due at it, until an event, or to the last event.

        Raises
        ------
        AlreadyRunning
            When it is called from inside a process or a callback of this clock.
        """
        with self.lock, interrupts.held(self):
            self.refuse_inside("lab.env.run")
            self.running = True
            try:
                if until is None or isinstance(until, simpy.Event):
                    return super().run(until)
                if until <= self._now:
                    raise ValueError(f"until ({until}) must be greater than the current simulation time")
                self.run_to(until)
            except interrupts.Interrupted as stop:
                raise (stop.__cause__ or stop) from None
            finally:
                self.running = False

    def run_to(self, time: float) -> None:
        """Take all events before `time`, which is later than now, and stand there."""
        last, advance = nextafter(time, -INFINITY), self.advance
        while advance(last):
            pass
        self._now, self.taken = float(time), 0

    def begin_anew(self) -> None:
        """In a forked copy: forget the run that the original is in the middle of."""
        self.running, self._active_proc, self.lock = False, None, threading.RLock()

    def refuse_inside(self, what: str) -> None:
        """Raise AlreadyRunning when the clock runs: a second run inside the first would turn time back."""
        if self.running or self._active_proc is not None:
            raise AlreadyRunning(
                f"{what} lets simulated time pass, and the clock is running already (at {self._now:.6f} s): in a process of"  # noqa: E501
                ' lab.env, start a program and wait for its end with `yield lab.task(["ping", "-c", "1", "db"]).process`,'  # noqa: E501
                " or wait for a time with `yield lab.env.timeout(1.0)`"
            )

    def peek(self) -> float:
        """When the next event is due; infinity without one."""
        soon = INFINITY if self._soon is None else float(self._soon[0])
        return min(soon, float(super().peek()))

    def step_until(self, process: simpy.Process, time: float) -> bool:
        """Take events until the process has ended (True), or nothing more is due by that time (False)."""
        advance, pending = self.advance, simpy.events.PENDING
        while process._value is pending:
            if not advance(time):
                return False
        return True

    def step(self) -> None:
        """Take one event."""
        if self._active_proc is not None:
            self.refuse_inside("lab.env.step")
        if not self.advance(INFINITY):
            raise simpy.core.EmptySchedule

    def advance(self, by: float) -> bool:
        """Take one event, counted against the budget of its simulated second; False when none is due by that time."""
        queue, entry = self._entries, self._soon
        if entry is None or (queue and queue[0][0] <= entry[0] and queue[0] < entry):
            if not queue:
                return False
            entry = queue[0]
        when, event = entry[0], entry[3]
        if when > by:
            return False
        if when > self._now:
            self.taken = 1
        else:
            self.taken += 1
            if self.taken > EVENTS_PER_MOMENT:
                self._stuck()
        if event is None:
            if entry is self._soon:
                self._soon = None
            else:
                heappop(queue)
            self._now = self.t = when
            fn, arg = entry[4], entry[5]
            if arg is NOTHING:
                fn()
            else:
                fn(arg)
        elif type(event) is Call:
            heappop(queue)
            self._now = when
            if event.fn is not None:
                self.t = when
                event.fn(*event.args)
        else:
            super().step()
        self._left -= 1
        if self._left <= 0:
            self._look()
        return True

    # -- stops between two events ----------------------------------------------
    @property
    def events(self) -> int:
        """How many events have been taken since the clock was made."""
        return self._granted - self._left

    def stop_soon(self) -> None:
        """Look at held signals after the event that is under way; a signal handler may call this at any bytecode."""
        self._asked += 1
        self._granted -= FAR
        self._left -= FAR

    def stop_at(self, counts: Iterable[int] = ()) -> None:
        """Begin to count: raise Interrupted after so many events from now, as the recorded interrupts of a call did."""
        self._began, self.stopped = self.events, []
        self._stops = [self._began + count for count in counts]
        self._grant()

    def allow(self, events: int | None) -> None:
        """Raise OverBudget after so many further events; None: never."""
        self._most = None if events is None else self.events + events
        self._grant()

    def _grant(self) -> None:
        """Set the next look: the end of the budget, the next stop, or the last event that is allowed."""
        events, rest = self.events, self._left + self._spare
        self._left = min(rest, self._stops[0] - events) if self._stops else rest
        if self._most is not None:
            self._left = min(self._left, self._most - events)
        self._spare = rest - self._left
        self._granted = events + self._left

    def _look(self) -> None:
        """Between two events: handle interrupts, and open the next second's budget."""
        asked, self._asked = self._asked, 0
        self._granted += asked * FAR
        self._left += asked * FAR
        if self._most is not None and self.events >= self._most:
            raise OverBudget
        if self._left + self._spare <= 0:
            self._new_budget()
        due = bool(self._stops) and self.events >= self._stops[0]
        if due:
            del self._stops[0]
        self._grant()
        try:
            if due:
                raise interrupts.Interrupted
            interrupts.deliver()
        except interrupts.Interrupted:
            self.stopped.append(self.events - self._began)
            raise

    def _stuck(self) -> None:
        self.taken = 0  # after a loop has been stopped, the clock can go on
        raise Runaway(
            f"more than {EVENTS_PER_MOMENT} events at {self._now:.6f} s, and no simulated time goes by: programs that"
            " wake each other without ever waiting, or a link without delay; look at the trace's last records"
        )

    def _new_budget(self) -> None:
        if self._now < self._second + 1.0:
            raise Runaway(
                f"more than {self._budget} events between {self._second:.6f} s and {self._now:.6f} s of simulated"
                " time: a program that never waits, or frames that go round; look at the trace's last records"
            )
        self._granted = self.events + self._budget
        self._second, self._left, self._spare = self._now, self._budget, 0


def _loop_text(device: Any, frame: Any) -> str:
    return (
        f"a frame was still circling after {HOPS_PER_LEG} crossings, last at {getattr(device, 'name', device)}: {frame}; "  # noqa: E501
        "two bridges are joined by two ways and there is no spanning tree: remove one of the ways"
    )
