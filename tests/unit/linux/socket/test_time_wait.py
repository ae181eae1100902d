"""Ports and TIME-WAIT: which source port a connection gets, and when a pair of ends may be used again."""

from collections.abc import Generator
from itertools import pairwise
from typing import Any

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_TCP
from dockernet_sim.wire.tcp import Tcp
from tests.unit.linux.socket.tcp_ends import A, B, Pair, serve


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
    server.sockets.tcp_protocol.remember(Connection(server.sockets.tcp_protocol, key))
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
