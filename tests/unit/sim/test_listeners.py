"""Listeners of the trace look on: whatever they do, what is simulated comes out the same."""

import pytest
from dockernet_sim import AlreadyRunning, Lab, Record

LINE = "ping -c 2 -W 1 172.31.176.1"


def records(lab: Lab) -> list[str]:
    return [str(record) for record in lab.trace]


def test_listener_that_fails_is_ended_and_its_exception_comes_out_behind_the_call() -> None:
    lab, plain, seen = Lab(engine="29"), Lab(engine="29"), list[Record]()

    def fails(record: Record) -> None:
        seen.append(record)
        raise LookupError(record.device)

    lab.on("tx", fails)
    with pytest.raises(LookupError, match="eth0"):
        lab.sh(LINE)
    assert len(seen) == 1
    assert plain.sh(LINE).exit == 0
    assert records(lab) == records(plain)
    assert lab.sh(LINE).exit == 0
    assert lab.copy().env.now == lab.env.now


def test_listener_cannot_let_time_pass() -> None:
    lab = Lab(engine="29")
    lab.on("tx", lambda record: lab.sh(LINE))
    with pytest.raises(AlreadyRunning):
        lab.sh(LINE)
    assert lab.sh(LINE).exit == 0


def test_listener_is_ended_once_or_more_often() -> None:
    lab, seen = Lab(engine="29"), list[Record]()
    stop = lab.on("tx", seen.append)
    stop()
    stop()
    lab.sh(LINE)
    assert not seen
