"""Streams and sockets of the client: what comes, piece by piece, and what is typed."""

import gc
import socket

import pytest
from dockernet_sim import Lab
from dockernet_sim.client import APIError, DockerException, NotFound
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.world.visible import digest


@pytest.fixture
def lab() -> Lab:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx")
    return lab


def test_program_without_an_end_is_refused_or_streamed(lab: Lab) -> None:
    web = lab.docker.containers.get("web")
    with pytest.raises(DockerException, match="no end within"):
        web.exec_run("ping 127.0.0.1")
    stream = web.exec_run("ping 127.0.0.1", stream=True).output
    first = list(stream)
    lab.run(until=lab.env.now + 3)
    assert len(first) > 2 and len(list(stream)) >= 2
    stream.close()
    assert list(stream) == []


def test_log_is_followed_to_the_end_of_the_container(lab: Lab) -> None:
    job = lab.docker.containers.run("busybox", ["sh", "-c", "echo one; sleep 3; echo two"], detach=True)
    assert job.logs() == b"one\n"
    assert list(job.logs(stream=True)) == [b"one\n", b"two\n"]
    job.reload()
    assert job.status == "exited"


def test_forgotten_stream_is_no_listener_any_more(lab: Lab) -> None:
    served = lab.docker.api._served
    for _ in range(250):  # more than may wait at once
        lab.docker.events()
        gc.collect(0)
        served.turn()
    assert len(served.conversations) < 3


def test_socket_carries_what_is_typed_and_what_is_written(lab: Lab) -> None:
    api = lab.docker.api
    made = api.exec_create("web", ["sh", "-c", "read name; echo hello $name; cat"], stdin=True)
    with api.exec_start(made, socket=True) as typed:
        with pytest.raises(TimeoutError, match="waits for input"):
            typed.recv(10)
        assert typed.send(b"you\n") == 4
        assert typed.recv(8) == b"\x01\0\0\0\0\0\0\x0a"
        assert typed.recv(4096) == b"hello you\n"
        typed.shutdown(socket.SHUT_WR)
        assert typed.read() == b""
        with pytest.raises(NotModelled, match="file number"):
            typed.fileno()
    assert api.exec_inspect(made)["ExitCode"] == 0


def test_attached_terminal_is_typed_into(lab: Lab) -> None:
    api = lab.docker.api
    made = api.create_container("busybox", "sh", tty=True, stdin_open=True)
    api.start(made)
    typed = api.attach_socket(made, params={"stdin": 1, "stdout": 1, "stream": 1})
    typed.sendall(b"echo $((6 * 7))\r")
    assert b"42\r\n" in typed.recv() + typed.recv()
    typed.close()
    assert api.inspect_container(made)["State"]["Running"]


def test_copy_does_what_the_client_did(lab: Lab) -> None:
    web = lab.docker.containers.get("web")
    web.exec_run(["sh", "-c", "echo hi > /tmp/note"])
    list(web.exec_run("ping -c 2 127.0.0.1", stream=True).output)
    lab.docker.containers.run("busybox", "sleep 2")
    web.stop(timeout=1)
    lab.docker.networks.create("n1")
    assert digest(lab.copy().world) == digest(lab.world)


def test_exception_holds_the_answer(lab: Lab) -> None:
    with pytest.raises(NotFound) as caught:
        lab.docker.containers.get("nosuch")
    error = caught.value
    assert error.response is not None and error.response.json() == {"message": "No such container: nosuch"}
    assert (error.status_code, error.is_client_error(), error.is_server_error()) == (404, True, False)
    assert str(error) == (
        "404 Client Error for http+docker://localhost/v1.55/containers/nosuch/json: Not Found"
        ' ("No such container: nosuch")'
    )
    assert isinstance(error, APIError) and isinstance(error, DockerException)
