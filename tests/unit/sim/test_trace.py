"""The trace is bounded, ordered by time, and digests to the same value for the same records."""

from dockernet_sim.sim.trace import Trace


def filled(order: list[float]) -> Trace:
    trace = Trace()
    for time in order:
        trace.add(time, "vm", "root", "eth0", "tx", None)
    return trace


def test_records_come_by_time_then_serial() -> None:
    assert [(r.time, r.serial) for r in filled([2.0, 1.0, 1.0])] == [(1.0, 2), (1.0, 3), (2.0, 1)]


def test_only_the_last_records_are_kept() -> None:
    trace = Trace(kept=2)
    for time in (1.0, 2.0, 3.0):
        trace.add(time, "vm", "root", "eth0", "tx", None)
    assert [r.serial for r in trace] == [2, 3]


def test_since_leaves_out_what_was_there() -> None:
    trace = filled([1.0, 2.0])
    assert [r.serial for r in trace.since(1)] == [2]


def test_digests_tell_traces_apart() -> None:
    assert filled([1.0]).digest() == filled([1.0]).digest() != filled([1.5]).digest()


def test_a_cause_is_kept_as_text_of_the_moment_it_is_read() -> None:
    trace = Trace()
    trace.add(0.0, "vm", "root", "eth0", "drop", None, "filter-rule", 42)
    assert next(iter(trace)).cause == "42"
