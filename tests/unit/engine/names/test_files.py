"""/etc/hosts and /etc/resolv.conf as dockerd writes them."""

import pytest
from dockernet_sim.engine.names import hosts, resolvconf


def test_a_fresh_hosts_file() -> None:
    text = hosts.add(hosts.build([("10.0.0.5", "db")]), [("172.17.0.2", hosts.own_names("box.example.org"))])
    assert text.splitlines() == [
        "127.0.0.1\tlocalhost",
        "::1\tlocalhost ip6-localhost ip6-loopback",
        "fe00::0\tip6-localnet",
        "ff00::0\tip6-mcastprefix",
        "ff02::1\tip6-allnodes",
        "ff02::2\tip6-allrouters",
        "10.0.0.5\tdb",
        "172.17.0.2\tbox.example.org box",
    ]


def test_lines_are_deleted_by_their_last_words_not_by_address() -> None:
    text = "1.1.1.1\tdb\n2.2.2.2\tdb\n3.3.3.3\tdb.example.org db\n4.4.4.4\tmydb\n"
    assert hosts.delete(text, ["db"]) == "3.3.3.3\tdb.example.org db\n4.4.4.4\tmydb\n"
    assert hosts.delete(text, []) == text


def test_a_link_is_updated_where_a_line_begins_with_its_alias() -> None:
    text = "172.17.0.2\tdb 0123\n172.17.0.9\tdbx 4567\n"
    assert hosts.update(text, "172.17.0.5", "db") == "172.17.0.5\tdb 0123\n172.17.0.9\tdbx 4567\n"


@pytest.mark.parametrize(
    ("host", "container"),
    [
        ("nameserver 10.0.0.1\n", "nameserver 10.0.0.1\n"),
        ("search a.b\nnameserver 127.0.0.53\nnameserver 10.0.0.1\noptions edns0\n",
            "search a.b\nnameserver 10.0.0.1\noptions edns0\n"),
        ("nameserver 127.0.0.53\n", "\nnameserver 8.8.8.8\nnameserver 8.8.4.4"),
        ("nameserver fe80::1%eth0\nnameserver 10.0.0.1\n", "nameserver 10.0.0.1\n"),
        ("", "\nnameserver 8.8.8.8\nnameserver 8.8.4.4"),
    ],
)  # fmt: skip
def test_servers_that_a_container_cannot_reach_are_left_out(host: str, container: str) -> None:
    assert resolvconf.filtered(host) == container


def test_the_last_search_and_options_line_counts_and_comments_do_not() -> None:
    text = "search a b # c\nsearch d\noptions ndots:3 timeout:1\n#options x\n"
    assert (resolvconf.search_domains(text), resolvconf.options(text)) == (["d"], ["ndots:3", "timeout:1"])


@pytest.mark.parametrize(
    ("options", "given"), [(["ndots:0"], True), (["edns0"], False), (["ndots:x"], False), ([], False)]
)
def test_whether_ndots_is_given(options: list[str], given: bool) -> None:
    assert resolvconf.ndots_given(options) is given


def test_a_search_list_of_a_dot_is_none() -> None:
    assert resolvconf.build(["10.0.0.1"], ["."], ["a", "b"]) == "nameserver 10.0.0.1\noptions a b\n"
