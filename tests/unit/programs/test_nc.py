"""busybox nc."""

import pytest
from tests.unit.programs.places import Places


def test_both_ways(places: Places) -> None:
    server = places.start("web", "nc", "-l", "-p", "7000", stdin="hello\n")
    places.wait(0.1)
    client = places.run("cli", "nc", "172.17.0.2", "7000", stdin="hi\n")
    assert (client.stdout.text, client.exit_code) == ("hello\n", 0)
    assert (server.stdout.text, server.exit_code) == ("hi\n", 0)
    assert places.places["web"].ns.sockets.listeners()[0].port == 80  # its own is gone


def test_http_by_hand(places: Places) -> None:
    task = places.run("cli", "nc", "172.17.0.2", "80", stdin="GET / HTTP/1.0\r\n\r\n")
    assert task.stdout.text.endswith("Content-Length: 6\r\n\r\nhello\n")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["127.0.0.1", "7001"], "nc: can't connect to remote host (127.0.0.1): Connection refused\n"),
        (["-w", "1", "10.9.9.9", "80"], "nc: timed out\n"),
        (["nosuch", "80"], "nc: bad address 'nosuch'\n"),
    ],
)
def test_failures(places: Places, words: list[str], text: str) -> None:
    task = places.run("cli", "nc", *words)
    assert (task.exit_code, task.stderr.text) == (1, text)


def test_usage_and_what_is_not_modelled(places: Places) -> None:
    assert places.run("cli", "nc").stderr.text.startswith("BusyBox v1.35.0")
    assert places.run("cli", "nc", "-z", "web", "80").stderr.text.startswith("nc: invalid option -- 'z'\nBusyBox")
    assert places.run("cli", "nc", "-i", "1", "web", "80").exit_code == 127
    assert places.run("web", "nc", "-l", "-p", "80").stderr.text == "nc: bind: Address already in use\n"
