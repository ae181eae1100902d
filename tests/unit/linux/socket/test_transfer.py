"""Long transfers: the window, lost segments and their repair."""

from typing import Any

import pytest
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.sequence import ahead
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.tcp import Tcp
from tests.unit.linux.socket.tcp_ends import lined, serve


def test_bulk_transfer_far_away_uses_its_whole_window() -> None:
    vm, lan = lined(Line(delay=0.05))
    lan.sysctl["net.ipv4.tcp_moderate_rcvbuf"] = "0"
    got: list[tuple[float, int]] = []

    def accept(connection: Connection) -> None:
        connection.on_data = lambda data: got.append((vm.clock.now, len(data)))

    lan.sockets.listen(0, 80, accept)
    connection = vm.sockets.connect(ip_int("10.0.0.2"), 80)
    vm.clock.run(until=1)
    connection.send(b"x" * 3_000_000)
    vm.clock.run(until=4)
    late = sum(size for time, size in got if 2.0 <= time < 4.0)
    window = connection.sender.peer_window
    assert late >= 0.95 * 20 * window


@pytest.mark.parametrize("sack", ["1", "0"])
def test_a_lost_segment_is_sent_again_before_the_time_out(sack: str) -> None:
    vm, lan = lined(Line(delay=0.05))
    vm.sysctl["net.ipv4.tcp_sack"] = sack
    lost: list[int] = []
    seen: list[tuple[float, int, str]] = []

    def lossy(frame: Any, direction: str, time: float) -> None:
        segment = getattr(frame.payload, "payload", None)
        if isinstance(segment, Tcp) and direction == "in" and segment.data_length:
            seen.append((time, segment.seq, segment.options))

    lan.device("eth0").add_tap(lossy)
    accepted = serve(lan)
    got: list[bytes] = []
    lan.clock.run(until=0.1)
    connection = vm.sockets.connect(ip_int("10.0.0.2"), 80)
    vm.clock.run(until=0.5)
    accepted[0].on_data = got.append
    transmit = connection._transmit

    def once(segment: Tcp) -> None:
        if segment.data_length and len(lost) < 1 and ahead(segment.seq, connection.sender.una) == 2 * 1448:
            lost.append(segment.seq)
        else:
            transmit(segment)

    connection._transmit = once  # type: ignore[method-assign]
    began = vm.clock.now
    connection.send(bytes(10 * 1448))
    vm.clock.run(until=5)
    assert b"".join(got) == bytes(10 * 1448)
    assert connection.sender.resent == 1
    assert [round(time - began, 2) for time, seq, _ in seen if seq == lost[0]] == [0.15]


def test_sack_blocks_name_what_came_behind_a_hole() -> None:
    vm, lan = lined(Line(delay=0.05))
    accepted = serve(lan)
    vm.sockets.connect(ip_int("10.0.0.2"), 80)
    vm.clock.run(until=0.5)
    receiver = accepted[0].receiver
    for number in (2, 4, 5, 7):
        receiver.take(receiver.nxt + 100 * number & 0xFFFFFFFF, bytes(100), False)
    blocks = [((left - receiver.nxt) // 100, (right - receiver.nxt) // 100) for left, right in receiver.held()]
    assert blocks == [(7, 8), (4, 6), (2, 3)]


def test_the_window_of_a_reader_that_keeps_up_grows_by_what_it_reads() -> None:
    vm, lan = lined(Line(delay=0.05))
    accepted = serve(lan)
    connection = vm.sockets.connect(ip_int("10.0.0.2"), 80)
    vm.clock.run(until=0.5)
    first = accepted[0].receiver.space
    connection.send(bytes(3_000_000))
    vm.clock.run(until=3)
    assert accepted[0].receiver.space > 4 * first
