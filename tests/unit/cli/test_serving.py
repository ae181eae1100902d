"""`dockernet-sim serve`: the lab that it begins with, the line for DOCKER_HOST, the end by a signal, the kept lab."""

import argparse
import os
import re
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.cli import main, serving

if sys.platform == "win32":
    pytest.skip("the command needs signals and unix sockets", allow_module_level=True)

CREATE = b'{"Name": "front"}'


@pytest.fixture
def place() -> Iterator[str]:
    """A path for a socket: short, as sun_path is."""
    with tempfile.TemporaryDirectory(prefix="d-") as folder:
        yield str(Path(folder) / "docker.sock")


def asked(where: str | tuple[str, int], request: bytes) -> bytes:
    """What a server answers that is about to listen."""
    family = socket.AF_UNIX if isinstance(where, str) else socket.AF_INET
    while True:
        with socket.socket(family) as client:
            try:
                client.connect(where)
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.01)
                continue
            client.sendall(request)
            return client.recv(65536)


def served(words: list[str], where: str | tuple[str, int], request: bytes, number: int = signal.SIGTERM) -> bytes:
    """Serve until a client has its answer and sends a signal; the answer."""
    answers: list[bytes] = []

    def client() -> None:
        answers.append(asked(where, request))
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=client, daemon=True)
    thread.start()
    assert main(["serve", *words]) == 0
    thread.join()
    return answers[0]


PING = b"GET /_ping HTTP/1.1\r\nHost: localhost\r\n\r\n"
MAKE = (
    b"POST /networks/create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
    % (
        len(CREATE),
        CREATE,
    )
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_server_answers_tells_its_host_and_ends_by_a_signal(
    place: str, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert served(["--socket", place], place, PING, number).startswith(b"HTTP/1.1 200 OK\r\n")
    shown = capsys.readouterr()
    assert shown.out == f"export DOCKER_HOST=unix://{place}\n" and "Type that line" not in shown.err
    assert not Path(place).exists()


def test_lab_is_kept_and_gone_on_with(place: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    assert b"201 Created" in served(["--engine", "20.10", "--socket", place, "--save", str(kept)], place, MAKE)
    lab = Lab.load(kept)
    assert "front" in lab.sh("docker network ls").stdout
    listed = served(["--lab", str(kept), "--socket", place], place, PING.replace(b"/_ping", b"/networks/front"))
    assert b'"Name":"front"' in listed.replace(b'": "', b'":"')


def test_port_of_the_loopback_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert b"200 OK" in served(["--tcp", f"127.0.0.1:{port}"], ("127.0.0.1", port), PING)
    assert capsys.readouterr().out == f"export DOCKER_HOST=tcp://127.0.0.1:{port}\n"


def test_socket_without_a_path_is_in_a_folder_that_goes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def tell(host: str) -> None:
        told.append(host)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(serving, "_tell", tell)
    assert main(["serve"]) == 0
    (path,) = [re.sub("^unix://", "", each) for each in told]
    assert Path(path).parent.name.startswith("dockernet-") and not Path(path).parent.exists()


def options(**given: object) -> argparse.Namespace:
    usual = {"lab": None, "scenario": None, "engine": None, "seed": 0}
    return argparse.Namespace(**usual | given)


def test_lab_without_a_file_has_the_release_and_seed_of_the_options() -> None:
    lab = serving.opened(options(engine="20.10", seed=5))
    twin = Lab(engine="20.10", seed=5)
    line = "docker network create front"
    assert lab.sh(line).stdout == twin.sh(line).stdout != Lab(engine="20.10").sh(line).stdout


def test_scenario_is_what_the_lab_begins_with(place: str, tmp_path: Path) -> None:
    scenario = tmp_path / "shop.scn"
    scenario.write_text("host$ docker network create shop\n", encoding="utf-8")
    words = ["--load", str(scenario), "--socket", place]
    assert b"200 OK" in served(words, place, PING.replace(b"/_ping", b"/networks/shop"))


def test_terminal_is_told_what_to_do_with_the_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    serving._tell("unix:///x")
    assert "Type that line into another terminal" in capsys.readouterr().err
