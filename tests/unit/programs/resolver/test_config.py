"""Reading hosts files and resolv.conf."""

import pytest
from dockernet_sim.programs.resolver.config import LOOPBACK, aton, hosts_lines, read_resolv_conf
from dockernet_sim.wire.address import ip_int


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("0x0a000001", "10.0.0.1"),
        ("010.1.1.1", "8.1.1.1"),
    ],
)
def test_addresses_may_be_short_hexadecimal_or_octal(text: str, address: str) -> None:
    assert aton(text) == ip_int(address)


@pytest.mark.parametrize(
    "text", ["", "web", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "09.1.1.1", "1..2", "-1.0.0.1", "1.1.1.1 "]
)
def test_names_are_no_addresses(text: str) -> None:
    assert aton(text) is None


def test_hosts_lines_have_an_address_and_names() -> None:
    lines = hosts_lines(
        "# all\n127.0.0.1 localhost\n::1 localhost ip6\nnonsense x\n10.0.0.1\n10.0.0.2\tBox.lan box # me\n"
    )
    assert [(line.address, line.name) for line in lines] == [
        ("127.0.0.1", "localhost"),
        ("::1", "localhost"),
        ("10.0.0.2", "Box.lan"),
    ]
    assert lines[2].has("BOX")
    assert not lines[2].has("bo")


def test_at_most_three_servers_count() -> None:
    conf = read_resolv_conf("".join(f"nameserver 10.0.0.{n}\n" for n in range(1, 6)))
    assert conf.servers == [ip_int(f"10.0.0.{n}") for n in (1, 2, 3)]


def test_without_a_server_the_machine_itself_is_asked() -> None:
    assert read_resolv_conf("# nothing\n").servers == [LOOPBACK]


def test_the_last_of_search_and_domain_wins() -> None:
    assert read_resolv_conf("search a b\ndomain c\n").search == ["c"]
    assert read_resolv_conf("domain c\nsearch a b\n").search == ["a", "b"]


def test_the_domain_of_the_hostname_is_searched_by_default() -> None:
    assert read_resolv_conf("nameserver 10.0.0.1", "box.example.org").search == ["example.org"]
    assert read_resolv_conf("search lan", "box.example.org").search == ["lan"]
    assert read_resolv_conf("", "box").search == []


def test_options_have_limits() -> None:
    conf = read_resolv_conf("options ndots:99 timeout:1 attempts:9 rotate\noptions single-request")
    assert (conf.ndots, conf.timeout, conf.attempts) == (15, 1, 5)
    assert conf.flags == {"rotate", "single-request"}
