"""The one gate of all calls from outside:
each is logged, holds interrupts back, and cannot be made inside another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from dockernet_sim.engine.daemon.routes import BY_CALL
from dockernet_sim.sim.errors import Torn
from dockernet_sim.sim.interrupts import Interrupted, held
from dockernet_sim.sim.trace import Trace
from dockernet_sim.world.log import CallLog
from dockernet_sim.world.passing import Passing

TAKES_TIME = {  # kinds of calls that let simulated time pass, and how a user knows them
    "line": "lab.sh",
    "run": "lab.run",
    "api": "a call of the docker client",
    "wait": "a call of the docker client",
    "console": "the shell",
    "exec": "a request to the engine",
    "attach": "a request to the engine",
}
ENGINE_CALLS = frozenset(BY_CALL) - {
    "container_attach",
    "container_files",
    "events_listen",
}
"""Calls of the Engine API that are plain data in and out; nothing else of an engine can be called by name."""


REMOTE: ContextVar[bool] = ContextVar("REMOTE", default=False)
"""Whether a client of a server calls: an exception of a listener waits for the next call of the program itself"""


class Calling(Passing):
    """A clock, and a log of the calls that let it run."""

    log: CallLog
    trace: Trace
    _stops: tuple[int, ...] = ()  # interrupts of the call that is made again

    @contextmanager
    def call(self, kind: str, where: str = "", text: str = "", **details: Any) -> Iterator[dict[str, Any]]:
        """Remember a call from outside, to make it again in a copy; what it leads to in turn is no call of its own.

        Yields
        ------
        dict
            The details that are remembered; more can be added while the call lasts.
        """
        with self.clock.lock:
            yield from self._call(kind, where, text, details)

    def _call(self, kind: str, where: str, text: str, details: dict[str, Any]) -> Iterator[dict[str, Any]]:
        clock = self.clock
        if clock.running:
            if kind in TAKES_TIME:
                clock.refuse_inside(TAKES_TIME[kind])
            yield details
            return
        self.refuse_torn()
        with held(clock):
            call = self.log.add(clock.now, clock.taken, kind, where, text, **details)
            clock.stop_at(self._stops)
            clock.running = True
            try:
                yield call.details
            except Interrupted as stop:
                raise (stop.__cause__ or stop) from None
            finally:
                clock.running = False
                if clock.stopped:
                    call.details["stops"] = clock.stopped
                clock.stop_at()
        if not REMOTE.get():
            self.trace.raise_failed()

    def make_again(self, stops: Sequence[int], call: Callable[[], object]) -> None:
        """Make a call as it was made the first time, with its interrupts."""
        self._stops = tuple(stops)
        try:
            call()
        except Interrupted:
            pass  # the call ended there the first time, too
        finally:
            self._stops = ()

    def refuse_torn(self) -> None:
        """Raise Torn after an interrupt that was forced."""
        if self.clock.torn:
            raise Torn(
                "the lab was interrupted in the middle of an event, and its state is not known any more:"
                " make a new lab, or load a saved one"
            )
