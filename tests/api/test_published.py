"""Published ports on the real loopback: bytes of real clients go through the lab and back."""

import errno
import os
import socket
import struct
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim import Lab, Record
from dockernet_sim.api import published, publishing
from dockernet_sim.api.core import Api
from dockernet_sim.api.published import MOST_WAITING
from dockernet_sim.api.serving import Served
from tests.api import clients

SECONDS = 30.0


@pytest.fixture
def lab() -> Lab:
    return Lab(engine="29")


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        number: int = made.getsockname()[1]
        return number


def dial(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def rest(made: socket.socket) -> bytes:
    return b"".join(iter(lambda: made.recv(65_536), b""))


def get(port: int, path: str = "/") -> bytes:
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=SECONDS) as answer:
        found: bytes = answer.read()
        return found


def until(true: Callable[[], bool]) -> None:
    last = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < last
        time.sleep(0.01)


def echo(me: Any) -> Generator[Any, Any, None]:
    listener = me.listen(7)
    while True:
        me.spawn(echoes, (yield listener.accept()))


def echoes(me: Any, conn: Any) -> Generator[Any, Any, None]:
    """Answer when all was heard, as nothing could that closes both ways at once."""
    heard = b""
    while data := (yield conn.recv()):
        heard += data
    conn.send(heard)
    conn.close()


def test_request_of_a_real_client_reaches_the_server(lab: Lab) -> None:
    port = free_port()
    with lab.serve(publish=True) as served:
        lab.sh(f"docker run -d --name web -p {port}:80 nginx")
        until(lambda: served.ports == {f"0.0.0.0:{port}": port})
        assert get(port) == lab.sh(f"curl -s http://127.0.0.1:{port}/").stdout.encode()
        lab.sh("docker stop -t 0 web")
        until(lambda: not served.ports)
        with pytest.raises(ConnectionRefusedError):
            dial(port)


def test_ports_are_bound_when_the_block_begins(lab: Lab) -> None:
    port = free_port()
    assert lab.sh(f"docker run -d --name web -p {port}:80 nginx").exit == 0
    with lab.serve(publish=True) as served:
        assert served.ports == {f"0.0.0.0:{port}": port}
        assert get(port) == b"hello\n"


def test_port_is_bound_before_the_start_is_answered(lab: Lab, tmp_path: Path) -> None:
    port = free_port()
    with lab.serve(publish=True) as served:
        clients.run([clients.docker(), "run", "-d", "-p", f"{port}:80", "nginx"], served.host, tmp_path)
        assert get(port)


def test_port_that_is_taken_here_is_another_one_and_told(lab: Lab) -> None:
    warned = pytest.warns(RuntimeWarning, match="cannot be bound on this machine")
    with warned, socket.socket() as other, lab.serve(publish=True) as served:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        lab.sh(f"docker run -d --name web -p {taken}:80 nginx")
        until(lambda: bool(served.told))
        (number,) = served.ports.values()
        why = f"({taken} cannot be bound on this machine: {os.strerror(errno.EADDRINUSE)})"
        assert served.told == [f"lab port 0.0.0.0:{taken} -> 127.0.0.1:{number} {why}"]
        assert number != taken and get(number)


def test_port_that_cannot_be_bound_at_all_is_told_and_tried_again(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(port: int, kind: str) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    port = free_port()
    with pytest.warns(RuntimeWarning) as warned, lab.serve(publish=True) as served:
        with monkeypatch.context() as patch:
            patch.setattr(publishing, "_bind", fails)
            lab.sh(f"docker run -d --name web -p {port}:80 nginx")
            until(lambda: bool(served.told))
            assert pings(served) and not served.ports
        lab.sh("docker run -d nginx")
        until(lambda: bool(served.ports))
        assert get(port)
    (only,) = warned
    told = f"lab port 0.0.0.0:{port}/tcp is not bound on this machine: Too many open files"
    assert str(only.message) == told == served.told[0]
    assert lab.world.engine().host.internal_errors == []


def test_engine_chooses_a_port_that_is_free_here(lab: Lab, tmp_path: Path) -> None:
    with Lab(engine="29").serve(publish=True) as first, lab.serve(publish=True) as second:
        for served in (first, second):
            clients.run([clients.docker(), "run", "-d", "-P", "nginx"], served.host, tmp_path)
        for served in (first, second):
            ((inside, outside),) = served.ports.items()
            assert inside == f"0.0.0.0:{outside}"
        assert first.ports != second.ports


def echoing(lab: Lab) -> int:
    port = free_port()
    lab.image("echo", [7], program=echo)
    lab.sh(f"docker run -d --name echo -p {port}:7 echo")
    return port


def test_bytes_go_both_ways_behind_a_half_close(lab: Lab) -> None:
    data = bytes(range(256)) * 2000
    with lab.serve(publish=True) as served:
        port = echoing(lab)
        until(lambda: bool(served.ports))
        with dial(port) as made:
            made.sendall(data)
            made.shutdown(socket.SHUT_WR)
            assert rest(made) == data
    again = lab.copy()
    assert again.sh("docker ps -q").stdout == lab.sh("docker ps -q").stdout


def test_many_clients_at_once_get_their_own_answers(lab: Lab) -> None:
    def once(number: int) -> bool:
        with dial(port) as made:
            made.sendall(b"%d" % number)
            made.shutdown(socket.SHUT_WR)
            return rest(made) == b"%d" % number

    with lab.serve(publish=True) as served:
        port = echoing(lab)
        until(lambda: bool(served.ports))
        with ThreadPoolExecutor(60) as pool:
            assert all(pool.map(once, range(120)))


def flood(me: Any) -> Generator[Any, Any, None]:
    conn = yield me.listen(7).accept()
    for _ in range(24):
        conn.send(bytes(250_000))
        yield me.sleep(0.05)
    conn.close()


def test_client_that_does_not_read_holds_up_the_server(lab: Lab) -> None:
    port = free_port()
    lab.image("flood", [7], program=flood)
    lab.sh(f"docker run -d --name flood -p {port}:7 flood")
    with lab.serve(publish=True) as served, closing(socket.socket()) as made:
        until(lambda: bool(served.ports))
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.settimeout(SECONDS)
        made.connect(("127.0.0.1", port))
        until(lambda: any(call.kind == "tunnel hold" for call in lab.world.log))
        assert len(rest(made)) == 6_000_000
    assert MOST_WAITING < 6_000_000
    lab.copy()


def test_client_that_resets_is_reset_in_the_lab(lab: Lab) -> None:
    with lab.serve(publish=True) as served:
        port = echoing(lab)
        until(lambda: bool(served.ports))
        made = dial(port)
        made.sendall(b"hello")
        until(lambda: any(call.kind == "tunnel data" for call in lab.world.log))
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        made.close()
        until(lambda: any(call.kind == "tunnel reset" for call in lab.world.log))
        assert get_refused(port)


def get_refused(port: int) -> bool:
    """Another client is still served."""
    with dial(port) as made:
        made.shutdown(socket.SHUT_WR)
        return rest(made) == b""


def test_rules_of_the_lab_decide(lab: Lab) -> None:
    with lab.serve(publish=True) as served:
        port = echoing(lab)
        until(lambda: bool(served.ports))
        lab.sh(f"iptables -I INPUT -p tcp --dport {port} -j REJECT --reject-with tcp-reset")
        with pytest.raises(ConnectionResetError), dial(port) as made:
            made.recv(1)


@pytest.mark.parametrize("pace", [0.0, 1.0])
def test_time_goes_on_for_an_answer_that_takes_some(lab: Lab, pace: float) -> None:
    port = free_port()
    lab.sh(f"docker run -d --name web -p {port}:80 nginx; tc qdisc add dev docker0 root netem delay 100ms")
    with lab.serve(publish=True, pace=pace) as served:
        until(lambda: bool(served.ports))
        before, began = lab.env.now, time.monotonic()
        assert get(port)
        assert lab.env.now - before >= 0.2
        assert not pace or time.monotonic() - began >= 0.2


def test_threads_of_a_program_and_clients_share_a_lab(lab: Lab) -> None:
    with lab.serve(publish=True) as served:
        port = echoing(lab)
        until(lambda: bool(served.ports))
        typed = threading.Thread(target=lambda: [lab.sh("docker ps -q") for _ in range(50)])
        typed.start()
        for number in range(20):
            with dial(port) as made:
                made.sendall(b"%d" % number)
                made.shutdown(socket.SHUT_WR)
                assert rest(made) == b"%d" % number
        typed.join()
    lab.copy()


def test_ports_that_are_not_bound_are_told_once(lab: Lab) -> None:
    port = free_port()
    words = "is not bound on this machine: only TCP and UDP ports at IPv4 addresses are"
    with pytest.warns(RuntimeWarning, match=words) as warned, lab.serve(publish=True) as served:
        lab.sh(f"docker run -d --name web -p {port}:80 -p [::]:5353:53/udp -p [::1]:5354:54 nginx; docker run -d nginx")
        until(lambda: len(served.told) > 2)
        assert served.told == [
            f"lab port 0.0.0.0:{port} -> 127.0.0.1:{port}",
            f"lab port [::]:5353/udp {words}",
            f"lab port [::1]:5354/tcp {words}",
        ]
    assert len(warned) == 2


def test_warning_that_is_an_error_is_raised_behind_the_block(lab: Lab) -> None:
    with pytest.raises(RuntimeWarning, match="5353/udp is not bound"), lab.serve(publish=True) as served:
        lab.sh("docker run -d --name web -p [::]:5353:53/udp nginx")
        until(lambda: len(served.told) > 0)
        assert pings(served)


def pings(served: Served) -> bool:
    with closing(socket.socket(socket.AF_UNIX)) as made:
        made.settimeout(SECONDS)
        made.connect(served.host.removeprefix("unix://"))
        made.sendall(b"GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n")
        return made.recv(100).startswith(b"HTTP/1.1 200")


def test_containers_may_come_and_go_in_the_programs_own_thread(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bug's own moment: the server looks at the containers while a call of the program goes on."""
    changes = lab.world.engine().daemon.containers
    look = published.open_ports

    def look_slowly(api: Api) -> list[published.Port]:
        before = set(changes)
        time.sleep(0.02)
        assert set(changes) == before
        return look(api)

    monkeypatch.setattr(publishing, "open_ports", look_slowly)
    port = free_port()
    with lab.serve(publish=True) as served:
        for number in range(20):
            lab.sh(f"docker run -d --name web{number} -p {port}:80 nginx; docker rm -f web{number}")
        lab.sh(f"docker run -d --name web -p {port}:80 nginx")
        until(lambda: served.ports == {f"0.0.0.0:{port}": port})
        assert pings(served)
    assert lab.world.engine().host.internal_errors == []


def test_failure_of_a_turn_ends_no_server(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(api: Api) -> list[published.Port]:
        raise LookupError("a defect")

    warned = pytest.warns(RuntimeWarning, match="internal error: LookupError.*please report")
    with warned, lab.serve(publish=True) as served:
        until(lambda: served.host != "")
        with monkeypatch.context() as patch:
            patch.setattr(publishing, "open_ports", fails)
            lab.sh("docker run -d --name web nginx")
            until(lambda: bool(served.told))
        assert pings(served)
        port = free_port()
        lab.sh(f"docker run -d --name other -p {port}:80 nginx")
        until(lambda: bool(served.ports))
        assert get(port)
    defects = lab.world.engine().host.internal_errors
    written = defects.pop()
    assert not defects
    assert "Traceback" in written and "a defect" in written


def test_failure_of_a_listener_is_the_programs_own(lab: Lab) -> None:
    def fails(record: Record) -> None:
        raise LookupError(record.event)

    with pytest.raises(LookupError), lab.serve(publish=True) as served:
        port = echoing(lab)
        until(lambda: bool(served.ports))
        lab.on("*", fails)
        assert get_refused(port) and pings(served)
    assert served.told == [f"lab port 0.0.0.0:{port} -> 127.0.0.1:{port}"]
    assert lab.world.engine().host.internal_errors == []
    assert lab.sh("docker ps -q").exit == 0  # it is raised once


def test_nothing_is_bound_unless_asked_for(lab: Lab) -> None:
    port = free_port()
    with lab.serve() as served:
        lab.sh(f"docker run -d --name web -p {port}:80 nginx")
        assert isinstance(served, Served) and served.ports == {}
        with pytest.raises(ConnectionRefusedError):
            dial(port)


def test_curl_comes_through(lab: Lab) -> None:
    curl, port = clients.program("curl"), free_port()
    with lab.serve(publish=True) as served:
        lab.sh(f"docker run -d --name web -p {port}:80 nginx")
        until(lambda: bool(served.ports))
        done = subprocess.run([curl, "-sI", f"http://localhost:{port}/"], capture_output=True, text=True, timeout=30)
    assert done.stdout.startswith("HTTP/1.1 200 OK")
