"""TCP: opening, data, ending, and what goes wrong."""

from collections.abc import Generator
from itertools import pairwise
from typing import Any

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.link.veth import veth_pair
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.sequence import ahead
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_TCP
from dockernet_sim.wire.tcp import Tcp
from tests.unit.linux.machines import drops, host, line

Pair = tuple[NetNs, NetNs]
A, B = ip_int("172.17.0.2"), ip_int("172.17.0.3")


def serve(ns: NetNs, port: int = 80, answer: bytes = b"") -> list[Connection]:
    """A server that takes what comes, answers once, and closes when the client does."""
    accepted: list[Connection] = []

    def accept(connection: Connection) -> None:
        accepted.append(connection)
        connection.on_data = lambda data: connection.send(answer) if answer else None
        connection.on_close = connection.close

    ns.sockets.listen(0, port, accept)
    return accepted


def watch(ns: NetNs) -> list[str]:
    """Flags and lengths of the TCP segments that pass eth0, as "> S 0" for those that leave."""
    seen: list[str] = []

    def tap(frame: Any, direction: str, _time: float) -> None:
        segment = getattr(frame.payload, "payload", None)
        if isinstance(segment, Tcp):
            seen.append(f"{'>' if direction == 'out' else '<'} {segment.flags} {segment.data_length}")

    ns.device("eth0").add_tap(tap)
    return seen


def fails(event: Any, name: str) -> bool:
    return isinstance(event.value, NetError) and event.value.name == name


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
    vm, lan = _line(Line(delay=0.01))
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


def _line(parameters: Line) -> Pair:
    vm = host()
    lan = host("lan", vm)
    line(vm, "10.0.0.1/24", lan, "10.0.0.2/24", parameters)
    return vm.root, lan.root


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
    vm, lan = _line(parameters)
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
    vm, mid = _line(Line())
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


def reconnect(client: NetNs, server: NetNs, gap: float = 0.01) -> tuple[list[float], Connection]:
    """Three connections from port 40000 whose server closes first: how long each took to open, and the last one."""
    server.sockets.listen(0, 80, lambda connection: connection.close())
    clock, took, last = client.clock, [], []

    def run() -> Generator[Any, Any, None]:
        for _ in range(3):
            begun = clock.now
            connection = client.sockets.connect(A, 80, source_port=40000)
            last[:] = [connection]
            yield connection.connected
            took.append(clock.now - begun)
            yield connection.recv()
            connection.close()
            yield clock.timeout(gap)

    clock.process(run())
    clock.run(until=400)
    return took, last[0]


def test_syn_for_time_wait_from_the_same_port_is_taken_at_once(pair: Pair) -> None:
    took, _ = reconnect(pair[1], pair[0])
    assert len(took) == 3 and max(took) < 0.01


def test_time_wait_reopened_numbers_from_behind_the_old_connection(pair: Pair) -> None:
    seen: list[tuple[str, int]] = []

    def tap(frame: Any, direction: str, _time: float) -> None:
        segment = getattr(frame.payload, "payload", None)
        if isinstance(segment, Tcp) and direction == "in":
            seen.append((segment.flags, segment.seq))

    pair[1].device("eth0").add_tap(tap)
    reconnect(pair[1], pair[0])
    first_fin = next(seq for flags, seq in seen if "F" in flags)
    second_syn = [seq for flags, seq in seen if flags == "S."][1]
    assert second_syn == (first_fin + 1 + 65537) % 2**32


def test_rst_ends_time_wait(pair: Pair) -> None:
    server, client = pair
    _, last = reconnect(client, server, gap=500.0)
    key = A, 80, B, 40000
    assert [c.state for c in server.sockets.tcp_protocol.all_connections()] == []  # the minute is over
    server.clock.sync()
    server.sockets.tcp_protocol.remember(Connection(server.sockets.tcp_protocol, *key))
    old = server.sockets.tcp_protocol.all_connections()[0]
    rst = Tcp(40000, 80, (old.receiver.nxt + 5) % 2**32, 0, "R")
    client.ip.send(IPv4(B, A, PROTO_TCP, rst, 64, 0))
    assert server.sockets.tcp_protocol.all_connections() == [old]
    client.ip.send(IPv4(B, A, PROTO_TCP, Tcp(40000, 80, old.receiver.nxt, 0, "R"), 64, 0))
    assert server.sockets.tcp_protocol.all_connections() == []
    assert last.port == 40000


def test_connect_chooses_source_ports_of_the_parity_of_the_first_in_the_range(pair: Pair) -> None:
    client = pair[1]
    serve(pair[0])
    ports = [client.sockets.connect(A, 80).port for _ in range(200)]
    assert len(set(ports)) == 200
    assert all(port % 2 == 0 and 32768 <= port <= 60999 for port in ports)
    assert all(2 <= (after - before) % 28232 <= 16 for before, after in pairwise(ports))


def test_connect_without_a_free_port_fails_with_eaddrnotavail(pair: Pair) -> None:
    client = pair[1]
    serve(pair[0])
    client.sysctl["net.ipv4.ip_local_port_range"] = "40000 40002"
    taken = sorted(client.sockets.connect(A, 80).port for _ in range(2))
    assert taken == [40000, 40001]
    with pytest.raises(NetError) as info:
        client.sockets.connect(A, 80)
    assert info.value.name == "EADDRNOTAVAIL"


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


def test_bulk_transfer_far_away_uses_its_whole_window() -> None:
    vm, lan = _line(Line(delay=0.05))
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
    vm, lan = _line(Line(delay=0.05))
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
    vm, lan = _line(Line(delay=0.05))
    accepted = serve(lan)
    vm.sockets.connect(ip_int("10.0.0.2"), 80)
    vm.clock.run(until=0.5)
    receiver = accepted[0].receiver
    for number in (2, 4, 5, 7):
        receiver.take(receiver.nxt + 100 * number & 0xFFFFFFFF, bytes(100), False)
    blocks = [((left - receiver.nxt) // 100, (right - receiver.nxt) // 100) for left, right in receiver.held()]
    assert blocks == [(7, 8), (4, 6), (2, 3)]


def test_the_window_of_a_reader_that_keeps_up_grows_by_what_it_reads() -> None:
    vm, lan = _line(Line(delay=0.05))
    accepted = serve(lan)
    connection = vm.sockets.connect(ip_int("10.0.0.2"), 80)
    vm.clock.run(until=0.5)
    first = accepted[0].receiver.space
    connection.send(bytes(3_000_000))
    vm.clock.run(until=3)
    assert accepted[0].receiver.space > 4 * first
