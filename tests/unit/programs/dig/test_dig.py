"""dig and nslookup against the lan's server, silent ones and none."""

import re

import pytest
from dockernet_sim.programs.dig.ask import reversed_name
from dockernet_sim.programs.dig.text import Sections, columns, record_line
from dockernet_sim.wire.dns import Message, Record
from tests.unit.programs.places import Places

BANNER = "\n; <<>> DiG 9.18.49-1~deb12u3-Debian <<>>{}\n{};; global options: +cmd\n"
SERVER = "172.31.176.1"


def run(places: Places, line: str) -> tuple[int, str]:
    task = places.run("cli", *line.split())
    return task.exit_code, task.stdout.text


def masked(text: str) -> str:
    return re.sub(r"id: \d+|Query time: \d+|WHEN: .*", "X", text)


def test_a_whole_answer(places: Places) -> None:
    code, out = run(places, "dig example.com")
    assert code == 0
    assert masked(out) == BANNER.format(" example.com", "") + (
        ";; Got answer:\n"
        ";; ->>HEADER<<- opcode: QUERY, status: NOERROR, X\n"
        ";; flags: qr aa rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1\n"
        "\n"
        ";; OPT PSEUDOSECTION:\n"
        "; EDNS: version: 0, flags:; udp: 1232\n"
        ";; QUESTION SECTION:\n"
        ";example.com.\t\t\tIN\tA\n"
        "\n"
        ";; ANSWER SECTION:\n"
        "example.com.\t\t0\tIN\tA\t203.0.113.10\n"
        "\n"
        ";; X msec\n"
        ";; SERVER: 172.31.176.1#53(172.31.176.1) (UDP)\n"
        ";; X\n"
        ";; MSG SIZE  rcvd: 56\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("dig +short example.com", "203.0.113.10\n"),
        ("dig +short nope", ""),
        ("dig +short example.com nope example.com", "203.0.113.10\n203.0.113.10\n"),
        ("dig +tcp +short example.com", "203.0.113.10\n"),
        ("dig @172.31.176.1 -q example.com -t a +short", "203.0.113.10\n"),
        ("dig +noall +answer example.com", "example.com.\t\t0\tIN\tA\t203.0.113.10\n"),
        ("dig example.com +noall +answ +nottl", "example.com.\t\tIN\tA\t203.0.113.10\n"),
        ("dig +noall +question -x 172.18.0.2", ";2.0.18.172.in-addr.arpa.\tIN\tPTR\n"),
        ("dig +noall +question", ";.\t\t\t\tIN\tNS\n"),
    ],
)
def test_parts_of_an_answer(places: Places, line: str, out: str) -> None:
    assert run(places, line) == (0, out)


def test_what_it_asks(places: Places) -> None:
    run(places, "dig +norecurse +noad example.com mx")
    run(places, "nslookup -type=a example.com")
    heard = [r.packet.payload.payload for r in places.vm.trace if r.event == "rx" and r.device == "eth0" and r.host == "lan"
             and getattr(r.packet.payload, "proto", 0) == 17]  # fmt: skip
    first, second = (datagram.data for datagram in heard)
    assert isinstance(first, Message)
    assert (first.question.type, first.rd, first.ad, first.edns) == ("MX", False, False, 1232)
    assert len(first.options[0][1]) == 8  # the cookie
    assert (second.rd, second.ad, second.edns) == (True, False, None)


@pytest.mark.parametrize(("line", "way"), [("dig example.com any", "TCP"), ("dig +notcp example.com any", "UDP")])
def test_any_goes_over_tcp_unless_told(places: Places, line: str, way: str) -> None:
    assert f"({way})\n;; WHEN" in run(places, line)[1]


def test_a_silent_server(places: Places) -> None:
    began = places.clock.now
    code, out = run(places, "dig @203.0.113.9 +time=2 x y")
    error = ";; communications error to 203.0.113.9#53: timed out\n"
    banner = BANNER.format(" @203.0.113.9 +time=2 x y", "; (1 server found)\n")
    end = ";; no servers could be reached\n"
    assert (code, out) == (9, error * 3 + banner + end + error * 3 + end)
    assert round(places.clock.now - began, 2) == 12.0


def test_a_server_that_refuses(places: Places) -> None:
    assert run(places, "dig @172.31.176.1 -p 54 +short x") == (
        9,
        ";; communications error to 172.31.176.1#54: connection refused\n" * 3 + ";; no servers could be reached\n",
    )
    said = ";; Connection to 172.31.176.1#54(172.31.176.1) for x failed: connection refused.\n"
    assert run(places, "dig @172.31.176.1 -p 54 +short +tcp x") == (9, (said + ";; no servers could be reached\n") * 3)


def test_no_way_to_any_server(places: Places) -> None:
    cli = places.places["cli"]
    cli.ns.devices["eth0"].set_down()
    cli.files.write("/etc/resolv.conf", "nameserver 8.8.8.8\nnameserver 9.9.9.9\n")
    one, two = (
        f";; UDP setup with {ip}#53({ip}) for x failed: network unreachable.\n" for ip in ("8.8.8.8", "9.9.9.9")
    )
    none = ";; no servers could be reached\n"
    assert run(places, "dig x") == (9, one + none + one + none + one + two + none)
    assert run(places, "nslookup x") == (1, one + none + one + none + one + two + none + "\n")


def test_the_second_server_gets_one_try(places: Places) -> None:
    places.places["cli"].files.write("/etc/resolv.conf", f"nameserver 203.0.113.9\nnameserver {SERVER}\n")
    error = ";; communications error to 203.0.113.9#53: timed out\n"
    assert run(places, "dig +time=1 +tries=2 +short example.com") == (0, error * 2 + "203.0.113.10\n")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("dig +foo x", 1, "Invalid option: +foo"),
        ("dig -z x", 1, "Invalid option: -z"),
        ("dig a..b", 10, "dig: 'a..b' is not a legal name (empty label)"),
        ("dig @nope x", 1, "dig: couldn't get address for 'nope': not found"),
        ("dig +trace x", 127, "dig: option +trace is not modelled"),
        ("dig -t FOO +short example.com", 0, ";; Warning, ignoring invalid type FOO"),
        ("nslookup x nope", 1, "nslookup: couldn't get address for 'nope': not found"),
        ("nslookup a b c", 1, "Usage:"),
    ],
)
def test_refusals(places: Places, line: str, code: int, said: str) -> None:
    task = places.run("cli", *line.split())
    assert (task.exit_code, task.stderr.text.splitlines()[0]) == (code, said)


HEAD = "Server:\t\t172.31.176.1\nAddress:\t172.31.176.1#53\n\n"


@pytest.mark.parametrize(
    ("line", "code", "out"),
    [
        ("nslookup -type=a example.com", 0, HEAD + "Name:\texample.com\nAddress: 203.0.113.10\n\n"),
        ("nslookup nope", 1, HEAD + "** server can't find nope: NXDOMAIN\n\n"),
        ("nslookup 10.1.1.1", 1, "** server can't find 1.1.1.10.in-addr.arpa: NXDOMAIN\n\n"),
        ("nslookup -foo -ty=a nope", 1, "*** Invalid option: foo\n" + HEAD + "** server can't find nope: NXDOMAIN\n\n"),
    ],
)
def test_nslookup(places: Places, line: str, code: int, out: str) -> None:
    assert run(places, line) == (code, out)


def test_nslookup_asks_for_both_families_one_after_the_other(places: Places) -> None:
    web = places.places["web"].ns.sockets.udp("dns")
    web.bind(0, 53)

    def answer(query: Message, ip: int, port: int) -> None:
        assert query.question is not None
        found = [Record(query.question.name, "A", 600, "172.18.0.2")] if query.question.type == "A" else []
        web.sendto(query.reply(answers=found), ip, port)

    web.on_datagram = answer
    head = "Server:\t\t172.17.0.2\nAddress:\t172.17.0.2#53\n\nNon-authoritative answer:\n"
    assert run(places, "nslookup web 172.17.0.2") == (0, head + "Name:\tweb\nAddress: 172.18.0.2\n\n")
    assert run(places, "nslookup -type=mx web 172.17.0.2") == (
        0,
        head + "*** Can't find web: No answer\n\nAuthoritative answers can be found from:\n\n",
    )


def test_columns_are_reached_by_tabs_or_by_one_space() -> None:
    assert columns((0, "web."), (24, "600"), (32, "IN"), (40, "A"), (48, "x")) == "web.\t\t\t600\tIN\tA\tx"
    record = Record("2.0.18.172.in-addr.arpa", "PTR", 600, "web.mynet")
    assert record_line(record, Sections()) == "2.0.18.172.in-addr.arpa. 600\tIN\tPTR\tweb.mynet."
    record = Record("x.y.z.a.long-name-here.example.com", "A", 0, "203.0.113.10")
    assert record_line(record, Sections()) == "x.y.z.a.long-name-here.example.com. 0 IN A\t203.0.113.10"


def test_reversed_names() -> None:
    assert reversed_name("1.2.3.4") == "4.3.2.1.in-addr.arpa."
