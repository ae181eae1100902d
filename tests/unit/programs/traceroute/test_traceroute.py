"""traceroute: hops, stars and remarks."""

import re

import pytest
from tests.unit.programs.places import Places


def lines(text: str) -> list[str]:
    return re.sub(r"[\d.]+ ms", "T", text).splitlines()


@pytest.mark.parametrize("method", ["-U -p 33434", "-I", "-T", ""])
def test_each_hop_answers(places: Places, method: str) -> None:
    task = places.run("cli", "traceroute", "-n", *method.split(), "203.0.113.10")
    assert (task.exit_code, task.stderr.text) == (0, "")
    assert lines(task.stdout.text) == [
        "traceroute to 203.0.113.10 (203.0.113.10), 30 hops max, 60 byte packets",
        " 1  172.17.0.1  T  T  T",
        " 2  203.0.113.10  T  T  T",
    ]


def test_names(places: Places) -> None:
    places.places["cli"].files.write("/etc/hosts", "172.17.0.1 gw\n")
    text = places.run("cli", "traceroute", "-q", "1", "example.com").stdout.text
    assert lines(text) == [
        "traceroute to example.com (203.0.113.10), 30 hops max, 60 byte packets",
        " 1  gw (172.17.0.1)  T",
        " 2  203.0.113.10 (203.0.113.10)  T",
    ]


def test_sixteen_probes_leave_before_the_first_answer_is_read(places: Places) -> None:
    places.run("cli", "traceroute", "-n", "203.0.113.10")
    sent = [
        r.packet.payload
        for r in places.vm.trace
        if r.netns == "cli" and r.event == "tx" and r.packet.ethertype == 0x800
    ]
    probes = [(packet.ttl, packet.payload.dport) for packet in sent]
    assert probes == [(n // 3 + 1, 33434 + n) for n in range(16)]


def test_silence(places: Places) -> None:
    began = places.clock.now
    text = places.run("cli", "traceroute", "-n", "-w", "1", "-m", "3", "203.0.113.99").stdout.text
    assert lines(text)[1:] == [" 1  172.17.0.1  T  T  T", " 2  * * *", " 3  * * *"]
    assert round(places.clock.now - began, 1) == 1.0


def test_traceroute_to_an_unused_address_ends_in_unreachable(places: Places) -> None:
    task = places.run("cli", "traceroute", "-n", "172.17.0.99")
    assert lines(task.stdout.text)[1:] == [" 1  172.17.0.3  T !H  T !H  T !H"]


def test_the_last_router_says_that_there_is_no_way(places: Places) -> None:
    places.vm.root.ip.fib.delete(0, 0)
    task = places.run("cli", "traceroute", "-n", "-q", "1", "203.0.113.10")
    assert lines(task.stdout.text)[1:] == [" 1  172.17.0.1  T !N"]


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (
            "nope",
            2,
            'nope: Name or service not known\nCannot handle "host" cmdline arg `nope\' on position 1 (argc 1)\n',
        ),
        ("--foo x", 2, "Bad option `--foo' (argc 1)\n"),
        ("-x 1.1.1.1", 2, "Bad option `-x' (argc 1)\n"),
        ("-z", 2, "Option `-z' (argc 1) requires an argument: `-z sendwait'\n"),
        ("-m x y", 2, "Cannot handle `-m' option with arg `x' (argc 2)\n"),
        ("-m 300 x", 2, "max hops cannot be more than 255\n"),
        ("-q 11 x", 2, "no more than 10 probes per hop\n"),
        ("-f 40 x", 2, "first hop out of range\n"),
        ("a b", 2, 'Cannot handle "packetlen" cmdline arg `b\' on position 2 (argc 2)\n'),
        ("a 60 c", 2, "Extra arg `c' (position 3, argc 3)\n"),
        ("-n", 2, 'Specify "host" missing argument.\n'),
        ("-g 1.1.1.1 x", 127, "traceroute: option -g is not modelled\n"),
    ],
)
def test_refusals(places: Places, argv: str, code: int, said: str) -> None:
    task = places.run("cli", "traceroute", *argv.split())
    assert (task.exit_code, task.stderr.text) == (code, said)


def test_no_way_out_is_said_behind_the_header(places: Places) -> None:
    places.places["cli"].ns.devices["eth0"].set_down()
    task = places.run("cli", "traceroute", "203.0.113.10")
    assert task.stdout.text == "traceroute to 203.0.113.10 (203.0.113.10), 30 hops max, 60 byte packets"
    assert (task.exit_code, task.stderr.text) == (1, "\nconnect: Network is unreachable\n")
