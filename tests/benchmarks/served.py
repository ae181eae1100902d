"""The Engine API as real clients have it: a server in a process of its own, clients on its unix socket."""

from __future__ import annotations

import json
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from dockernet_sim.api.core import Api
from dockernet_sim.api.message import Request, Response

from .rows import row, users_lab

Asked = tuple[str, str, str]
ROUND: tuple[Asked, ...] = (  # what a client does: no look is repeated, so that no time has to pass for one
    ("POST", "/networks/create", '{"Name": "other"}'),
    ("GET", "/networks/other", ""),
    ("GET", "/networks", ""),
    ("GET", "/containers/web/json", ""),
    ("GET", "/containers/json?all=1", ""),
    ("GET", "/images/nginx/json", ""),
    ("GET", "/version", ""),
    ("GET", "/info", ""),
    ("POST", "/containers/create?name=one", '{"Image": "nginx", "HostConfig": {"NetworkMode": "other"}}'),
    ("POST", "/containers/one/start", ""),
    ("DELETE", "/containers/one?force=1", ""),
    ("DELETE", "/networks/other", ""),
)
LOOKS = tuple(asked for asked in ROUND if asked[0] == "GET" and "other" not in asked[1])
PING: Asked = ("GET", "/_ping", "")
ROUNDS, WARM = 120, 20
TURNS = 3
CLIENTS, REQUESTS = 20, 10_000
HEADERS = {"host": "docker", "user-agent": "Docker-Client/29.0.0 (linux)", "content-type": "application/json"}


def written(asked: Asked) -> bytes:
    """A request as it stands on the socket."""
    method, path, body = asked
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in HEADERS.items())]
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", body]).encode()


def length(answer: bytes) -> int:
    """How long an answer will be; 0 where that cannot be seen yet."""
    head, found, _ = answer.partition(b"\r\n\r\n")
    if not found:
        return 0
    assert head[9:10] == b"2", answer
    given = [line for line in head.split(b"\r\n") if line.startswith(b"Content-Length")]
    return len(head) + 4 + (int(given[0].split()[1]) if given else 0)


class Client:
    """A client whose connection stays open."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self._heard = b""

    def send(self, data: bytes) -> None:
        """Ask."""
        self.socket.sendall(data)

    def hears(self) -> bool:
        """Read on; whether the answer is whole."""
        self._heard += self.socket.recv(65_536)
        whole = 0 < length(self._heard) <= len(self._heard)
        if whole:
            self._heard = b""
        return whole

    def ask(self, data: bytes) -> None:
        """Ask, and read the answer."""
        self.send(data)
        while not self.hears():
            pass


@contextmanager
def served() -> Iterator[tuple[Api, str, int]]:
    """A default lab with two containers: its API in this process; a server of its copy: its socket and process."""
    lab = users_lab()
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "lab.json"
        lab.save(saved)
        words = [sys.executable, "-m", "dockernet_sim.cli", "serve", "--lab", str(saved)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            yield Api(lab.world), server.stdout.readline().partition("unix://")[2].strip(), server.pid
            server.terminate()


def in_process(api: Api, asked: Asked) -> None:
    """The same request without HTTP: read, called, its answer made."""
    method, path, body = asked
    reply = api.handle(Request.of(method, path, HEADERS, body.encode()))
    assert isinstance(reply, Response) and reply.status < 300, reply
    api.settle()


@row("request", "a request over a unix socket, against the same call in process; median of 12 kinds", "times", 3, 2)
def request() -> float:
    """Round by round in turn, so that both see the same machine; wall clock, as the server is another process."""
    return median(median(there / here for here, there in costs().values()) for _ in range(TURNS))


def costs() -> dict[str, tuple[float, float]]:
    """By kind of request: seconds in process, and over the socket."""
    here: dict[str, list[float]] = {}
    there: dict[str, list[float]] = {}
    with served() as (api, path, _):
        client = Client(path)
        for _ in range(ROUNDS):
            for spent, does in ((here, lambda a: in_process(api, a)), (there, lambda a: client.ask(written(a)))):
                does(PING)  # wakes the process; it is not counted
                for asked in ROUND:
                    began = time.perf_counter()
                    does(asked)
                    spent.setdefault(" ".join(asked[:2]), []).append(time.perf_counter() - began)
        client.socket.close()
    return {kind: (median(here[kind][WARM:]), median(there[kind][WARM:])) for kind in here}


def processor(process: int) -> float:
    """Seconds of processor time that a process has had (Linux only, as the figures of the table)."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


@row("requests", "looks of 20 clients at once, a second of the server's processor", "requests/s", 2500, 4000, more=True)
def requests() -> float:
    """Lists, inspections, version and info. The server is what is waited for: on an idle machine with two processors
    its second is the clients' second; other work on the machine does not count."""
    data = [written(asked) for asked in LOOKS]
    with served() as (_, path, process), selectors.DefaultSelector() as watched:
        clients = [Client(path) for _ in range(CLIENTS)]
        for each in clients:
            watched.register(each.socket, selectors.EVENT_READ, each)
        before = processor(process)
        for number, each in enumerate(clients):
            each.send(data[number % len(data)])
        answered = 0
        while answered < REQUESTS:
            for key, _ in watched.select():
                if key.data.hears():
                    answered += 1
                    key.data.send(data[answered % len(data)])
        spent = processor(process) - before
        for each in clients:
            each.socket.close()
    return answered / spent


if __name__ == "__main__":
    for kind, (here, there) in costs().items():
        print(f"{here * 1e6:8.0f} us {there * 1e6:8.0f} us {there / here:6.2f}  {kind}")
    print(json.dumps({"request": request(), "requests": requests()}))
