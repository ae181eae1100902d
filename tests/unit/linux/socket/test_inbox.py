"""Inbox: order, waiting, callbacks."""

from dockernet_sim.linux.socket.inbox import Inbox, join
from dockernet_sim.sim.clock import Clock


def test_items_come_in_order_and_later_than_the_leg() -> None:
    clock, got = Clock(), []
    inbox = Inbox(clock)
    inbox.on_item(lambda item: got.append((item, clock.now > 0)))
    inbox.put(1)
    inbox.put(2)
    assert got == []
    clock.run()
    assert got == [(1, True), (2, True)]


def test_a_stream_gives_all_there_is_in_one_read() -> None:
    clock = Clock()
    inbox = Inbox(clock, join)
    for piece in (b"a", b"b", b""):
        inbox.put(piece)
    first = inbox.get()
    clock.run()
    second = inbox.get()
    clock.run()
    assert (first.value, second.value) == (b"ab", b"")


def test_error_without_a_waiting_program_does_no_harm() -> None:
    clock = Clock()
    inbox = Inbox(clock)
    event = inbox.get()
    inbox.put(ValueError("late"))
    clock.run()
    assert isinstance(event.value, ValueError)


def test_readable_does_not_take() -> None:
    clock = Clock()
    inbox = Inbox(clock)
    event = inbox.readable()
    inbox.put("x")
    clock.run()
    assert event.triggered and len(inbox) == 1 and inbox.readable().triggered
