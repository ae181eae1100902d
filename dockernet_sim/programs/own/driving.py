"""How a user's generator runs, step by step: what it yields is checked, its steps are counted, a paused container
holds it, and SIGKILL ends it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from zlib import crc32

import simpy

from dockernet_sim.programs.awaited import Awaited
from dockernet_sim.sim.arguments import shown
from dockernet_sim.sim.errors import Runaway

if TYPE_CHECKING:
    from dockernet_sim.linux.host import Host
    from dockernet_sim.programs.own.me import Me
    from dockernet_sim.programs.task import Place

Steps = Generator[simpy.Event | Awaited, Any, Any]
"""The type of a program's generator, for annotations: ``def client(me: Me) -> Steps:``.

Each ``yield`` is given an event, or a task to wait for, and gives back what it brings.
"""

KILL = "KILL"
STUBBORN = 100  # times that a generator may ignore its end
MOST_STEPS = 100_000
"""Steps of one program, with its helpers, at one moment: what ends a loop in which no simulated time goes by."""


class Pace:
    """Counts a program's steps as long as simulated time stands still, and keeps a digest of all of a host's.

    >>> from dockernet_sim.sim.clock import Clock
    >>> pace = Pace(Clock(), most=2)
    >>> pace.step(), pace.step()
    (None, None)
    >>> pace.step()
    Traceback (most recent call last):
    dockernet_sim.sim.errors.Runaway: more than 2 steps at 0.000000 s, and no simulated time goes by: a loop ...
    """

    __slots__ = ("_clock", "_host", "_left", "_moment", "_most")

    def __init__(self, clock: simpy.Environment, most: int = MOST_STEPS, host: Host | None = None) -> None:
        self._clock = clock
        self._host = host
        self._most = self._left = most
        self._moment = -1.0

    def step(self) -> None:
        """One more; Runaway when there were too many at this moment."""
        now = self._clock.now
        self.tell(repr(now))
        if now != self._moment:
            self._moment, self._left = now, self._most
        self._left -= 1
        if self._left < 0:
            raise Runaway(
                f"more than {self._most} steps at {now:.6f} s, and no simulated time goes by: a loop"
                " without a `yield` of something that takes time, as `yield me.sleep(0.001)`"
            )

    def tell(self, text: str) -> None:
        """What the program did becomes part of the host's state: a copy whose functions did something else is none."""
        if self._host is not None:
            self._host.own_steps = crc32(text.encode(), self._host.own_steps)


def driven(me: Me, steps: Steps) -> Generator[simpy.Event, Any, Any]:
    """Run a user's generator for a program, or for one of its helpers; the value is what it returns."""
    place, clock = me.place, me.clock
    value: Any = None
    error: BaseException | None = None
    try:
        if place.frozen is not None:
            error = yield from _held(place, clock, error)
            if error is not None:
                raise error
        while True:
            me.pace.step()
            try:
                event = steps.send(value) if error is None else steps.throw(error)
            except StopIteration as end:
                return end.value
            except GeneratorExit as odd:
                raise RuntimeError("the program raised GeneratorExit") from odd
            if isinstance(event, Awaited) and event.process is not None:
                event = event.process
            if isinstance(event, simpy.Event) and event.env is clock:
                value, error = yield from _outcome(event)
                if place.frozen is not None:
                    error = yield from _held(place, clock, error)
                if error is not None and _kills(error):
                    raise error
            else:
                value, error = None, _no_event(event)
    finally:
        _end(steps)


def _outcome(event: simpy.Event) -> Generator[simpy.Event, Any, tuple[Any, BaseException | None]]:
    """What an event brings: a value, or an exception."""
    try:
        return (yield event), None
    except Exception as error:
        return None, error


def _held(
    place: Place, clock: simpy.Environment, error: BaseException | None
) -> Generator[simpy.Event, Any, BaseException | None]:
    """Wait until a paused container goes on; an interrupt that came meanwhile is told then, SIGKILL at once."""
    while place.frozen is not None and not _kills(error):
        going_on = simpy.Event(clock)
        place.when_running(going_on.succeed)
        _, signal = yield from _outcome(going_on)
        error = signal or error
    return error


def _kills(error: BaseException | None) -> bool:
    return isinstance(error, simpy.Interrupt) and error.cause == KILL


def _no_event(yielded: object) -> TypeError:
    if isinstance(yielded, simpy.Event):
        return TypeError(
            "the program yielded an event of another lab's clock: take what it waits for from its own `me`"
        )
    hint = "; for another generator, `yield from` it" if isinstance(yielded, Generator) else ""
    return TypeError(
        f"the program yielded {shown(yielded)}, which is no event: `yield me.sleep(1.0)`, `yield conn.recv()`{hint}"
    )


def _end(steps: Steps) -> None:
    """End a generator that may not have ended by itself, whatever its ``finally`` does."""
    for _ in range(STUBBORN):
        with suppress(Exception, SystemExit):
            steps.close()
        if getattr(steps, "gi_frame", None) is None:
            return
