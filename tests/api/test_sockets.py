"""The adapter against clients that misbehave:
malformed HTTP, web pages, slow clients, many at once, one that goes away."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.api import sockets
from dockernet_sim.api.errors import NotServed

PING = b"GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n"


@pytest.fixture
def lab() -> Lab:
    return Lab(engine="20.10")


@pytest.fixture
def path(lab: Lab) -> Iterator[str]:
    with lab.serve() as served:
        yield served.host.removeprefix("unix://")


def dial(path: str) -> socket.socket:
    """A connection."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.settimeout(30)
    made.connect(path)
    return made


def ask(path: str, data: bytes) -> bytes:
    """All that is answered to these bytes, until the server closes or the answer is whole."""
    with dial(path) as made:
        made.sendall(data)
        made.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := made.recv(65_536):
            answer += piece
        return answer


def test_socket_is_for_its_owner_alone(path: str) -> None:
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(Path(path).parent).st_mode) == 0o700


@pytest.mark.parametrize(
    "data",
    [b"\x00\xff\r\n\r\n", b"GET\r\n\r\n", b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"],
)  # fmt: skip
def test_malformed_http_is_refused_and_the_server_goes_on(path: str, data: bytes) -> None:
    assert ask(path, data)[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 431", b"HTTP/1.1 505")
    assert ask(path, PING).endswith(b"OK")


def test_body_that_is_too_large_is_refused(path: str) -> None:
    with dial(path) as made:
        made.sendall(b"POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Length: 99999999\r\n\r\n")
        with pytest.raises(OSError):
            for _ in range(2000):
                made.sendall(b"x" * 65_536)
    assert ask(path, PING).endswith(b"OK")


def test_web_page_is_refused(path: str) -> None:
    asked = b"GET /info HTTP/1.1\r\nHost: d\r\nOrigin: http://evil.example\r\n\r\n"
    assert ask(path, asked).startswith(b"HTTP/1.1 403")


def test_tcp_takes_the_loopbacks_names_only(lab: Lab) -> None:
    with lab.serve(tcp="127.0.0.1:0") as served:
        port = int(served.host.rpartition(":")[2])
        for host, status in ((f"localhost:{port}", b"200"), ("evil.example", b"403"), (f"evil.example:{port}", b"403")):
            with socket.create_connection(("127.0.0.1", port)) as made:
                made.sendall(f"GET /_ping HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                assert made.recv(1000)[9:12] == status
    with pytest.raises(NotServed, match=r"only 127\.0\.0\.1"), lab.serve(tcp="0.0.0.0:2375"):
        pass


def test_slow_client_does_not_hold_up_others(path: str) -> None:
    with dial(path) as slow:
        slow.sendall(b"GET /_pi")
        assert ask(path, PING).endswith(b"OK")
        slow.sendall(b"ng HTTP/1.1\r\nHost: d\r\n\r\n")
        assert slow.recv(1000).endswith(b"OK")


def test_two_hundred_connections_at_once(path: str) -> None:
    with ExitStack() as stack:
        many = [stack.enter_context(dial(path)) for _ in range(200)]
        for each in many:
            each.sendall(PING)
        assert all(each.recv(1000).endswith(b"OK") for each in many)


def test_client_that_goes_away_leaves_its_program_running(lab: Lab, path: str) -> None:
    lab.sh("docker run -d --name web nginx")
    before = lab.env.now
    with dial(path) as events:
        events.sendall(b"GET /events HTTP/1.1\r\nHost: d\r\n\r\n")
        assert events.recv(1000).startswith(b"HTTP/1.1 200")
    assert ask(path, PING).endswith(b"OK")
    assert lab.sh("docker ps -q | wc -l").stdout == "1\n" and lab.env.now - before < 10


def test_command_serves_a_lab_and_saves_it(tmp_path: Path) -> None:
    where, kept = tmp_path / "d.sock", tmp_path / "lab.json"
    if len(str(where)) > 100:
        pytest.skip("the folder's name is too long for a socket")

    words = [sys.executable, "-m", "dockernet_sim.cli", "serve", "--socket", str(where), "--save", str(kept)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == f"export DOCKER_HOST=unix://{where}\n"
        asked = Lab.served_at(f"unix://{where}")
        assert asked.sh("hostname").exit == 0
        body = b'{"Name": "n1"}'
        head = (
            "POST /networks/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: "
            f"{len(body)}\r\n\r\n"
        )
        assert ask(str(where), head.encode() + body).startswith(b"HTTP/1.1 201")
        server.terminate()
        assert server.wait(20) == 0
    assert not where.exists()
    assert Lab.load(kept).sh("docker network ls -q | wc -l").stdout == "4\n"


def test_log_of_a_container_that_removes_itself_does_not_wait_for_a_rest(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docker's `run --rm` is at its end when its program is, not when the server looks again by itself."""
    monkeypatch.setattr(sockets, "RESTING", 3600.0)
    with lab.serve() as served:
        lab.sh("docker run -d --rm --name job busybox sh -c 'sleep 3; echo done'")
        with dial(served.host.removeprefix("unix://")) as made:
            made.sendall(
                b"GET /containers/job/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"
            )
            answer = b"".join(iter(lambda: made.recv(65_536), b""))
        assert b"done\n" in answer and answer.endswith(b"0\r\n\r\n")
