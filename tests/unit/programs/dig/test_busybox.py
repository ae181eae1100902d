"""busybox's nslookup, as the real engine recorded it."""

import pytest
from dockernet_sim.shell.session import open_world

HEAD = "Server:\t\t{0}\nAddress:\t{0}:53\n\n"
LAN, OWN = HEAD.format("172.31.176.1"), HEAD.format("127.0.0.11")
FOUND = "Name:\texample.com\nAddress: 203.0.113.10\n\n"
USAGE = "Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n"


@pytest.mark.parametrize(
    ("options", "words", "code", "stdout", "stderr"),
    [
        ("", "example.com", 1, f"{LAN}{FOUND}** server can't find example.com: NXDOMAIN\n\n", ""),
        ("--dns-search com", "example", 1, f"{LAN}{FOUND}** server can't find example.com: NXDOMAIN\n\n", ""),
        ("", "-type=a example.com", 0, f"{LAN}{FOUND}", ""),
        ("", "203.0.113.10", 1, f"{LAN}** server can't find 10.113.0.203.in-addr.arpa: NXDOMAIN\n\n", ""),
        ("--dns 172.31.176.9", "example.com", 1, ";; connection timed out; no servers could be reached\n\n", ""),
        ("--network n1", "web", 0,
         f"{OWN}Non-authoritative answer:\nName:\tweb\nAddress: 172.18.0.2\n\nNon-authoritative answer:\n\n", ""),
        ("--network n1", "172.18.0.2", 0,
         f"{OWN}Non-authoritative answer:\n2.0.18.172.in-addr.arpa\tname = web.n1\n\n", ""),
        ("--network n1", "-type=nope web", 1, "", 'nslookup: invalid query type "nope"\n'),
        ("--network n1", "web nosuch", 1, "", "nslookup: bad address 'nosuch'\n"),
        ("--network n1", "-port=99 web", 1, ";; connection timed out; no servers could be reached\n\n",
         "nslookup: write to '127.0.0.11': Connection refused\n"),
        ("--network none", "web", 1, "",
            "nslookup: can't connect to remote host (172.31.176.1): Network is unreachable\n"),
    ],
)  # fmt: skip
def test_busybox_nslookup_answers_as_recorded(options: str, words: str, code: int, stdout: str, stderr: str) -> None:
    world = open_world(trace=False, images="recorder")
    world.run_line("vm", "docker network create n1; docker run -d --name web --network n1 nginx")
    result = world.run_line("vm", f"docker run --rm {options} busybox busybox nslookup {words}")
    assert (result.exit, result.stdout, result.stderr) == (code, stdout, stderr)


@pytest.mark.parametrize("words", ["", "a b c", "-foo web"])
def test_busybox_nslookup_called_wrongly_prints_its_usage(words: str) -> None:
    result = open_world(trace=False).run_line("vm", f"docker run --rm busybox busybox nslookup {words}")
    assert result.exit == 1
    assert USAGE in result.stderr


def test_nslookup_of_alpine_is_busyboxs() -> None:
    world = open_world(trace=False)
    result = world.run_line("vm", "docker run --rm alpine nslookup example.com")
    assert result.exit == 0
    assert result.stdout == f"{LAN}{FOUND}Non-authoritative answer:\n\n"
