"""The clock keeps SimPy's time, the leg's time, and a budget."""

import pytest
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.errors import BroadcastLoop, Runaway


def test_a_call_happens_at_its_time() -> None:
    clock, seen = Clock(), []
    clock.call_later(2.0, lambda: seen.append(clock.t))
    clock.run()
    assert seen == [2.0]


def test_a_cancelled_call_does_not_happen() -> None:
    clock, seen = Clock(), []
    clock.call_later(1.0, seen.append, 1).cancel()
    clock.run()
    assert seen == []


def test_hops_of_one_leg_move_its_time_but_not_the_clock() -> None:
    clock, seen = Clock(), []

    def first(*_: object) -> None:
        seen.append(clock.t)
        clock.hop(0.5, lambda *_: seen.append(clock.t), "eth0", "frame")

    clock.hop(0.25, first, "eth0", "frame")
    assert seen == [0.25, 0.75]
    assert clock.now == 0.0
    assert clock.t == 0.0


def test_the_end_of_a_leg_is_an_event_at_the_legs_time() -> None:
    clock, seen = Clock(), []
    clock.hop(0.25, lambda *_: clock.defer(lambda: seen.append((clock.now, clock.t))), "eth0", "frame")
    clock.run()
    assert seen == [(0.25, 0.25)]


def test_a_loop_inside_a_leg_ends_in_a_named_error() -> None:
    clock = Clock()

    def again(device: str, frame: str) -> None:
        clock.hop(1e-6, again, device, frame)

    with pytest.raises(BroadcastLoop, match=r"circling .* last at eth0: frame"):
        clock.hop(1e-6, again, "eth0", "frame")
    clock.hop(0.0, lambda *_: None, "eth0", "frame")  # and the clock can be used again


def test_events_without_end_at_one_moment_end_in_a_named_error() -> None:
    clock = Clock(events_per_second=1000)

    def again() -> None:
        clock.call_later(0.0, again)

    clock.call_later(0.0, again)
    with pytest.raises(Runaway, match="more than 1000 events"):
        clock.run()


def test_many_events_over_a_long_time_are_no_runaway() -> None:
    clock, seen = Clock(events_per_second=1000), []
    for i in range(5000):
        clock.call_later(i / 500, seen.append, i)
    clock.run()
    assert len(seen) == 5000
