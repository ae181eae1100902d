"""TCP over narrow, far and lossy lines: as fast as theory says; simulated time alone is measured."""

from math import sqrt

import pytest
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.wire.address import ip_int
from tests.unit.linux.machines import host, line

MSS, FRAME = 1448, 1514  # bytes of data in a full segment, and of its Ethernet frame
BOTH = ("reno", "cubic")


def machines(out: Line, back: Line, algorithm: str) -> tuple[NetNs, NetNs]:
    """A sender and a receiver, on one line for each direction."""
    vm = host()
    lan = host("lan", vm)
    line(vm, "10.0.0.1/24", lan, "10.0.0.2/24", out)
    vm.root.device("eth0").lay(out, back)  # type: ignore[attr-defined]  # a Veth
    vm.trace.on = False
    vm.root.sysctl["net.ipv4.tcp_congestion_control"] = algorithm
    return vm.root, lan.root


def goodput(
    ends: tuple[NetNs, NetNs], seconds: float, skip: float, flows: int = 1
) -> tuple[list[float], list[Connection]]:
    """Bits/s of data that each of so many flows gets, after it ran for `skip` seconds; and their connections."""
    (sender, receiver), clock = ends, ends[0].clock
    got = [0] * flows

    def accept(connection: Connection) -> None:
        def count(data: bytes) -> None:
            got[connection.port - 8000] += len(data)

        connection.on_data = count

    for number in range(flows):
        receiver.sockets.listen(0, 8000 + number, accept)
    connections = [sender.sockets.connect(ip_int("10.0.0.2"), 8000 + number) for number in range(flows)]
    clock.run(until=0.5)
    for connection in connections:
        connection.send(bytes(300_000_000))
    clock.run(until=0.5 + skip)
    before = list(got)
    clock.run(until=0.5 + skip + seconds)
    return [(now - then) * 8 / seconds for now, then in zip(got, before, strict=True)], connections


@pytest.mark.parametrize("algorithm", BOTH)
def test_bulk_over_ten_megabits_is_what_headers_leave(algorithm: str) -> None:
    ends = machines(Line(rate=10e6, delay=0.005, queue=50), Line(delay=0.005), algorithm)
    (rate,), (connection,) = goodput(ends, 8, 1)
    assert connection.sender.congestion.name == algorithm
    assert rate == pytest.approx(10e6 * MSS / FRAME, rel=0.03)


@pytest.mark.parametrize("algorithm", BOTH)
def test_far_away_a_fixed_window_is_what_comes_in_a_round_trip(algorithm: str) -> None:
    ends = machines(Line(delay=0.05), Line(delay=0.05), algorithm)
    ends[1].sysctl["net.ipv4.tcp_moderate_rcvbuf"] = "0"
    (rate,), (connection,) = goodput(ends, 10, 2)
    assert rate == pytest.approx(connection.receiver.space * 8 / 0.1, rel=0.03)


@pytest.mark.parametrize("algorithm", BOTH)
def test_far_away_the_window_grows_to_the_bottleneck(algorithm: str) -> None:
    ends = machines(Line(delay=0.05, rate=20e6, queue=200), Line(delay=0.05), algorithm)
    (rate,), (connection,) = goodput(ends, 8, 4)
    assert rate == pytest.approx(20e6 * MSS / FRAME, rel=0.03)
    assert connection.sender.peer_window > 20e6 / 8 * 0.1


@pytest.mark.parametrize("algorithm", BOTH)
@pytest.mark.parametrize("loss", [0.01, 0.03])
def test_loss_leaves_what_mathis_says(algorithm: str, loss: float) -> None:
    """Mathis, Semke, Mahdavi, Ott 1997: MSS/RTT * sqrt(3/2)/sqrt(p), acknowledgements counted in bytes."""
    ends = machines(Line(delay=0.05, loss=loss), Line(delay=0.05), algorithm)
    (rate,), (connection,) = goodput(ends, 120, 5)
    assert rate == pytest.approx(MSS * 8 / 0.1 * sqrt(1.5 / loss), rel=0.25)
    assert connection.sender.resent >= 100


@pytest.mark.parametrize("algorithm", BOTH)
def test_two_flows_share_a_bottleneck(algorithm: str) -> None:
    """CUBIC's swings are longer: the mean is taken over more of them."""
    ends = machines(Line(delay=0.02, rate=10e6, queue=50), Line(delay=0.02), algorithm)
    rates, _ = goodput(ends, {"reno": 60, "cubic": 240}[algorithm], 20, flows=2)
    assert sum(rates) == pytest.approx(10e6 * MSS / FRAME, rel=0.03)
    assert max(rates) / sum(rates) < 0.55


def test_reno_halves_its_window_and_cubic_leaves_seven_tenths() -> None:
    from dockernet_sim.linux.socket.congestion import Cubic, Reno

    for algorithm, left in ((Reno(), 0.5), (Cubic(), 0.7)):
        algorithm.cwnd = 100.0
        algorithm.lost()
        assert algorithm.cwnd == algorithm.ssthresh == pytest.approx(100 * left, abs=0.1)
        algorithm.timed_out()
        assert algorithm.cwnd == 1.0


def test_slow_start_doubles_each_round_trip_and_avoidance_adds_one() -> None:
    from dockernet_sim.linux.socket.congestion import Reno

    reno = Reno()
    reno.acked(10, 0.0)
    assert reno.cwnd == 20
    reno.ssthresh = 20
    for _ in range(20):
        reno.acked(1, 1.0)
    assert reno.cwnd == pytest.approx(21, abs=0.05)


def test_cubic_is_back_at_its_old_window_after_k_seconds() -> None:
    """RFC 9438, 4.2: K = cube root of (W_max - cwnd) / C."""
    from dockernet_sim.linux.socket.congestion import BETA, C, Cubic, cube_root

    cubic = Cubic()
    cubic.cwnd = 200.0
    cubic.measured(0.1)
    cubic.lost()
    began, now = cubic.cwnd, 0.0
    while cubic.cwnd < 199.9:
        for _ in range(int(cubic.cwnd)):
            cubic.acked(1, now)
        now += 0.1
    assert began == pytest.approx(200 * BETA)
    assert now == pytest.approx(cube_root((200 - began) / C), rel=0.2)
