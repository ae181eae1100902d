"""Tables, ages, sizes and the PORTS column."""

from typing import Any

import pytest
from dockernet_sim.shell.formats.ports import displayed_ports
from dockernet_sim.shell.formats.tabwriter import align
from dockernet_sim.shell.formats.units import bytes_size, ellipsis, human_size, short_id


def port(private: int, public: int = 0, address: str = "", proto: str = "tcp") -> dict[str, Any]:
    """One entry of the Engine API's list."""
    entry: dict[str, Any] = {"PrivatePort": private, "Type": proto}
    return entry | ({"IP": address, "PublicPort": public} if address else {})


def both(private: int, public: int, proto: str = "tcp") -> list[dict[str, Any]]:
    """Published on IPv4 and IPv6."""
    return [port(private, public, "::", proto), port(private, public, "0.0.0.0", proto)]


@pytest.mark.parametrize(
    ("ports", "text"),
    [
        ([], ""),
        (both(8080, 8081), "0.0.0.0:8081->8080/tcp, :::8081->8080/tcp"),
        (both(80, 80), "0.0.0.0:80->80/tcp, :::80->80/tcp"),
        ([*both(8000, 8000), *both(8001, 8001), *both(8002, 8002)],
         "0.0.0.0:8000-8002->8000-8002/tcp, :::8000-8002->8000-8002/tcp"),
        ([port(33060), port(3306)], "3306/tcp, 33060/tcp"),
        ([*both(80, 8080), port(443)], "443/tcp, 0.0.0.0:8080->80/tcp, :::8080->80/tcp"),
        ([*both(443, 32768), *both(80, 32769)],
         "0.0.0.0:32769->80/tcp, :::32769->80/tcp, 0.0.0.0:32768->443/tcp, :::32768->443/tcp"),
        ([*both(53, 53, "udp"), port(8080), *both(5000, 5000), *both(5001, 5001)],
         "0.0.0.0:53->53/udp, :::53->53/udp, 0.0.0.0:5000-5001->5000-5001/tcp, :::5000-5001->5000-5001/tcp, 8080/tcp"),
        ([port(80), port(82)], "80/tcp, 82/tcp"),
    ],
)  # fmt: skip
def test_ports(ports: list[dict[str, Any]], text: str) -> None:
    assert displayed_ports(ports) == text


def test_a_column_is_ten_wide_and_three_apart() -> None:
    assert align("A\tB\nlonger than ten\tc\n") == "A                 B\nlonger than ten   c\n"
    assert align("A\tB\tC\n\t\tx\n") == "A         B         C\n                    x\n"
    assert align("no cells\n") == "no cells\n"


def test_sizes_and_ids() -> None:
    assert [human_size(n, 3) for n in (0, 999, 1000, 73_758_566)] == ["0B", "999B", "1kB", "73.8MB"]
    assert bytes_size(25_275_000_000) == "23.54GiB"
    assert short_id("sha256:0123456789abcdef") == "0123456789ab"
    assert (ellipsis("abcdef", 4), ellipsis("abcd", 4), ellipsis("ab", 1)) == ("abc…", "abcd", "a")
