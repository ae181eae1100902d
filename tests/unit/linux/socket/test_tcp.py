"""TCP: opening, data, ending, and what goes wrong."""

from collections.abc import Generator
from itertools import pairwise
from typing import Any

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.link.veth import veth_pair
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_TCP
from dockernet_sim.wire.tcp import Tcp
from tests.unit.linux.machines import drops, host
from tests.unit.linux.socket.tcp_ends import A, B, Pair, fails, lined, serve, watch


def test_open_ask_answer_close(pair: Pair) -> None:
    a, b = pair
    serve(a, answer=b"hello\n")
    seen = watch(b)
    got: list[bytes] = []

    def client() -> Generator[Any, Any, None]:
        connection = b.sockets.connect(A, 80)
        yield connection.connected
        connection.send(b"GET")
        got.append((yield connection.recv()))
        connection.close()

    b.clock.process(client())
    b.clock.run(until=1)
    assert got == [b"hello\n"]
    assert seen == [
        "> S 0", "< S. 0", "> . 0", "> P. 3", "< . 0", "< P. 6", "> . 0", "> F. 0", "< F. 0", "> . 0",
    ]  # fmt: skip
    assert [c.state for c in b.sockets.connections()] == ["TIME-WAIT"]
    assert a.sockets.connections() == []
    b.clock.run(until=70)
    assert b.sockets.connections() == []


def test_a_closed_port_refuses(pair: Pair) -> None:
    a, b = pair
    seen = watch(b)
    connection = b.sockets.connect(A, 81)
    b.clock.run(until=1)
    assert fails(connection.connected, "ECONNREFUSED")
    assert seen == ["> S 0", "< R. 0"]
    assert drops(a.host) == ["no-listener"]


def test_errors_keep_their_name_on_the_way_through_a_process(pair: Pair) -> None:
    b, names = pair[1], []

    def client() -> Generator[Any, Any, None]:
        try:
            yield b.sockets.connect(A, 81).connected | b.clock.timeout(5)
        except NetError as error:
            names.append((error.name, error.text))

    b.clock.process(client())
    b.clock.run(until=1)
    assert names == [("ECONNREFUSED", "Connection refused")]


def test_syn_is_sent_again_until_patience_ends(pair: Pair) -> None:
    a, b = pair
    a.ip.protocols.pop(6)
    a.ip.register(6, lambda packet, dev: None)
    times: list[float] = []
    b.device("eth0").add_tap(
        lambda frame, direction, time: times.append(time) if direction == "out" and frame.ethertype == 0x800 else None
    )
    b.sysctl["net.ipv4.tcp_syn_linear_timeouts"] = "0"
    connection = b.sockets.connect(A, 80)
    b.clock.run(until=126)
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert [wanted <= wait < wanted * 1.07 for wait, wanted in zip(waits, (1, 2, 4, 8, 16, 32), strict=True)] == [
        True
    ] * 6
    assert not connection.connected.triggered
    b.clock.run(until=135)
    assert fails(connection.connected, "ETIMEDOUT")


def test_syn_with_linear_timeouts_first(pair: Pair) -> None:
    a, b = pair
    a.ip.register(6, lambda packet, dev: None)
    seen = watch(b)
    b.sockets.connect(A, 80, timeout=25)
    b.clock.run(until=24)
    assert seen == ["> S 0"] * 9  # after 0, 1, 2, 3, 4, 5, 7, 11 and 19 seconds and a little


def test_the_programs_own_time_limit(pair: Pair) -> None:
    a, b = pair
    a.ip.register(6, lambda packet, dev: None)
    connection = b.sockets.connect(A, 80, timeout=2)
    b.clock.run(until=3)
    assert fails(connection.connected, "ETIMEDOUT")
    assert b.sockets.connections() == []


def test_no_route_no_neighbour_no_such_source(pair: Pair) -> None:
    b = pair[1]
    waiting = b.sockets.connect(ip_int("172.17.0.99"), 80)
    b.clock.run(until=4)
    assert fails(waiting.connected, "EHOSTUNREACH")
    b.ip.fib.delete(0, 0)
    with pytest.raises(NetError, match="Network is unreachable"):
        b.sockets.connect(ip_int("10.0.0.1"), 80)
    with pytest.raises(NetError, match="Cannot assign"):
        b.sockets.connect(A, 80, source=A)


def test_two_listeners_on_one_port(pair: Pair) -> None:
    a = pair[0]
    first = a.sockets.listen(0, 80, lambda c: None)
    with pytest.raises(NetError, match="already in use"):
        a.sockets.listen(A, 80, lambda c: None)
    a.sockets.listen(0, 80, lambda c: None, family="inet6")
    first.close()
    a.sockets.listen(A, 80, lambda c: None)


def test_half_close_lets_the_other_side_finish(pair: Pair) -> None:
    a, b = pair

    def accept(connection: Connection) -> None:
        connection.on_close = lambda: (connection.send(b"all of it"), connection.close())

    a.sockets.listen(0, 80, accept)
    got: list[bytes] = []

    def client() -> Generator[Any, Any, None]:
        connection = b.sockets.connect(A, 80)
        yield connection.connected
        connection.shutdown()
        got.append((yield connection.recv()))
        got.append((yield connection.recv()))
        connection.close()

    b.clock.process(client())
    b.clock.run(until=1)
    assert got == [b"all of it", b""]


def test_closing_without_reading_resets(pair: Pair) -> None:
    a, b = pair
    accepted: list[Connection] = []
    a.sockets.listen(0, 80, accepted.append)
    connection = b.sockets.connect(A, 80)
    b.clock.run(until=1)
    connection.send(b"never read")
    heard = connection.recv()
    accepted[0].close()
    b.clock.run(until=2)
    assert fails(heard, "ECONNRESET")
    with pytest.raises(NetError, match="Broken pipe"):
        connection.send(b"x")


def test_data_for_a_program_that_closed_is_answered_with_rst(pair: Pair) -> None:
    a, b = pair
    accepted: list[Connection] = []
    a.sockets.listen(0, 80, accepted.append)
    connection = b.sockets.connect(A, 80)
    b.clock.run(until=1)
    seen = watch(b)
    connection.close()
    b.clock.run(until=2)
    accepted[0].send(b"too late")
    b.clock.run(until=3)
    assert seen == ["> F. 0", "< . 0", "< P. 8", "> R 0"] and accepted[0].state == "UNCONN"


def test_segments_have_the_size_that_the_link_carries(pair: Pair) -> None:
    a, b = pair
    serve(a)
    connection = b.sockets.connect(A, 80)
    b.clock.run(until=1)
    seen = watch(b)
    connection.send(b"x" * 3000)
    b.clock.run(until=2)
    assert [s for s in seen if s.startswith(">")] == ["> . 1448", "> . 1448", "> P. 104"]


def test_nagle_holds_a_second_small_segment(pair: Pair) -> None:
    vm, lan = lined(Line(delay=0.01))
    serve(lan)
    connection = vm.sockets.connect(ip_int("10.0.0.2"), 80)
    vm.clock.run(until=1)
    seen = watch(vm)
    connection.send(b"one")
    connection.send(b"two")
    connection.send(b"three")
    vm.clock.run(until=2)
    assert [s for s in seen if s.startswith(">")] == ["> P. 3", "> P. 8"]


def test_a_reader_that_does_not_read_stops_the_writer(pair: Pair) -> None:
    a, b = pair
    accepted: list[Connection] = []
    a.sockets.listen(0, 80, accepted.append)
    connection = b.sockets.connect(A, 80)
    b.clock.run(until=1)
    connection.send(b"x" * 200_000)
    b.clock.run(until=10)
    taken = accepted[0].receiver.unread
    assert 60_000 < taken <= 65_535 and connection.sender.unacked == 200_000 - taken
    got: list[bytes] = []
    accepted[0].on_data = got.append
    b.clock.run(until=60)
    assert len(b"".join(got)) == 200_000


@pytest.mark.parametrize(
    "parameters",
    [
        Line(),
        Line(loss=0.1),
        Line(duplicate=0.2, reorder=0.2, jitter=0.001),
        Line(rate=10e6, queue=10),
        Line(delay=0.05),
    ],
    ids=["plain", "loss", "disorder", "narrow", "far"],
)
def test_every_byte_arrives_once_and_in_order(parameters: Line) -> None:
    vm, lan = lined(parameters)
    got: list[bytes] = []
    ended: list[float] = []

    def accept(connection: Connection) -> None:
        connection.on_data = got.append
        connection.on_close = lambda: (ended.append(vm.clock.now), connection.close())

    lan.sockets.listen(0, 80, accept)
    data = bytes(i % 251 for i in range(150_000))

    def client() -> Generator[Any, Any, None]:
        connection = vm.sockets.connect(ip_int("10.0.0.2"), 80)
        yield connection.connected
        connection.send(data)
        connection.close()

    vm.clock.process(client())
    vm.clock.run(until=300)
    assert b"".join(got) == data
    assert len(ended) == 1
    assert vm.sockets.connections() == lan.sockets.connections() == []


def test_a_narrow_link_on_the_way_makes_segments_smaller() -> None:
    vm, mid = lined(Line())
    far = host("far", vm.host).root
    left, right = veth_pair(mid, "eth1", far, "eth0", line=Line())
    left.set_mtu(900)
    for ns, end, cidr in ((mid, left, "10.0.1.1/24"), (far, right, "10.0.1.2/24")):
        end.set_up()
        ns.ip.add_address(end, cidr)
    vm.ip.fib.add(Route(0, 0, None, ip_int("10.0.0.2")))
    far.ip.fib.add(Route(0, 0, None, ip_int("10.0.1.1")))
    mid.sysctl["net.ipv4.ip_forward"] = "1"
    accepted = serve(far)
    got: list[bytes] = []
    connection = vm.sockets.connect(ip_int("10.0.1.2"), 80)
    vm.clock.run(until=1)
    accepted[0].on_data = got.append
    connection.send(b"x" * 20_000)
    vm.clock.run(until=2)
    assert len(b"".join(got)) == 20_000
    assert connection.sender.mss == 900 - 20 - 20 - 12
    assert "mtu-exceeded" in drops(vm.host)


def test_a_peer_that_vanishes_is_given_up(pair: Pair) -> None:
    a, b = pair
    serve(a)
    connection = b.sockets.connect(A, 80)
    b.clock.run(until=1)
    a.sockets.destroy()
    a.device("eth0").set_down()
    connection.send(b"anyone?")
    heard = connection.recv()
    b.clock.run(until=2000)
    assert fails(heard, "EHOSTUNREACH") or fails(heard, "ETIMEDOUT")


def test_sockets_go_with_their_namespace(pair: Pair) -> None:
    a, b = pair
    serve(a)
    b.sockets.connect(A, 80)
    b.clock.run(until=1)
    a.sockets.destroy()
    assert a.sockets.listeners() == a.sockets.connections() == []


def test_rst_outside_the_exact_number_is_challenged(pair: Pair) -> None:
    accepted = serve(pair[0])
    connection = pair[1].sockets.connect(A, 80)
    pair[1].clock.run(until=1)
    server = accepted[0]
    stray = Tcp(connection.port, 80, (server.receiver.nxt + 1000) % 2**32, 0, "R")
    pair[1].ip.send(IPv4(B, A, PROTO_TCP, stray, 64, 0))
    assert server.state == "ESTAB"
    pair[1].ip.send(IPv4(B, A, PROTO_TCP, Tcp(connection.port, 80, server.receiver.nxt, 0, "R"), 64, 0))
    assert server.state == "UNCONN"


def test_a_segment_that_finds_the_listeners_queue_full_is_recorded(pair: Pair) -> None:
    a, b = pair
    a.sockets.listen(0, 80, lambda connection: None, backlog=0)
    Editor(a.nf).append("filter", "OUTPUT", "-p tcp -j DROP")  # no handshake ends
    for _ in range(2):
        b.sockets.connect(A, 80)
    a.clock.run(until=0.1)
    assert "line-queue-full" in drops(a.host)
