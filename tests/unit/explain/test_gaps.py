"""What a trace no longer holds is said by everything that reads it."""

from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.capture.capture import capture
from dockernet_sim.explain.gaps import gap
from dockernet_sim.explain.picture import UnknownFormat
from dockernet_sim.explain.story import story
from dockernet_sim.sim.trace import Trace

LOST = "older records are missing: the trace keeps the last 100."
OFF = "Nothing was recorded: the trace is off"


@pytest.fixture
def short() -> Lab:
    """A lab whose trace keeps 100 records, after more than that."""
    lab = Lab()
    lab.world.trace._records = type(lab.world.trace._records)(maxlen=100)
    lab.world.trace.kept = 100
    lab.sh("ping -c 30 172.31.176.1")
    return lab


def test_trace_counts_what_it_dropped() -> None:
    trace = Trace(kept=3)
    for number in range(5):
        trace.add(float(number), "vm", "root", "eth0", "tx", None)
    assert trace.lost == 2 and repr(trace) == "<Trace of 3 records, 2 older ones dropped>"
    assert (trace.since(0).lost, trace.since(2).lost, trace.since(1).lost) == (2, 0, 1)
    trace.clear()
    assert trace.lost == 0 and gap(trace) is None
    trace.on = False
    assert repr(trace) == "<Trace of 0 records, off>" and OFF in str(gap(trace))


def test_every_reader_says_that_records_are_missing(short: Lab) -> None:
    captured = short.capture("vm/eth0")
    shown = [repr(captured), str(captured), captured._repr_html_(), captured.pcapng().decode("latin-1")]
    shown += [str(story(short.trace)), repr(short.step()), short.step().html(), short.ladder().svg]
    assert all(LOST in text for text in shown)
    assert LOST in short.curves("rtt").figure._suptitle.get_text()
    assert "较早的记录" in repr(short.step(lang="zh"))


def test_slice_that_is_whole_says_nothing(short: Lab) -> None:
    serial = short.trace.serial
    short.sh("ping -c 1 172.31.176.1")
    records = short.trace.since(serial)
    assert gap(records) is None and LOST not in str(capture(records)) and LOST not in short.ladder(records).svg


def test_lab_without_a_trace_says_why_readers_are_empty() -> None:
    lab = Lab(trace=False)
    lab.sh("ping -c 1 172.31.176.1")
    for text in (repr(lab.capture("vm/eth0")), str(story(lab.trace)), repr(lab.step()), lab.ladder().svg):
        assert OFF in text


def test_capture_refuses_a_suffix_that_it_does_not_write(short: Lab, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"x\.pcap: captures are written as \.pcapng"):
        short.capture().save(tmp_path / "x.pcap")
    assert short.capture().save(tmp_path / "x.pcapng").exists() and not (tmp_path / "x.pcap").exists()
