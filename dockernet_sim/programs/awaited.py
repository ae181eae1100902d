"""Waiting for a task as for an event of SimPy: ``code = yield lab.task(["ping", "-c", "3", "db"])``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import simpy


class Awaited:
    """What SimPy looks at in an event that a process yields, asked of the task's own process."""

    __slots__ = ()

    process: simpy.Process | None

    @property
    def _event(self) -> simpy.Process:
        if self.process is None:
            raise RuntimeError(f"{self} was not started: there is nothing to wait for")
        return self.process

    def __or__(self, other: simpy.Event | Awaited) -> simpy.Event:
        """Either of them: ``task | me.sleep(1)``; on the right of an event, it is ``task.process`` that stands."""
        return self._event | _event_of(other)

    def __and__(self, other: simpy.Event | Awaited) -> simpy.Event:
        """Both of them."""
        return self._event & _event_of(other)

    @property
    def callbacks(self) -> list[Callable[[Any], None]] | None:
        """The calls to make at its end; None when it has ended."""
        return self._event.callbacks

    @property
    def _ok(self) -> bool:
        return self._event.ok

    @property
    def _value(self) -> Any:
        return self._event.value

    @property
    def _defused(self) -> bool:
        return self._event.defused

    @_defused.setter
    def _defused(self, defused: bool) -> None:
        self._event.defused = defused


def _event_of(waited: simpy.Event | Awaited) -> simpy.Event:
    return waited._event if isinstance(waited, Awaited) else waited
