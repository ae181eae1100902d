"""The server as a program: signals, its socket's place, two at one place, and published ports under attack."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.api import publishing
from dockernet_sim.api.errors import NotServed
from dockernet_sim.api.published import MOST_WAITING
from tests.api.test_hostile_http import CREATE, pongs, rest, until
from tests.api.test_published import dial as dial_port
from tests.api.test_published import echoing, free_port
from tests.api.test_sockets import ask, dial

SECONDS = 30


@pytest.fixture
def lab() -> Lab:
    return Lab(engine="29")


@pytest.fixture
def where(tmp_path: Path) -> str:
    found = str(tmp_path / "d.sock")
    if len(found) > 100:
        pytest.skip("the folder's name is too long for a socket")
    return found


@contextmanager
def serving(*words: str, umask: int = 0o022) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "dockernet_sim.cli", "serve", "--engine", "29", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, umask=umask, start_new_session=True
    ) as server:
        assert server.stdout is not None
        try:
            assert server.stdout.readline().startswith("export DOCKER_HOST=")
            yield server
        finally:
            with suppress(ProcessLookupError):
                server.kill()


def network(name: str) -> bytes:
    body = b'{"Name": "%b"}' % name.encode()
    return CREATE + b"Content-Length: %d\r\n\r\n" % len(body) + body


# -- signals -----------------------------------------------------------------------
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_whatever_is_open(where: str, tmp_path: Path, number: signal.Signals) -> None:
    kept = tmp_path / "lab.json"
    with ExitStack() as stack:
        server = stack.enter_context(serving("--socket", where, "--save", str(kept)))
        assert ask(where, network("one")).startswith(b"HTTP/1.1 201")
        streams = [stack.enter_context(closing(dial(where))) for _ in range(20)]
        for each in streams[:10]:
            each.sendall(b"GET /events HTTP/1.1\r\nHost: d\r\n\r\n")
            assert each.recv(1000).startswith(b"HTTP/1.1 200")
        for each in streams[10:]:
            each.sendall(b"POST /netw")
        server.send_signal(number)
        assert server.wait(SECONDS) == 0
        assert server.stderr is not None and "Traceback" not in server.stderr.read()
        assert all(rest(each) == b"" for each in streams)
    assert not os.path.exists(where)
    assert "one" in Lab.load(kept).sh("docker network ls").stdout


def test_signal_ends_it_while_a_program_runs_for_ever(where: str) -> None:
    body = b'{"Image": "busybox", "Cmd": ["sh", "-c", "while true; do :; done"]}'
    create = CREATE.replace(b"networks/create", b"containers/create?name=busy")
    with serving("--socket", where) as server, closing(dial(where)) as waits:
        assert ask(where, create + b"Content-Length: %d\r\n\r\n" % len(body) + body).startswith(b"HTTP/1.1 201")
        waits.sendall(b"POST /v1.44/containers/busy/start HTTP/1.1\r\nHost: d\r\n\r\n")
        assert waits.recv(1000)[9:10] in (b"2", b"5")
        waits.sendall(b"POST /v1.44/containers/busy/wait HTTP/1.1\r\nHost: d\r\n\r\n")
        server.send_signal(signal.SIGTERM)
        assert server.wait(SECONDS) == 0


# -- the socket's place --------------------------------------------------------------
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_socket_is_its_owners_at_any_umask(where: str, umask: int) -> None:
    with serving("--socket", where, umask=umask):
        assert stat.S_IMODE(os.stat(where).st_mode) == 0o600
        assert pongs(where)


def test_private_folder_is_made_at_any_umask() -> None:
    before = os.umask(0)
    try:
        with Lab().serve() as served:
            path = Path(served.host.removeprefix("unix://"))
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert os.umask(0) == 0  # serving leaves it alone
    finally:
        os.umask(before)


def test_second_server_at_a_socket_is_refused(where: str) -> None:
    with serving("--socket", where):
        words = [sys.executable, "-m", "dockernet_sim.cli", "serve", "--socket", where]
        done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False)
        assert done.returncode and "another server answers there" in done.stderr and "Traceback" not in done.stderr
        assert pongs(where)


def test_socket_of_a_killed_server_is_taken_over(where: str) -> None:
    with serving("--socket", where) as server:
        server.kill()
        server.wait(SECONDS)
    assert os.path.exists(where)
    with serving("--socket", where):
        assert pongs(where)


@pytest.mark.parametrize("what", ["a file", "a folder", "a dangling link", "a link to a socket", "a link to a file"])
def test_what_is_there_stays_there(lab: Lab, tmp_path: Path, what: str) -> None:
    path, other = tmp_path / "d.sock", tmp_path / "other"
    bound = socket.socket(socket.AF_UNIX)
    if what == "a folder":
        path.mkdir()
    elif what == "a file":
        path.write_text("mine", encoding="utf-8")
    else:
        path.symlink_to(other)
    if what == "a link to a socket":
        bound.bind(str(other))
    elif what == "a link to a file":
        other.write_text("mine", encoding="utf-8")
    before = path.lstat()
    with closing(bound), pytest.raises(NotServed), lab.serve(socket=str(path)):
        pass
    assert path.lstat() == before
    assert what != "a link to a file" or other.read_text(encoding="utf-8") == "mine"


def test_nothing_is_put_in_a_folder_that_all_may_write_to(lab: Lab, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(NotServed, match="chmod o-w"), lab.serve(socket=str(tmp_path / "d.sock")):
        pass
    tmp_path.chmod(0o1777)  # as /tmp: others cannot take it away
    with lab.serve(socket=str(tmp_path / "d.sock")) as served:
        assert pongs(served.host.removeprefix("unix://"))


# -- published ports -----------------------------------------------------------------
def test_silent_clients_of_a_published_port_make_room(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MOST_CLIENTS", 10)
    monkeypatch.setattr(publishing, "SILENT_SECONDS", 0.0)
    with lab.serve(publish=True) as served, ExitStack() as stack:
        port = echoing(lab)
        until(lambda: bool(served.ports))
        slow = [stack.enter_context(dial_port(port)) for _ in range(10)]
        with dial_port(port) as made:
            made.sendall(b"hello")
            made.shutdown(socket.SHUT_WR)
            assert rest(made) == b"hello"
        assert sum(not each_is_open(each) for each in slow) == 1
    lab.copy()


def each_is_open(made: socket.socket) -> bool:
    made.setblocking(False)
    try:
        return made.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def ticks(me: Any) -> Generator[Any, Any, None]:
    listener = me.listen(7)
    while True:
        me.spawn(ticking, (yield listener.accept()))


def ticking(me: Any, conn: Any) -> Generator[Any, Any, None]:
    while True:
        conn.send(b"tick" * 1000)
        yield me.sleep(1.0)


def test_client_that_only_listens_keeps_its_place_while_bytes_come(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MOST_CLIENTS", 2)
    monkeypatch.setattr(publishing, "SILENT_SECONDS", 0.0)
    lab.image("clock", [7], program=ticks)
    with lab.serve(publish=True) as served, ExitStack() as stack:
        ports = [echoing(lab), free_port()]
        lab.sh(f"docker run -d -p {ports[1]}:7 clock")
        until(lambda: len(served.ports) == 2)
        listening = stack.enter_context(dial_port(ports[1]))
        assert listening.recv(100)
        silent, heard = stack.enter_context(dial_port(ports[0])), 0
        silent.sendall(b"x")
        until(lambda: any(call.kind == "tunnel data" for call in lab.world.log))
        while heard < 4 * MOST_WAITING:  # more than what was on its way
            heard += len(listening.recv(65_536))
        with dial_port(ports[0]) as late:
            late.sendall(b"hello")
            late.shutdown(socket.SHUT_WR)
            assert rest(late) == b"hello"
        assert not each_is_open(silent) and listening.recv(100)


def test_busy_clients_of_a_published_port_keep_their_places(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MOST_CLIENTS", 2)
    with lab.serve(publish=True) as served, ExitStack() as stack:
        port = echoing(lab)
        until(lambda: bool(served.ports))
        busy = [stack.enter_context(dial_port(port)) for _ in range(2)]
        with dial_port(port) as late:
            assert rest(late) == b""
        for each in busy:
            each.sendall(b"hello")
            each.shutdown(socket.SHUT_WR)
            assert rest(each) == b"hello"


def test_what_clients_of_published_ports_send_is_bounded(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MOST_SENT", 200_000)
    told = pytest.warns(RuntimeWarning, match="clients have sent 200000 bytes through published ports")
    with told, lab.serve(publish=True) as served:
        port = echoing(lab)
        until(lambda: bool(served.ports))
        path = served.host.removeprefix("unix://")
        for _ in range(2):
            with dial_port(port) as made, suppress(OSError):
                for _ in range(100):
                    made.sendall(b"x" * 10_000)
                assert rest(made) == b""
        assert pongs(path)
    assert 100_000 < sum(len(call.text) for call in lab.world.log if call.kind == "tunnel data") <= 200_000


def test_server_ends_at_once_with_clients_of_published_ports(lab: Lab) -> None:
    with ExitStack() as stack:
        with lab.serve(publish=True) as served:
            port = echoing(lab)
            until(lambda: bool(served.ports))
            many = [stack.enter_context(dial_port(port)) for _ in range(20)]
        assert all(rest(each) == b"" for each in many)
    with pytest.raises(ConnectionRefusedError):
        dial_port(port)
