"""Signals that arrive while a clock runs are handled between two events."""

import signal
import threading
from collections.abc import Generator, Iterator
from types import FrameType
from typing import Any

import pytest
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.errors import AlreadyRunning
from dockernet_sim.sim.interrupts import Interrupted, held

ALARM = signal.SIGALRM if hasattr(signal, "SIGALRM") else signal.SIGINT


def refuse(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def raising() -> Iterator[None]:
    before = signal.signal(ALARM, refuse)
    yield
    signal.signal(ALARM, before)


def test_signal_inside_an_event_ends_the_run_after_the_event() -> None:
    clock, seen = Clock(), list[str]()

    def event() -> None:
        signal.raise_signal(ALARM)
        seen.append("whole")

    clock.call_later(1.0, event)
    clock.call_later(2.0, seen.append, "later")
    with pytest.raises(KeyboardInterrupt):
        clock.run(until=5.0)
    assert (clock.now, clock.events, seen) == (1.0, 1, ["whole"])
    clock.run(until=5.0)
    assert seen == ["whole", "later"]
    assert signal.getsignal(ALARM) is refuse


def test_signal_whose_handler_does_not_raise_ends_nothing() -> None:
    clock, heard = Clock(), list[int]()
    signal.signal(ALARM, lambda number, frame: heard.append(number))
    clock.call_later(1.0, signal.raise_signal, ALARM)
    clock.run(until=5.0)
    assert (clock.now, heard) == (5.0, [ALARM])


def test_signal_after_the_last_event_is_handled_at_the_end_of_the_block() -> None:
    clock = Clock()
    with pytest.raises(KeyboardInterrupt), held(clock):
        signal.raise_signal(ALARM)
        done = True
    assert done


def test_second_signal_after_a_second_interrupts_the_event_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, now = Clock(), [0.0]
    monkeypatch.setattr("dockernet_sim.sim.interrupts.time.monotonic", lambda: now[0])

    def endless() -> None:
        for _ in range(1000):
            signal.raise_signal(ALARM)
            now[0] += 0.3

    clock.call_later(1.0, endless)
    with pytest.raises(KeyboardInterrupt):
        clock.run(until=5.0)
    assert clock.torn


def test_stop_after_a_count_of_events_is_exact() -> None:
    clock, seen = Clock(events_per_second=7), list[int]()
    for number in range(20):
        clock.call_later(float(number), seen.append, number)
    clock.stop_at([3, 9])
    for expected in (3, 9):
        with pytest.raises(Interrupted):
            clock.run_to(100.0)
        assert len(seen) == expected == clock.stopped[-1]
    clock.run_to(100.0)
    assert len(seen) == 20 == clock.events


def test_run_in_another_thread_leaves_signals_alone() -> None:
    clock = Clock()
    clock.call_later(1.0, lambda: None)
    thread = threading.Thread(target=clock.run, args=(5.0,))
    thread.start()
    thread.join()
    assert clock.now == 5.0


def test_run_or_step_inside_a_process_is_refused() -> None:
    clock, said = Clock(), list[str]()

    def process() -> Generator[Any, Any, None]:
        yield clock.timeout(1.0)
        for wrong in (lambda: clock.run(until=9.0), clock.step):
            with pytest.raises(AlreadyRunning, match="start a program") as caught:
                wrong()
            said.append(str(caught.value))

    clock.process(process())
    clock.run()
    assert len(said) == 2
