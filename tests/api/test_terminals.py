"""Real clients at a terminal, and in the foreground: raw mode, echo, Ctrl-C, sizes, detach keys, half-close,
and streams while time goes by as the clock on the wall."""

import os
import select
import signal
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.api.serving import Served
from tests.api import clients
from tests.api.test_compose import FILE

fcntl, termios, pty = (pytest.importorskip(name) for name in ("fcntl", "termios", "pty"))
SECONDS = 30.0
PROMPT = "/ # "


@pytest.fixture(params=["20.10", "29"])
def lab(request: pytest.FixtureRequest) -> Lab:
    return Lab(engine=request.param)


@pytest.fixture
def served(lab: Lab) -> Iterator[Served]:
    with lab.serve() as made:
        yield made


class Terminal:
    """A program at a terminal of its own."""

    def __init__(self, words: list[str], served: Served, home: Path) -> None:
        env = {**served.env, "HOME": str(home), "TERM": "xterm"}
        self.mine, self.its = pty.openpty()
        self.program = subprocess.Popen(
            words, env=env, cwd=home, stdin=self.its, stdout=self.its, stderr=self.its, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        self.shown = ""

    def until(self, text: str) -> str:
        """What is shown up to a text, behind what was asked for before."""
        last = time.monotonic() + SECONDS
        while text not in self.shown:
            assert time.monotonic() < last, f"no {text!r} in {self.shown!r}"
            if select.select([self.mine], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self.mine, 65_536).decode()
                except OSError:  # the program has gone
                    assert text in self.shown, self.shown
        before, _, self.shown = self.shown.partition(text)
        return before + text

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.mine, keys.encode())

    def is_raw(self) -> bool:
        """Whether the client took echo and line editing from the terminal."""
        return not termios.tcgetattr(self.its)[3] & (termios.ICANON | termios.ECHO)

    def end(self) -> int:
        """Its exit code."""
        code = self.program.wait(SECONDS)
        assert not self.is_raw(), "the terminal was left raw"
        return code


@contextmanager
def terminal(served: Served, home: Path, *words: str) -> Iterator[Terminal]:
    made = Terminal([clients.docker(), *words], served, home)
    try:
        yield made
    finally:
        made.program.kill()
        made.program.wait()
        os.close(made.mine)
        os.close(made.its)


def test_run_at_a_terminal(served: Served, tmp_path: Path) -> None:
    with terminal(served, tmp_path, "run", "-it", "--name", "tt", "busybox", "sh") as shell:
        shell.until(PROMPT)
        assert shell.is_raw()
        shell.type("echo onr\x7fe\r")  # a key too many, taken back
        assert shell.until(PROMPT) == f"echo onr\b \be\r\none\r\n{PROMPT}"
        shell.type("sleep 1000\r")
        shell.until("sleep 1000\r\n")
        shell.type("\x03")
        assert shell.until(PROMPT).startswith("^C")
        shell.type("rubbish\x15echo two\r")
        assert shell.until(PROMPT).endswith(f"echo two\r\ntwo\r\n{PROMPT}")
        shell.type("exit 7\r")
        assert shell.end() == 7


def test_size_of_a_terminal_changes(served: Served, tmp_path: Path) -> None:
    with terminal(served, tmp_path, "run", "-it", "--rm", "busybox", "sh") as shell:
        shell.until(PROMPT)
        for rows in range(20, 40):
            fcntl.ioctl(shell.its, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
            os.kill(shell.program.pid, signal.SIGWINCH)
        shell.type("echo still here\r")
        assert shell.until(PROMPT) == f"echo still here\r\nstill here\r\n{PROMPT}"
        shell.type("\x04")
        assert shell.end() == 0


@pytest.mark.parametrize(("options", "keys"), [((), "\x10\x11"), (("--detach-keys", "ctrl-x,x"), "\x18x")])
def test_detach_keys_leave_the_container_running(
    lab: Lab, served: Served, tmp_path: Path, options: tuple[str, ...], keys: str
) -> None:
    with terminal(served, tmp_path, "run", "-it", *options, "--name", "tt", "busybox", "sh") as shell:
        shell.until(PROMPT)
        shell.type(keys)
        shell.program.wait(SECONDS)
        assert not shell.is_raw()
    assert lab.sh("docker ps --format '{{.Names}}'").stdout == "tt\n"
    with terminal(served, tmp_path, "attach", *options, "tt") as shell:
        shell.type("\rhostname -i\r")
        shell.until("172.17.0.2\r\n")
        shell.type(keys)
        shell.program.wait(SECONDS)
    with terminal(served, tmp_path, "attach", "tt") as shell:
        shell.type("exit 3\r")
        assert shell.end() == 3
    assert lab.sh("docker ps -q").stdout == ""


def test_exec_at_a_terminal(lab: Lab, served: Served, tmp_path: Path) -> None:
    lab.sh("docker run -d --name web nginx")
    with terminal(served, tmp_path, "exec", "-it", "web", "sh") as shell:
        shell.until("# ")
        assert shell.is_raw()
        shell.type("ping 127.0.0.1\r")
        shell.until("seq=2")
        shell.type("\x03")
        assert "packets transmitted" in shell.until("# ")
        shell.type("exit 5\r")
        assert shell.end() == 5
    assert lab.sh("docker ps --format '{{.Names}}'").stdout == "web\n"


def test_ctrl_c_ends_a_program_in_the_foreground(lab: Lab, served: Served, tmp_path: Path) -> None:
    with terminal(served, tmp_path, "run", "--name", "pp", "busybox", "ping", "127.0.0.1") as run:
        run.until("seq=1")
        run.type("\x03")
        run.program.wait(SECONDS)
    assert lab.sh("docker ps -q").stdout == ""


def test_end_of_input_reaches_the_program(served: Served, tmp_path: Path) -> None:
    docker, many = clients.docker(), "".join(f"line {number}\n" for number in range(20_000))
    counted = clients.run([docker, "run", "-i", "--rm", "busybox", "wc", "-l"], served.host, tmp_path, given=many)
    assert counted.stdout.strip() == "20000"
    back = clients.run([docker, "run", "-i", "--rm", "busybox", "cat"], served.host, tmp_path, given=many)
    assert back.stdout == many
    assert clients.run([docker, "run", "-i", "--rm", "busybox", "cat"], served.host, tmp_path, given="").stdout == ""


# -- streams by the clock on the wall ------------------------------------------------
class Lines(threading.Thread):
    """The lines of a client, with the seconds at which they came."""

    def __init__(self, words: list[str], served: Served, home: Path) -> None:
        super().__init__(daemon=True)
        env = {**served.env, "HOME": str(home)}
        self.client = subprocess.Popen(words, env=env, cwd=home, stdout=subprocess.PIPE, text=True)
        self.heard: list[tuple[float, str]] = []
        self.start()

    def run(self) -> None:
        assert self.client.stdout is not None
        for line in self.client.stdout:
            self.heard.append((time.monotonic(), line.strip()))

    def until(self, count: int) -> list[tuple[float, str]]:
        last = time.monotonic() + SECONDS
        while len(self.heard) < count:
            assert time.monotonic() < last, self.heard
            time.sleep(0.01)
        return self.heard[:count]

    def end(self) -> None:
        self.client.send_signal(signal.SIGINT)
        self.client.wait(SECONDS)
        self.join(SECONDS)
        assert self.client.stdout is not None
        self.client.stdout.close()


def test_logs_and_events_are_told_as_they_come_at_pace_1(lab: Lab, tmp_path: Path) -> None:
    docker = clients.docker()
    with lab.serve(pace=1.0) as served:
        events = Lines([docker, "events", "--format", "{{.Type}} {{.Action}}"], served, tmp_path)
        words = ["run", "-d", "--name", "job", "busybox", "sh", "-c", "while sleep 0.2; do echo tick; done"]
        time.sleep(0.5)
        clients.run([docker, *words], served.host, tmp_path)
        logs = Lines([docker, "logs", "-f", "job"], served, tmp_path)
        ticks = logs.until(6)
        assert {line for _, line in ticks} == {"tick"}
        assert ticks[-1][0] - ticks[0][0] > 0.5  # five gaps of 0.2 s, the first ticks may have come together
        logs.end()
        clients.run([docker, "kill", "job"], served.host, tmp_path)
        told = [line for _, line in events.until(5)]
        events.end()
    assert told == ["container create", "network connect", "container start", "container kill", "container die"]


# -- Compose -------------------------------------------------------------------------
def test_compose_up_in_the_foreground_stops_on_ctrl_c(lab: Lab, served: Served, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(FILE)
    up = Terminal([clients.compose(), "--ansi", "never", "up"], served, tmp_path)
    try:
        up.until("Serving HTTP on")
        last = time.monotonic() + SECONDS
        while lab.sh("docker ps -q | wc -l").stdout != "3\n":
            assert time.monotonic() < last
            time.sleep(0.1)
        up.type("\x03")
        up.until("Gracefully")
        code = up.program.wait(SECONDS)
    finally:
        up.program.kill()
        up.program.wait()
    assert lab.sh("docker ps -q").stdout == "", code
    states = lab.sh("docker ps -a --format '{{.Names}} {{.State}}' | sort").stdout.splitlines()
    assert states == ["shop-api-1 exited", "shop-db-1 exited", "shop-web-1 exited"]
