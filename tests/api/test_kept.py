"""``dockernet-sim serve --save``: the file loads whenever the server is killed, and has all that was answered."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.sim import whole
from tests.api.test_sockets import ask

KILLS = 6


def request(number: int) -> bytes:
    body = f'{{"Name": "n{number}"}}'.encode()
    head = f"POST /networks/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


def names(lab: Lab) -> set[str]:
    return {each.name for each in lab.docker.networks.list() if each.name.startswith("n") and each.name[1:].isdigit()}


@pytest.mark.timeout(120)
def test_killed_server_has_lost_nothing_that_it_answered(tmp_path: Path) -> None:
    where, kept, answered = tmp_path / "d.sock", tmp_path / "lab.json", 0
    if len(str(where)) > 100:
        pytest.skip("the folder's name is too long for a socket")
    for kill in range(KILLS):
        start = ["--lab", str(kept)] if kept.exists() else ["--engine", "20.10"]
        words = [sys.executable, "-m", "dockernet_sim.cli", "serve", "--socket", str(where), "--save", str(kept)]
        with subprocess.Popen([*words, *start], stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None and server.stdout.readline()
            killer = threading.Timer(0.05 + 0.037 * kill, os.kill, (server.pid, signal.SIGKILL))
            killer.start()
            answered = _until_it_dies(str(where), answered)
        lab = Lab.load(kept) if kept.exists() else None
        found = names(lab) if lab is not None else set()
        assert {f"n{number}" for number in range(answered)} <= found
        assert len(found) <= answered + 1  # the call under way may have been carried out
        answered = len(found)
    assert answered
    Lab.load(kept)


def _until_it_dies(where: str, number: int) -> int:
    """How many networks were made, all answered."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            answer = ask(where, request(number))
        except OSError:
            return number
        if not answer.startswith(b"HTTP/1.1 201"):
            assert not answer or b"could not find an available" in answer, answer
            return number
        number += 1
    raise AssertionError("the server was not killed")


def test_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, link = tmp_path / "lab.json", tmp_path / "link.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        whole.write(link, "new")
    assert path.read_text(encoding="utf-8") == "old" and not whole.left_behind(path)
    monkeypatch.undo()
    whole.write(link, "new")
    assert link.is_symlink() and path.read_text(encoding="utf-8") == "new" and path.stat().st_mode & 0o777 == 0o640
