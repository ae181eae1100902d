"""Pipes: bounded, and broken when their reader has ended."""

import pytest
from dockernet_sim.programs.stream import CAPACITY, MOST_WRITTEN, BrokenPipe, Pipe, Stream
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.errors import Runaway


def test_a_pipe_is_full_at_its_capacity_until_its_reader_takes_something() -> None:
    pipe = Pipe(Clock())
    pipe.write("x" * CAPACITY)
    assert pipe.full
    assert len(pipe.take()) == CAPACITY
    assert not pipe.full


def test_a_writer_whose_reader_has_ended_gets_sigpipe() -> None:
    pipe = Pipe(Clock())
    pipe.write("x")
    pipe.abandon()
    with pytest.raises(BrokenPipe):
        pipe.write("y")


def test_lines_come_whole_and_the_last_one_without_its_newline_at_the_end() -> None:
    pipe = Pipe(Clock())
    pipe.write("one\ntw")
    assert (pipe.take_line(), pipe.take_line()) == ("one\n", "")
    pipe.write("o")
    pipe.end()
    assert (pipe.take_line(), pipe.take_line()) == ("two", "")


def test_output_without_an_end_is_stopped() -> None:
    stream = Stream()
    with pytest.raises(Runaway, match="characters of output"):
        for _ in range(3):
            stream.write("x" * (MOST_WRITTEN // 2))


def test_pipe_is_full_by_what_is_held_and_what_arrived() -> None:
    pipe = Pipe(Clock())
    pipe.capacity = 5
    for expected in (False, False, True):
        pipe.write("ab")
        assert pipe.full is expected
    assert pipe.take() == "ababab"
    assert not pipe.full
