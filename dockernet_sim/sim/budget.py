"""How much work the programs of one command line may do:
counted, so that the same line always ends at the same place."""

from __future__ import annotations

from typing import Protocol

from dockernet_sim.sim.errors import Runaway

MOST = 250_000  # units of about ten microseconds of a slow machine's time
PER_SECOND = 100.0  # units that a simulated second gives back: a loop that waits never uses up its budget


class _Clock(Protocol):
    @property
    def now(self) -> float: ...


class Budget:
    """The work that a program and all those that it starts can still do.

    Parameters
    ----------
    clock : Clock
        Simulated time gives work back.
    most : float
        The most units.

    Examples
    --------
    >>> from dockernet_sim.sim.clock import Clock
    >>> budget = Budget(Clock(), most=2)
    >>> budget.spend(2)
    >>> budget.spend(1)
    Traceback (most recent call last):
    dockernet_sim.sim.errors.Runaway: more than 2 steps of work: a loop or a recursion that does not end, ...
    """

    __slots__ = ("_clock", "_left", "_most", "_since", "spent")

    def __init__(self, clock: _Clock, most: float = MOST) -> None:
        self._clock = clock
        self._most = self._left = most
        self._since = clock.now
        self.spent = 0.0  # in all

    def spend(self, units: float, what: str = "") -> None:
        """Do so much work; Runaway when the budget is used up."""
        self.spent += units
        self._left -= units
        if self._left < 0:
            self._refill()
            if self._left < 0:
                raise Runaway(
                    f"more than {self._most} steps of work{', last ' + what if what else ''}: a loop or a recursion that"  # noqa: E501
                    " does not end, or that does too much at once"
                )

    def _refill(self) -> None:
        now = self._clock.now
        self._left = min(self._most, self._left + (now - self._since) * PER_SECOND)
        self._since = now
