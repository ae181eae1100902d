"""UDP: datagrams, errors, binds."""

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.icmp import TIME_EXCEEDED
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_UDP
from dockernet_sim.wire.udp import Udp
from tests.unit.linux.machines import bridge, drops, host, plug

Pair = tuple[NetNs, NetNs]
A, B = ip_int("172.17.0.2"), ip_int("172.17.0.3")


def test_a_datagram_arrives_and_is_answered(pair: Pair) -> None:
    a, b = pair
    server = a.sockets.udp()
    server.bind(0, 53)
    server.on_datagram = lambda data, ip, port: server.sendto(data.upper(), ip, port)
    client = b.sockets.udp()
    client.connect(A, 53)
    client.send(b"hello")
    answer = client.recv()
    a.clock.run(until=1)
    assert answer.value == (b"HELLO", A, 53)


def test_closed_port_is_an_error_for_a_connected_socket_only(pair: Pair) -> None:
    a, b = pair
    connected, plain = b.sockets.udp(), b.sockets.udp()
    connected.connect(A, 99)
    connected.send(b"x")
    plain.sendto(b"x", A, 99)
    refused, silence = connected.recv(), plain.recv()
    a.clock.run(until=1)
    assert isinstance(refused.value, NetError) and refused.value.name == "ECONNREFUSED"
    assert not silence.triggered
    assert drops(a.host) == ["no-listener", "no-listener"]


def test_recverr_hears_soft_errors(pair: Pair) -> None:
    b = pair[1]
    socket = b.sockets.udp()
    socket.recverr = True
    socket.sendto(b"x", ip_int("172.17.0.99"), 53)
    error = socket.recv()
    b.clock.run(until=5)
    assert isinstance(error.value, NetError) and error.value.name == "EHOSTUNREACH"


def test_second_recv_gets_the_same_event(pair: Pair) -> None:
    a, b = pair
    server, client = a.sockets.udp(), b.sockets.udp()
    server.bind(0, 7)
    first = server.recv()
    assert server.recv() is first
    client.sendto(b"late", A, 7)
    a.clock.run(until=1)
    assert first.value[0] == b"late"


@pytest.mark.parametrize(
    ("first", "second", "free"),
    [
        ((0, "inet"), (0, "inet"), False),
        ((0, "inet"), (A, "inet"), False),
        ((A, "inet"), (0, "inet"), False),
        ((A, "inet"), (ip_int("127.0.0.1"), "inet"), True),
        ((0, "inet"), (0, "inet6"), True),
        ((0, "dual"), (0, "inet"), False),
        ((0, "dual"), (0, "inet6"), False),
    ],
)
def test_binds_that_overlap(pair: Pair, first: tuple[int, str], second: tuple[int, str], free: bool) -> None:
    a = pair[0]
    a.sockets.udp(family=first[1]).bind(first[0], 53)
    later = a.sockets.udp(family=second[1])
    if free:
        later.bind(second[0], 53)
    else:
        with pytest.raises(NetError, match="already in use"):
            later.bind(second[0], 53)


def test_a_closed_socket_frees_its_port(pair: Pair) -> None:
    a = pair[0]
    first = a.sockets.udp()
    first.bind(0, 53)
    first.close()
    a.sockets.udp().bind(0, 53)
    with pytest.raises(NetError, match="Bad file descriptor"):
        first.sendto(b"x", B, 1)


def test_an_address_that_is_not_ours(pair: Pair) -> None:
    with pytest.raises(NetError, match="Cannot assign"):
        pair[0].sockets.udp().bind(B, 53)


def test_the_most_precise_socket_gets_the_datagram(pair: Pair) -> None:
    a, b = pair
    heard: list[str] = []
    for name, ip in (("any", 0), ("loopback", ip_int("127.0.0.1"))):
        socket = a.sockets.udp()
        if name == "any":
            socket.bind(ip, 1000)
        else:
            with pytest.raises(NetError):
                socket.bind(ip, 1000)
        socket.on_datagram = lambda data, ip, port, name=name: heard.append(name)
    peer = a.sockets.udp()
    peer.bind(0, 2000)
    b.sockets.udp().sendto(b"x", A, 1000)
    a.clock.run(until=1)
    assert heard == ["any"]


def test_broadcasts_need_leave_and_reach_all(pair: Pair) -> None:
    a, b = pair
    heard: list[str] = []
    server = a.sockets.udp()
    server.bind(0, 67)
    server.on_datagram = lambda data, ip, port: heard.append(ip_text(ip))
    client = b.sockets.udp()
    with pytest.raises(NetError, match="Permission denied"):
        client.sendto(b"x", ip_int("172.17.255.255"), 67)
    client.broadcast = True
    client.sendto(b"x", ip_int("172.17.255.255"), 67)
    a.clock.run(until=1)
    assert heard == ["172.17.0.3"]


def test_ephemeral_ports_come_from_the_range_and_run_out(pair: Pair) -> None:
    a = pair[0]
    a.sysctl["net.ipv4.ip_local_port_range"] = "40000 40002"
    ports = set()
    for _ in range(3):
        socket = a.sockets.udp()
        socket.bind()
        ports.add(socket.port)
    assert ports == {40000, 40001, 40002}
    with pytest.raises(NetError, match="already in use"):
        a.sockets.udp().bind()


def test_a_large_datagram_travels_in_pieces_and_a_huge_one_not_at_all(pair: Pair) -> None:
    a, b = pair
    server, client = a.sockets.udp(), b.sockets.udp()
    server.bind(0, 9)
    client.sendto(b"x" * 5000, A, 9)
    got = server.recv()
    a.clock.run(until=1)
    assert len(got.value[0]) == 5000
    with pytest.raises(NetError, match="Message too long"):
        client.sendto(b"x" * 65508, A, 9)


def test_a_full_queue_drops(pair: Pair) -> None:
    a, b = pair
    server, client = a.sockets.udp(), b.sockets.udp()
    server.bind(0, 9)
    for _ in range(300):
        client.sendto(b"x", A, 9)
    a.clock.run(until=1)
    assert set(drops(a.host)) == {"line-queue-full"}


def test_an_error_about_a_fragment_finds_the_socket_that_sent_it() -> None:
    vm = host()
    outside = bridge(vm, "br0", "10.9.0.1/24")
    vm.root.sysctl["net.ipv4.ip_forward"] = "1"
    far = bridge(vm, "br1", "10.8.0.1/24")
    a = plug(vm, outside, "a", "10.9.0.2/24", "10.9.0.1")
    plug(vm, far, "b", "10.8.0.2/24", "10.8.0.1")
    socket = a.sockets.udp()
    socket.bind(0, 4000)
    heard: list[int] = []
    a.ip.icmp.raw.append(lambda packet, _device: heard.append(packet.payload.type))
    a.ip.send(IPv4(ip_int("10.9.0.2"), ip_int("10.8.0.2"), PROTO_UDP, Udp(4000, 9, b"x" * 3000), 1, 1, False))
    vm.clock.run(until=vm.clock.now + 1.0)
    assert heard == [TIME_EXCEEDED]


def test_a_connected_socket_is_told_that_a_datagram_did_not_fit() -> None:
    """As Linux 6.18 does where no program reads: the next send fails, the one behind it goes in pieces."""
    vm = host()
    vm.root.sysctl["net.ipv4.ip_forward"] = "1"
    one, two = bridge(vm, "br1", "10.0.1.1/24"), bridge(vm, "br2", "10.0.2.1/24")
    a = plug(vm, one, "a", "10.0.1.2/24", "10.0.1.1")
    plug(vm, two, "b", "10.0.2.2/24", "10.0.2.1").sockets.udp().bind(0, 9)
    two.set_mtu(1400)
    connected, plain, found = a.sockets.udp(), a.sockets.udp(), []
    connected.connect(ip_int("10.0.2.2"), 9)
    for _ in range(3):
        try:
            connected.send(bytes(1440))
            found.append("sent")
        except NetError as error:
            found.append(error.name)
        a.clock.run(until=a.clock.now + 0.3)
    assert found == ["sent", "EMSGSIZE", "sent"]
    for _ in range(3):
        plain.sendto(bytes(1440), ip_int("10.0.2.2"), 9)
        a.clock.run(until=a.clock.now + 0.3)
