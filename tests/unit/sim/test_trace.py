"""The trace is bounded, ordered by time, and digests to the same value for the same records."""

import gc
import json

from dockernet_sim import Lab
from dockernet_sim.sim.trace import COLUMNS, Trace


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


def test_rows_are_flat_and_a_listener_hears_cached_paths_too() -> None:
    lab, seen = Lab(), []
    lab.sh("docker run -d --name web nginx")
    stop = lab.on("tx", seen.append)
    before = lab.trace.serial
    lab.sh("ping -q -c 20 -i 0.01 172.17.0.2")
    made = [record for record in lab.trace.since(before) if record.event == "tx"]
    assert sorted(map(str, seen)) == sorted(map(str, made)) and len(made) > 40
    stop()
    lab.sh("ping -c 1 172.17.0.2")
    assert len(seen) == len(made)
    row = next(row for row in lab.trace.rows() if row["protocol"] == "icmp")
    assert tuple(row) == COLUMNS and row["dst"] in ("172.17.0.2", "172.17.0.1") and row["length"] in (84, 98)


def test_json_has_a_row_on_each_line_and_pandas_has_the_columns() -> None:
    lab = Lab(trace=50)
    lab.sh("curl -s http://203.0.113.10/")
    lines = lab.trace.to_json().splitlines()
    assert len(lines) == len(lab.trace) == 50 and json.loads(lines[0])["host"] in ("vm", "lan")
    assert list(lab.trace.to_pandas().columns) == list(COLUMNS)


def test_a_full_trace_makes_no_work_for_the_collector() -> None:
    trace = Trace(kept=1000)

    def fill(count: int) -> int:
        before = gc.get_stats()[0]["collections"]
        for number in range(count):
            trace.add(float(number), "vm", "root", "eth0", "tx", None, cause=[])
        return gc.get_stats()[0]["collections"] - before

    usual = gc.get_threshold()
    gc.set_threshold(700, *usual[1:])  # the command line has another
    try:
        gc.collect()
        assert fill(2000) > 0  # until it is full
        assert fill(20_000) <= 2
    finally:
        gc.set_threshold(*usual)
