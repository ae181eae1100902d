"""Names to addresses and back, against a server that is there, one that is not, and none."""

from collections.abc import Callable, Generator
from typing import Any

import pytest
from dockernet_sim.programs import resolver
from dockernet_sim.programs.resolver.sort import sort_addresses
from dockernet_sim.programs.task import Task
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.dns import Message, Record, decode
from tests.unit.programs.places import Places

SERVER = "172.31.176.1"


def ask(places: Places, what: Callable[[Task], Generator[Any, Any, Any]], place: str = "cli") -> Any:
    """Run a look-up as a program of its own; its result, and the seconds it took."""
    found = []

    def program(task: Task) -> Generator[Any, Any, int]:
        found.append((yield from what(task)))
        return 0

    task = Task(places.places[place], ["asker"], program=program)
    began = places.clock.now
    places.clock.run(until=task.start())
    return found[0], round(places.clock.now - began, 2)


def lookup(places: Places, name: str, *types: str) -> tuple[str, str, list[str], float]:
    answer, seconds = ask(places, lambda task: resolver.lookup(task, name, types or ("A", "AAAA")))
    return answer.error, answer.name, [ip_text(ip) for ip in answer.addresses], seconds


def questions(places: Places) -> list[str]:
    """What the server was asked so far."""
    seen = [r.packet.payload for r in places.vm.trace if r.event == "rx" and r.host == "lan" and r.device == "eth0"]
    asked = [p.payload.data for p in seen if getattr(p, "proto", 0) == 17]
    return [f"{m.question.name} {m.question.type}" for m in asked if isinstance(m, Message) and m.question]


def files(places: Places, **texts: str) -> None:
    for name, text in texts.items():
        places.places["cli"].files.write(f"/etc/{name.replace('_', '.')}", text)


def test_both_families_are_asked_for_together(places: Places) -> None:
    assert lookup(places, "example.com") == ("", "example.com", ["203.0.113.10"], 0.0)
    assert questions(places) == ["example.com A", "example.com AAAA"]


def test_unknown_names_are_not_known(places: Places) -> None:
    assert lookup(places, "nope")[0] == "NONAME"


def test_numbers_are_resolved_without_a_query(places: Places) -> None:
    assert lookup(places, "127.1") == ("", "127.1", ["127.0.0.1"], 0.0)
    assert questions(places) == []


def test_the_hosts_file_comes_first(places: Places) -> None:
    files(places, hosts="10.0.0.1 one.example one\n10.0.0.2 two one\n")
    assert lookup(places, "ONE") == ("", "one.example", ["10.0.0.1", "10.0.0.2"], 0.0)
    assert lookup(places, "one", "A")[2] == ["10.0.0.1"]
    assert questions(places) == []


def test_host_conf_can_make_every_line_count(places: Places) -> None:
    files(places, hosts="10.0.0.1 one\n10.0.0.2 one two\n", host_conf="multi on\n")
    answer, _ = ask(places, lambda task: resolver.by_name(task, "one"))
    assert ([ip_text(ip) for ip in answer.addresses], answer.aliases) == (["10.0.0.1", "10.0.0.2"], ["two"])


def test_single_names_are_searched_before_they_are_asked_as_they_are(places: Places) -> None:
    files(places, resolv_conf=f"nameserver {SERVER}\nsearch lan example.com\n")
    assert lookup(places, "www", "A")[:2] == ("", "www.example.com")
    assert questions(places) == ["www.lan A", "www.example.com A"]


def test_enough_dots_make_a_name_complete(places: Places) -> None:
    files(places, resolv_conf=f"nameserver {SERVER}\nsearch lan\noptions ndots:0\n")
    lookup(places, "www", "A")
    assert questions(places) == ["www A", "www.lan A"]


def test_a_final_dot_ends_the_search(places: Places) -> None:
    files(places, resolv_conf=f"nameserver {SERVER}\nsearch lan\n")
    assert lookup(places, "www.", "A")[0] == "NONAME"
    assert questions(places) == ["www A"]


@pytest.mark.parametrize(
    ("servers", "options", "seconds"),
    [(1, "", 10.0), (2, "", 20.0), (3, "", 28.0), (1, "options timeout:1 attempts:3", 3.0)],
)
def test_silent_servers_cost_time(places: Places, servers: int, options: str, seconds: float) -> None:
    lines = "".join(f"nameserver 203.0.113.{9 - n}\n" for n in range(servers))
    files(places, resolv_conf=f"{lines}{options}\n")
    error, _, _, took = lookup(places, "web")
    assert (error, took) == ("AGAIN", seconds)


def test_the_next_server_answers_for_a_silent_one(places: Places) -> None:
    files(places, resolv_conf=f"nameserver 203.0.113.9\nnameserver {SERVER}\n")
    assert lookup(places, "example.com")[2:] == (["203.0.113.10"], 5.0)


def test_without_a_way_out_there_is_no_wait(places: Places) -> None:
    places.places["cli"].ns.devices["eth0"].set_down()
    assert lookup(places, "example.com")[::3] == ("AGAIN", 0.0)


def test_a_machine_without_a_server_refuses_at_once(places: Places) -> None:
    files(places, resolv_conf="nameserver 172.17.0.2\n")
    assert lookup(places, "example.com")[::3] == ("AGAIN", 0.0)


def serve(places: Places, answer: Callable[[Message], Message]) -> None:
    """A server of our own in `web`."""
    socket = places.places["web"].ns.sockets.udp("dns")
    socket.bind(0, 53)
    socket.on_datagram = lambda data, ip, port: socket.sendto(answer(data), ip, port)
    files(places, resolv_conf="nameserver 172.17.0.2\n")


@pytest.mark.parametrize(
    ("rcode", "error"),
    [("SERVFAIL", "AGAIN"), ("REFUSED", "AGAIN"), ("NOERROR", "NODATA"), ("FORMERR", "FAIL"), ("NXDOMAIN", "NONAME")],
)
def test_what_a_server_says_decides_the_error(places: Places, rcode: str, error: str) -> None:
    serve(places, lambda query: query.reply(rcode))
    assert lookup(places, "web.lan", "A")[0] == error


def test_a_failing_server_is_asked_twice(places: Places) -> None:
    asked = []

    def fail(query: Message) -> Message:
        asked.append(query)
        return query.reply("SERVFAIL")

    serve(places, fail)
    lookup(places, "web", "A")
    assert len(asked) == 2


def test_other_names_lead_to_the_canonical_one(places: Places) -> None:
    records = [Record("www.lan", "CNAME", 5, "web.lan"), Record("web.lan", "A", 5, "10.0.0.9")]
    serve(places, lambda query: query.reply(answers=records))
    answer, _ = ask(places, lambda task: resolver.lookup(task, "www.lan", ("A",)))
    assert (answer.name, answer.aliases, answer.addresses) == ("web.lan", ["www.lan"], [ip_int("10.0.0.9")])


def test_addresses_have_names(places: Places) -> None:
    serve(
        places,
        lambda query: query.reply(answers=[Record(query.question.name, "PTR", 5, "web.net")] if query.question else []),
    )
    assert ask(places, lambda task: resolver.reverse(task, ip_int("172.17.0.2")))[0] == "web.net"
    files(places, hosts="172.17.0.2 first second\n")
    assert ask(places, lambda task: resolver.reverse(task, ip_int("172.17.0.2")))[0] == "first"


def test_a_truncated_answer_is_asked_for_again_over_tcp(places: Places) -> None:
    many = [Record("big.example.com", "A", 5, f"10.0.{n}.1") for n in range(60)]
    serve(places, lambda query: query.reply(answers=many).truncated(512))
    streams = []

    def answer(connection: Any) -> None:
        streams.append(connection)

        def data(got: bytes) -> None:
            whole = decode(got[2:]).reply(answers=many).encode()
            connection.send(len(whole).to_bytes(2, "big") + whole)

        connection.on_data = data

    places.places["web"].ns.sockets.listen(0, 53, answer)
    assert len(lookup(places, "big.example.com", "A")[2]) == 60
    assert len(streams) == 1


def test_near_relatives_of_the_source_come_first(places: Places) -> None:
    ns = places.places["cli"].ns  # 172.17.0.3
    mixed = [ip_int(text) for text in ("203.0.113.10", "172.17.0.64", "172.17.0.2", "172.17.0.4")]
    assert [ip_text(ip) for ip in sort_addresses(ns, mixed)] == [
        "172.17.0.2",
        "172.17.0.4",
        "172.17.0.64",
        "203.0.113.10",
    ]
    ns.ip.fib.delete(0, 0)
    assert [ip_text(ip) for ip in sort_addresses(ns, mixed)][-1] == "203.0.113.10"
