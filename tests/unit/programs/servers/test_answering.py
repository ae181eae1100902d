"""Servers of one's own."""

from dockernet_sim.programs.servers.answering import answering
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
