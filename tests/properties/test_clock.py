"""Whatever is due comes in the order of its time, and at one moment in the order in which it was asked for."""

from collections.abc import Callable

import simpy
from dockernet_sim.sim.clock import Clock
from hypothesis import given
from hypothesis import strategies as st

from .support import examples

WAYS: dict[str, Callable[[Clock, float, Callable[[int], object], int], object]] = {
    "at": lambda clock, delay, fn, number: clock.at(clock.now + delay, fn, number),
    "defer": lambda clock, delay, fn, number: clock.defer(fn, number),
    "defer_until": lambda clock, delay, fn, number: clock.defer_until(clock.now + delay, fn, number),
    "call_later": lambda clock, delay, fn, number: clock.call_later(delay, fn, number),
    "timeout": lambda clock, delay, fn, number: _timeout(clock, delay, fn, number),
    "cancelled": lambda clock, delay, fn, number: clock.call_later(delay, fn, -number).cancel(),
}
WANTS = st.lists(
    st.tuples(st.sampled_from(sorted(WAYS)), st.sampled_from([0.0, 0.5, 1.0, 2.0, 50.0]), st.integers(0, 3)),
    max_size=40,
)


def _timeout(clock: Clock, delay: float, fn: Callable[[int], object], number: int) -> None:
    timeout = simpy.Timeout(clock, delay)
    timeout.callbacks.append(lambda event: fn(number))


@given(WANTS, st.lists(st.sampled_from([0.25, 0.5, 1.0, 7.0]), max_size=5))
@examples(4)
def test_events_come_in_their_order(wants: list[tuple[str, float, int]], stops: list[float]) -> None:
    """Each event asks for a few more, in all the ways that there are; the run stops at some times in between."""
    clock, todo = Clock(), list(reversed(wants))
    asked: list[float] = []
    came: list[int] = []

    def ask() -> None:
        if todo:
            way, delay, _ = todo[-1]
            WAYS[way](clock, delay, happens, len(asked))
            asked.append(clock.now + (0.0 if way == "defer" else delay) if way != "cancelled" else -1.0)

    def happens(number: int) -> None:
        assert number >= 0 and clock.now == asked[number]
        came.append(number)
        for _ in range(todo[-1][2] if todo else 0):
            ask()
            todo.pop()
            if not todo:
                return

    for _ in range(3):
        ask()
    for stop in stops:
        clock.run(until=clock.now + stop)
        assert all(time < clock.now for number, time in enumerate(asked) if number in came)
        assert clock.peek() >= clock.now
    clock.run()
    assert came == sorted((n for n, time in enumerate(asked) if time >= 0.0), key=lambda n: (asked[n], n))
