"""musl's resolver: what it asks, in which order, and what it makes of the answers."""

import pytest
from dockernet_sim.programs import resolver
from dockernet_sim.programs.resolver.musl import read_conf
from dockernet_sim.programs.servers.dnsmasq import Answers
from dockernet_sim.wire.address import ip_int
from tests.unit.programs.places import Places
from tests.unit.programs.resolver.test_resolver import ask, files, lookup, questions

DEAD, SERVER = "172.31.176.9", "172.31.176.1"


@pytest.fixture
def musl(places: Places) -> Places:
    places.places["cli"].libc = "musl"
    return places


def conf(places: Places, *lines: str) -> None:
    files(places, resolv_conf="\n".join([f"nameserver {SERVER}", *lines, ""]))


@pytest.mark.parametrize(
    ("name", "options", "asked"),
    [
        ("web", "", ["web.a.example A", "web.b.example A", "web A"]),
        ("web.b", "", ["web.b A"]),  # as many dots as ndots: no search, whatever the answer
        ("web.b", "ndots:2", ["web.b.a.example A", "web.b.b.example A", "web.b A"]),
        ("web.", "", ["web A"]),
        ("web", "ndots:0", ["web A"]),
    ],
)
def test_musl_search_depends_on_ndots_and_never_follows_the_name(
    musl: Places, name: str, options: str, asked: list[str]
) -> None:
    conf(musl, "search a.example b.example", f"options {options}")
    assert lookup(musl, name, "A")[0] == "NONAME"
    assert questions(musl) == asked


def test_glibc_searches_after_a_name_with_dots_where_musl_does_not(places: Places) -> None:
    conf(places, "search com")
    assert lookup(places, "web.b", "A")[0] == "NONAME"
    assert questions(places) == ["web.b A", "web.b.com A"]


def test_musl_takes_nxdomain_of_one_family_for_both(musl: Places) -> None:
    conf(musl)
    assert lookup(musl, "example.com")[0] == "NONAME"  # this server says NXDOMAIN to AAAA
    assert lookup(musl, "example.com", "A") == ("", "example.com", ["203.0.113.10"], 0.0)


def test_musl_stops_its_search_at_a_name_without_data(musl: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_data(self: Answers, query: object) -> object:
        return query.reply("NOERROR")  # type: ignore[attr-defined]

    monkeypatch.setattr(Answers, "answer", no_data)
    conf(musl, "search a.example b.example")
    assert lookup(musl, "web", "A")[0] == "NODATA"
    assert questions(musl) == ["web.a.example A"]


@pytest.mark.parametrize(("libc", "seconds"), [("musl", 0.0), ("glibc", 5.0)])
def test_musl_asks_all_servers_at_once_where_glibc_waits_for_the_first(
    places: Places, libc: str, seconds: float
) -> None:
    places.places["cli"].libc = libc
    files(places, resolv_conf=f"nameserver {DEAD}\nnameserver {SERVER}\n")
    answer = lookup(places, "example.com", "A")
    assert answer[:3] == ("", "example.com", ["203.0.113.10"])
    assert answer[3] == pytest.approx(seconds, abs=0.02)


@pytest.mark.parametrize(
    ("options", "seconds", "count"), [("", 5.0, 2), ("timeout:2 attempts:4", 2.0, 4), ("timeout:1 attempts:1", 1.0, 1)]
)
def test_musl_gives_up_after_the_timeout_with_so_many_attempts_in_it(
    musl: Places, options: str, seconds: float, count: int
) -> None:
    files(musl, resolv_conf=f"nameserver {DEAD}\noptions {options}\n")
    error, _, _, took = lookup(musl, "web", "A")
    assert (error, took) == ("AGAIN", pytest.approx(seconds, abs=0.02))


def test_musl_does_not_hear_that_no_server_is_there(musl: Places) -> None:
    files(musl, resolv_conf="nameserver 172.17.0.2\n")  # web refuses at once
    assert lookup(musl, "example.com", "A")[::3] == ("AGAIN", pytest.approx(5.0, abs=0.02))


def test_musl_compares_names_of_the_hosts_file_letter_by_letter(musl: Places) -> None:
    conf(musl)
    files(musl, hosts="10.0.0.5 Db db.example\n10.0.0.4 Db\n")
    assert lookup(musl, "Db")[1:3] == ("Db", ["10.0.0.5", "10.0.0.4"])
    assert lookup(musl, "db", "A")[0] == "NONAME"


def test_musl_names_an_address_by_hosts_file_or_ptr(musl: Places) -> None:
    conf(musl)
    files(musl, hosts="10.0.0.5 db\n")
    assert ask(musl, lambda task: resolver.reverse(task, ip_int("10.0.0.5")))[0] == "db"
    assert ask(musl, lambda task: resolver.reverse(task, ip_int("10.0.0.6")))[0] is None


def test_musl_words_for_errors_are_its_own(musl: Places) -> None:
    conf(musl)
    answer, _ = ask(musl, lambda task: resolver.lookup(task, "nope"))
    assert answer.text == "Name does not resolve"


def test_musl_reads_options_up_to_its_own_limits() -> None:
    found = read_conf(
        "nameserver 1.1.1.1\nnameserver\t8.8.8.8\ndomain a\nsearch b c\noptions timeout:90 attempts:99 rotate\n"
    )
    assert (found.search, found.timeout, found.attempts, len(found.servers)) == (["b", "c"], 60, 10, 2)
