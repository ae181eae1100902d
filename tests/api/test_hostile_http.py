"""Clients that mean harm, or are broken: what they send is refused, others are served, and memory stays bounded."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.api import requests, serving, sockets
from dockernet_sim.api.core import Api
from tests.api.test_sockets import PING, ask, dial

SECONDS = 30.0
CREATE = b"POST /v1.44/networks/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n"


@pytest.fixture
def lab() -> Lab:
    return Lab(engine="29")


@pytest.fixture
def path(lab: Lab) -> Iterator[str]:
    with lab.serve() as served:
        yield served.host.removeprefix("unix://")


def until(true: Callable[[], bool]) -> None:
    last = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < last
        time.sleep(0.01)


def rest(made: socket.socket) -> bytes:
    """All that comes until the server closes."""
    found = b""
    for _ in range(2):  # Linux tells of a reset once, before what was sent ahead of it
        with suppress(ConnectionError):
            while data := made.recv(65_536):
                found += data
    return found


def pongs(path: str) -> bool:
    return ask(path, PING).endswith(b"OK")


# -- time ------------------------------------------------------------------------
@pytest.mark.parametrize("head", [PING[:-4] + b"\r\nX: ", CREATE + b"Content-Length: 1000\r\n\r\n", b"G"])
def test_clients_that_send_a_byte_at_a_time_are_let_go(path: str, head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "REQUEST_SECONDS", 0.4)
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(dial(path))) for _ in range(50)]
        for each in slow:
            each.sendall(head)
        going = set(slow)
        last = time.monotonic() + SECONDS
        while going:
            assert time.monotonic() < last, "slow clients are still served"
            for each in list(going):
                try:
                    each.sendall(b"x")
                except OSError:
                    going.discard(each)
            assert pongs(path)
            time.sleep(0.05)


def test_idle_connections_make_room(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "MOST_CONNECTIONS", 8)
    with ExitStack() as stack:
        idle = [stack.enter_context(closing(dial(path))) for _ in range(8)]
        for each in idle:
            each.sendall(PING)
            assert each.recv(1000)
        assert pongs(path)
        assert idle[0].recv(1000) == b""  # idle for longest
        idle[-1].sendall(PING)
        assert idle[-1].recv(1000).endswith(b"OK")


def test_each_that_comes_at_once_takes_anothers_place(lab: Lab, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "MOST_CONNECTIONS", 4)
    with ExitStack() as stack:
        idle = [stack.enter_context(closing(dial(path))) for _ in range(4)]
        for each in idle:
            each.sendall(PING)
            assert each.recv(1000)
        with lab.world.clock.lock:  # the server waits for it in the answer of the first
            idle[0].sendall(PING)
            time.sleep(0.2)
            late = [stack.enter_context(closing(dial(path))) for _ in range(2)]
        for each in late:
            each.sendall(PING)
            assert each.recv(1000).endswith(b"OK")
        assert idle[0].recv(1000).endswith(b"OK")
        assert [idle[1].recv(1000), idle[2].recv(1000)] == [b"", b""]
        idle[3].sendall(PING)
        assert idle[3].recv(1000).endswith(b"OK")


# -- many requests -----------------------------------------------------------------
def test_pipelined_requests_are_answered_in_their_order(path: str) -> None:
    data = b"".join(b"GET /v1.44/containers/c%d/json HTTP/1.1\r\nHost: d\r\n\r\n" % number for number in range(300))
    answers = ask(path, data)
    told = [part.partition(b'"')[0] for part in answers.split(b"No such container: ")[1:]]
    assert told == [b"c%d" % number for number in range(300)]


def test_pipelining_client_that_does_not_read_is_not_read_either(path: str) -> None:
    asked = b"GET /v1.44/info HTTP/1.1\r\nHost: d\r\n\r\n" * 200
    with closing(dial(path)) as greedy:
        greedy.settimeout(1.0)
        sent = 0
        with pytest.raises(TimeoutError):
            while sent < 64_000_000:
                sent += greedy.send(asked)
        assert sent < 4_000_000  # what the kernel and one piece hold
        assert pongs(path)


def test_bytes_ahead_of_an_answer_are_bounded(lab: Lab, path: str) -> None:
    lab.sh("docker run -d --name web nginx")
    with closing(dial(path)) as greedy:
        greedy.sendall(b"POST /v1.44/containers/web/wait HTTP/1.1\r\nHost: d\r\n\r\n")
        assert greedy.recv(1000).startswith(b"HTTP/1.1 200")
        with pytest.raises(OSError):
            for _ in range(1000):
                greedy.sendall(PING * 1000)
    assert pongs(path)


def test_two_hundred_clients_at_once_make_calls(path: str) -> None:
    body = b'{"Name": "n%d"}'
    with ExitStack() as stack:
        many = [stack.enter_context(closing(dial(path))) for _ in range(200)]
        for number, each in enumerate(many):
            given = body % (number % 20)
            each.sendall(CREATE + b"Content-Length: %d\r\n\r\n" % len(given) + given)
        statuses = sorted(each.recv(65_536)[9:12] for each in many)
    assert statuses == [b"201"] * 20 + [b"409"] * 180


# -- bodies ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    [
        b"FFFFFFFFFFFFFFFFFFFFFFFFF\r\nx",
        b"-1\r\nx",
        b"0x10\r\nx",
        b"zz\r\n",
        b"1;" + b"e" * 20_000 + b"\r\nx\r\n0\r\n\r\n",
        b"1\r\nxx\r\n0\r\n\r\n",
        b"0\r\n" + b"Trailer: x\r\n" * 5000 + b"\r\n",
    ],
)
def test_broken_chunks_are_refused(path: str, body: bytes) -> None:
    answer = ask(path, CREATE + b"Transfer-Encoding: chunked\r\n\r\n" + body)
    assert answer[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 431", b"")
    assert pongs(path)


@pytest.mark.parametrize("size", [b"7fffffff", b"ffffffffffffffff"])
def test_huge_chunk_is_refused_as_it_grows(path: str, size: bytes) -> None:
    with closing(dial(path)) as made:
        made.sendall(CREATE + b"Transfer-Encoding: chunked\r\n\r\n" + size + b"\r\n")
        with pytest.raises(OSError):
            for _ in range(2000):
                made.sendall(b"x" * 65_536)
    assert pongs(path)


def test_tiny_chunks_do_not_hold_up_other_clients(path: str) -> None:
    with closing(dial(path)) as made:
        made.sendall(CREATE + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            made.sendall(b"1\r\nx\r\n" * 5_000)
            assert pongs(path)
        made.sendall(b"0\r\n\r\n")
        assert made.recv(1000).startswith(b"HTTP/1.1 400")


def test_missing_end_of_a_body_is_no_call(lab: Lab, path: str) -> None:
    assert ask(path, CREATE + b'Content-Length: 50\r\n\r\n{"Name": "half"}')[:12] in (b"", b"HTTP/1.1 400")
    assert ask(path, CREATE + b'Transfer-Encoding: chunked\r\n\r\n10\r\n{"Name": "half"}\r\n')[:12] in (
        b"",
        b"HTTP/1.1 400",
    )
    assert "half" not in lab.sh("docker network ls").stdout


def test_body_waits_for_100_continue(path: str) -> None:
    with closing(dial(path)) as made:
        made.sendall(CREATE + b"Expect: 100-continue\r\nContent-Length: 13\r\n\r\n")
        assert made.recv(1000).startswith(b"HTTP/1.1 100")
        made.sendall(b'{"Name": "n"}')
        assert made.recv(1000).startswith(b"HTTP/1.1 201")


def test_deep_json_is_refused(path: str) -> None:
    body = b"[" * 200_000
    assert b"HTTP/1.1 400" in ask(path, CREATE + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert pongs(path)


# -- heads -------------------------------------------------------------------------
@pytest.mark.parametrize(
    "head",
    [
        b"Host: d\r\n" + b"X: y\r\n" * 5000,
        b"Host: d\r\nX: " + b"y" * 20_000 + b"\r\n",
        b"Host: d\r\nHost: e\r\n",
        b"Host : d\r\n",
        b"Host: d\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        b"Host: d\r\nContent-Length: -1\r\n",
        b"Host: d\r\nContent-Length: 1e3\r\n",
        b"Host: d\r\nTransfer-Encoding: gzip\r\n",
        b"Host: d\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        b"Host: d\r\nX: a\x00b\r\n",
        b"",
    ],
)
def test_broken_heads_are_refused(path: str, head: bytes) -> None:
    assert ask(path, b"GET /_ping HTTP/1.1\r\n" + head + b"\r\n")[9:12] in (b"400", b"431", b"501")
    assert pongs(path)


def test_answers_before_http_1_1_have_no_chunks(lab: Lab, path: str) -> None:
    lab.sh("docker run -d --name web nginx; docker logs web")
    answer = ask(path, b"GET /v1.44/events?since=1&until=2 HTTP/1.0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200") and b"chunked" not in answer and b"Connection: close" in answer


# -- web pages ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "head", "status"),
    [
        ("/_ping", "Host: 127.0.0.1:{port}", 200),
        ("/_ping", "Host: LocalHost:{port}", 200),
        ("/_ping", "Host: localhost", 200),
        ("/_ping", "Host: localhost.:{port}", 403),
        ("/_ping", "Host: evil.example:{port}", 403),
        ("/_ping", "Host: 127.0.0.1:1", 403),
        ("/_ping", "Host: [::1]:{port}", 403),
        ("/_ping", "Host: 127.1:{port}", 403),
        ("/_ping", "Host: localhost:{port}@evil.example", 403),
        ("/_ping", "Host: ", 403),
        ("http://evil.example/_ping", "Host: localhost:{port}", 403),
        ("HTTP://localhost:{port}/_ping", "Host: evil.example", 200),
        ("http://user@localhost:{port}/_ping", "Host: localhost", 403),
        ("/_ping", "Host: localhost:{port}\r\nOrigin: null", 403),
        ("/_ping", "Host: localhost:{port}\r\nORIGIN: http://localhost:{port}", 403),
        ("/_ping", "Host: localhost:{port}\r\nSec-Fetch-Site: cross-site", 403),
        ("/_ping", "Host: localhost:{port}\r\nSec-Fetch-Site: none", 200),
    ],
)
def test_over_tcp_only_programs_of_this_machine_are_answered(lab: Lab, line: str, head: str, status: int) -> None:
    with lab.serve(tcp="127.0.0.1:0") as served:
        port = served.host.rpartition(":")[2]
        with socket.create_connection(("127.0.0.1", int(port)), timeout=SECONDS) as made:
            made.sendall(f"GET {line} HTTP/1.1\r\n{head}\r\n\r\n".replace("{port}", port).encode())
            assert made.recv(1000)[9:12] == b"%d" % status


def test_http_1_0_without_a_host_is_refused_over_tcp(lab: Lab) -> None:
    with lab.serve(tcp="127.0.0.1:0") as served:
        port = int(served.host.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as made:
            made.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            assert made.recv(1000).startswith(b"HTTP/1.1 403")


# -- streams -----------------------------------------------------------------------
STREAMS = {
    "logs": ("GET", "/containers/job/logs?follow=1&stdout=1", ""),
    "events": ("GET", "/events", ""),
    "wait": ("POST", "/containers/web/wait", ""),
    "attach": ("POST", "/containers/web/attach?stream=1&stdout=1&stdin=1", "Upgrade: tcp\r\nConnection: Upgrade\r\n"),
    "attach, bare": ("POST", "/containers/job/attach?stream=1&stdout=1", ""),
    "pull": ("POST", "/images/create?fromImage=redis&tag=latest", ""),
    "stop": ("POST", "/containers/job/stop?t=5", ""),
}


@pytest.fixture
def apis(monkeypatch: pytest.MonkeyPatch) -> list[Api]:
    """The APIs that are made."""
    made: list[Api] = []

    def make(*arguments: Any) -> Api:
        made.append(Api(*arguments))
        return made[-1]

    monkeypatch.setattr(serving, "Api", make)
    return made


@pytest.mark.parametrize("kind", STREAMS)
def test_client_that_goes_away_from_a_stream_leaves_nothing(apis: list[Api], lab: Lab, kind: str) -> None:
    lab.sh("docker run -d --name web nginx; docker run -d --name job busybox sh -c 'while sleep 1; do echo x; done'")
    method, where, more = STREAMS[kind]
    with lab.serve() as served:
        path = served.host.removeprefix("unix://")
        for _ in range(5):
            with closing(dial(path)) as made:
                made.sendall(f"{method} /v1.44{where} HTTP/1.1\r\nHost: d\r\n{more}\r\n".encode())
                if kind != "stop":
                    assert made.recv(20)[9:12] in (b"200", b"101")
        until(lambda: not apis[0].conversations)
        assert pongs(path)
    assert lab.sh("docker ps -q | wc -l").stdout.strip() in ("1", "2")
    lab.copy()


def test_client_that_goes_away_from_an_exec_leaves_nothing(apis: list[Api], lab: Lab, path: str) -> None:
    lab.sh("docker run -d --name web nginx")
    body = b'{"Cmd": ["cat"], "AttachStdin": true, "AttachStdout": true}'
    made = ask(
        path,
        b"POST /v1.44/containers/web/exec HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n"
        + b"Content-Length: %d\r\n\r\n" % len(body)
        + body,
    )
    ref = made.partition(b'{"Id":"')[2][:64].decode()
    with closing(dial(path)) as talk:
        talk.sendall(
            f"POST /v1.44/exec/{ref}/start HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nUpgrade: tcp\r\n"
            "Connection: Upgrade\r\nContent-Length: 2\r\n\r\n{}hello".encode()
        )
        assert talk.recv(20).startswith(b"HTTP/1.1 101")
    until(lambda: not apis[0].conversations)
    assert pongs(path)
    lab.copy()


def test_output_that_is_not_read_is_bounded(lab: Lab, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "MOST_UNSENT", 300_000)
    lab.sh("docker run -d --name job busybox sh -c 'while sleep 0.01; do echo " + "x" * 500 + "; done'")
    with closing(dial(path)) as deaf, closing(dial(path)) as other:
        deaf.sendall(b"GET /v1.44/containers/job/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n")
        assert deaf.recv(1000).startswith(b"HTTP/1.1 200")
        last = time.monotonic() + SECONDS
        while time.monotonic() < last:
            other.sendall(b"GET /v1.44/containers/json HTTP/1.1\r\nHost: d\r\n\r\n")  # a poll: a second goes by
            assert other.recv(65_536).startswith(b"HTTP/1.1 200")
            if any(kind_of_end(deaf)):
                break
        else:
            raise AssertionError("a client that does not read is still served")
    assert pongs(path)


def kind_of_end(made: socket.socket) -> Iterator[bool]:
    """Whether the server has closed, without reading what it sent."""
    made.setblocking(False)
    try:
        made.send(b"x")
    except BlockingIOError:
        yield False
    except OSError:
        yield True
    finally:
        made.setblocking(True)


def test_input_of_programs_is_bounded(lab: Lab, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "MOST_TYPED", 100_000)
    lab.sh("docker run -di --name job busybox sleep 1000000")
    with closing(dial(path)) as made:
        made.sendall(
            b"POST /v1.44/containers/job/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\nHost: d\r\n"
            b"Upgrade: tcp\r\nConnection: Upgrade\r\n\r\n"
        )
        assert made.recv(1000).startswith(b"HTTP/1.1 101")
        with suppress(OSError):
            for _ in range(100):
                made.sendall(b"x" * 10_000)
        told = b"clients have sent more than 100000 bytes to programs, the most that a lab's log keeps"
        assert told in rest(made)
    assert pongs(path)
    assert 50_000 < sum(len(call.text) for call in lab.world.log if call.kind == "input") <= 100_000
