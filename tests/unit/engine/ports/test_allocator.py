"""Host ports: conflicts, ranges, and the next one that is chosen."""

import pytest
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.engine.ports.allocator import PortAllocator
from dockernet_sim.engine.ports.binding import publish_order


def test_addresses_and_protocols_are_counted_apart() -> None:
    ports = PortAllocator(32768, 60999)
    for ip, proto in (("0.0.0.0", "tcp"), ("0.0.0.0", "udp"), ("127.0.0.1", "tcp"), ("::", "tcp")):
        assert ports.request(ip, proto, 80, 80) == 80
    with pytest.raises(ApiError, match=r"^Bind for 0\.0\.0\.0:80 failed: port is already allocated$"):
        ports.request("0.0.0.0", "tcp", 80, 80)
    ports.release("0.0.0.0", "tcp", 80)
    assert ports.request("0.0.0.0", "tcp", 80, 80) == 80


def test_a_chosen_port_comes_round_only_after_all_others() -> None:
    ports = PortAllocator(10, 12)
    assert [ports.request("0.0.0.0", "tcp") for _ in range(2)] == [10, 11]
    ports.release("0.0.0.0", "tcp", 10)
    assert [ports.request("0.0.0.0", "tcp") for _ in range(2)] == [12, 10]
    with pytest.raises(ApiError, match=r"^all ports are allocated$"):
        ports.request("0.0.0.0", "tcp")


def test_a_range_of_the_users() -> None:
    ports = PortAllocator(32768, 60999)
    ports.request("0.0.0.0", "tcp", 8000, 8000)
    assert ports.request("0.0.0.0", "tcp", 8000, 8001) == 8001
    with pytest.raises(ApiError, match="all ports are allocated"):
        ports.request("0.0.0.0", "tcp", 8000, 8001)


def test_high_host_ports_are_published_first() -> None:
    exposed = [(8080, "tcp"), (53, "udp"), (5000, "tcp"), (5001, "tcp"), (53, "tcp")]
    bound = {(5000, "tcp"): 5000, (5001, "tcp"): 5001, (53, "udp"): 53, (53, "tcp"): 53}
    assert publish_order(exposed, bound) == [(5001, "tcp"), (5000, "tcp"), (53, "tcp"), (53, "udp"), (8080, "tcp")]
