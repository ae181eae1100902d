"""Servers of one's own."""

from typing import Any

from dockernet_sim.programs.servers.answering import answering
from dockernet_sim.programs.servers.http import Request
from dockernet_sim.programs.servers.response import Response
from dockernet_sim.programs.task import Task
from tests.unit.programs.places import Places


def test_http_and_udp(places: Places) -> None:
    program = answering({8080: "hi\n", 9090: lambda request: f"{request.method} {request.target}\n"}, {53: "pong"})
    task = Task(places.places["web"], ["api"], program=program)
    task.start()
    places.wait(0.1)
    assert places.run("cli", "curl", "-s", "http://172.17.0.2:8080/").stdout.text == "hi\n"
    assert places.run("cli", "curl", "-s", "http://172.17.0.2:9090/a?b").stdout.text == "GET /a?b\n"
    head = places.run("cli", "curl", "-sI", "http://172.17.0.2:8080/").stdout.text
    assert "Content-Length: 3\r\n" in head and head.endswith("\r\n\r\n")
    socket = places.places["cli"].ns.sockets.udp()
    socket.sendto(b"ping", 0xAC110002, 53)
    answer = socket.recv()
    places.wait(0.1)
    assert answer.value[0] == b"pong"
    assert [row.owner.name for row in places.places["web"].ns.sockets.listeners()] == ["busybox", "api", "api"]


def test_http_server_program(places: Places) -> None:
    places.start("web", "http-server", "81", "hello there")
    places.wait(0.1)
    assert places.run("cli", "curl", "-s", "http://172.17.0.2:81/").stdout.text == "hello there\n"
    assert places.run("web", "http-server").exit_code == 2
    assert places.run("web", "http-server", "80", "x").stderr.text == "http-server: bind: Address already in use\n"


def slowly(request: Request) -> Any:
    """An answer that waits."""
    yield request.me.sleep(0.5)
    return b"late\n"


def broken(request: Request) -> str:
    """An answer that fails."""
    raise LookupError(request.target)


def test_answer_may_be_bytes_a_response_or_a_generator_that_waits(places: Places) -> None:
    clock = places.places["web"].host.clock
    answers = {8080: lambda request: Response(503, "busy\n", {"Retry-After": "9"}, delay=0.2), 8081: slowly}
    Task(places.places["web"], ["api"], program=answering(answers)).start()
    places.wait(0.1)
    shown = places.run("cli", "curl", "-si", "http://172.17.0.2:8080/").stdout.text
    assert shown.startswith("HTTP/1.1 503 Service Unavailable\r\n") and "Retry-After: 9\r\n" in shown
    began = clock.now
    assert places.run("cli", "curl", "-s", "http://172.17.0.2:8081/").stdout.text == "late\n"
    assert clock.now - began > 0.5


def test_answer_that_fails_is_a_500_and_a_line_in_the_log(places: Places) -> None:
    task = Task(places.places["web"], ["api"], program=answering({8080: broken}))
    task.start()
    places.wait(0.1)
    code = places.run(
        "cli", "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "http://172.17.0.2:8080/x"
    ).stdout.text
    assert (code, task.stderr.text) == ("500", "GET /x: LookupError: /x\n")
