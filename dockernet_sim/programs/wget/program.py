"""wget as a program."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.curl.errors import CurlError
from dockernet_sim.programs.curl.url import Url
from dockernet_sim.programs.curl.url import parse as parse_url
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.wget.options import USAGE, Options, parse
from dockernet_sim.sim.errors import DockernetError, NotModelled
from dockernet_sim.wire.address import ip_text

Run = Generator[Any, Any, int]
Steps = Generator[Any, Any, Any]

REDIRECTS = 5
THINK = 40e-6


class WgetError(DockernetError):
    """What ends the program, in its own words."""


@applet("wget")
def wget(task: Task) -> Run | int:
    """``wget [-q] [-S] [-O FILE] [-T SECONDS] [--spider] URL...``."""
    options = parse(task.args)
    if isinstance(options, str):
        task.err(options + USAGE)
        return 1
    if not options.urls:
        task.err(USAGE)
        return 1
    return _all(task, options)


def _all(task: Task, options: Options) -> Run:
    for url in options.urls:
        try:
            yield from Fetch(task, options).run(url)
        except WgetError as error:
            task.err(f"wget: {error}\n")
            return 1
    return 0


class Fetch:
    """One URL fetched."""

    shows_blank = True  # -S also shows the line that ends the headers

    def __init__(self, task: Task, options: Options) -> None:
        self.task = task
        self.options = options
        self.buffer = b""
        self.ended = False
        self.first = ""  # line of the answer

    def say(self, text: str) -> None:
        """What is told unless -q."""
        if not self.options.quiet:
            self.task.err(f"{text}\n")

    def run(self, text: str) -> Steps:
        """Fetch; WgetError when something fails."""
        url = self._parse(text)
        path = self._path(url)
        for _ in range(REDIRECTS):
            connection = yield from self._connect(url)
            status, headers = yield from self._ask(connection, url)
            location = headers.get("location", "")
            if status in (301, 302, 303, 307, 308) and location:
                connection.close()
                url = self._parse(url.join(location))
                continue
            yield from self._save(connection, headers, path)
            connection.close()
            return
        raise WgetError("too many redirections")

    def _parse(self, text: str) -> Url:
        try:
            url = parse_url(text)
        except CurlError:
            raise WgetError(f"not an http or ftp url: {text}") from None
        if url.scheme != "http":
            raise NotModelled(f"{url.scheme} is not modelled")
        return url

    def _path(self, url: Url) -> str:
        """Where it goes; "" for standard output."""
        if self.options.output:
            return "" if self.options.output == "-" else self.options.output
        name = url.path.partition("?")[0].rpartition("/")[2] or "index.html"
        folder = self.options.folder.rstrip("/")
        return f"{folder}/{name}" if folder else name

    def _connect(self, url: Url) -> Steps:
        answer = yield from lookup(self.task, url.host)
        if not answer.addresses:
            raise WgetError(f"bad address '{url.host}'")
        ip = answer.addresses[0]
        self.say(f"Connecting to {url.authority if url.port != 80 else url.host} ({ip_text(ip)}:{url.port})")
        try:
            connection = self.task.ns.sockets.connect(ip, url.port, Owner("wget", self.task.pid))
            self.task.at_exit.append(connection.close)
            yield connection.connected | self.task.sleep(self.options.patience)
        except NetError as error:
            raise WgetError(f"can't connect to remote host ({ip_text(ip)}): {error.text}") from error
        if not connection.connected.triggered:
            raise WgetError("download timed out")
        yield self.task.sleep(THINK)
        return connection

    def _ask(self, connection: Connection, url: Url) -> Steps:
        options = self.options
        method = "GET" if options.post is None else "POST"
        lines = [
            f"{method} {url.path} HTTP/1.1",
            f"Host: {url.authority}",
            f"User-Agent: {options.agent}",
            "Connection: close",
        ]
        if options.post is not None:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(options.post.encode())}",
            ]
        text = "\r\n".join([*lines, *options.headers, "", ""]) + (options.post or "")
        connection.send(text.encode())
        first = self.first = yield from self._line(connection)
        if options.show:
            self.task.err(f"  {first}\n")
        words = first.split(None, 2)
        headers = yield from self._headers(connection)
        status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        if status not in (0, 200, 201, 202, 203, 204, 206, 301, 302, 303, 307, 308):
            raise WgetError(f"server returned error: {first}")
        self.status_known(headers)
        return status, headers

    def status_known(self, headers: dict[str, str]) -> None:
        """The answer's first lines are there."""

    def _headers(self, connection: Connection) -> Steps:
        headers: dict[str, str] = {}
        while True:
            line = yield from self._line(connection)
            if self.options.show and (line or self.shows_blank):
                self.task.err(f"  {line}\n")
            if not line:
                return headers
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()

    def _save(self, connection: Connection, headers: dict[str, str], path: str) -> Steps:
        if self.options.spider:
            self.say("remote file exists")
            return
        name = path.rpartition("/")[2] or "-"
        if path and not self.options.output and self.task.files.exists(self.task.path(path)):
            raise WgetError(f"can't open '{path}': File exists")
        self.say(f"saving to '{path}'" if path else "writing to stdout")
        length = headers.get("content-length", "")
        wanted = int(length) if length.isdigit() else None
        while not self.ended and (wanted is None or len(self.buffer) < wanted):
            yield from self._more(connection)
        if wanted is not None and len(self.buffer) < wanted:
            raise WgetError("connection closed prematurely")
        body = self.buffer[:wanted].decode("utf-8", "replace")
        if path:
            self._write(path, body)
        else:
            self.task.out(body)
        size = len(self.buffer[:wanted])
        bar = f"100% |{'*' * 32}|" if wanted is not None else f"     |{' ' * 32}|"
        self.say(f"{name[:20]:<20} {bar} {size:5d}  0:00:00 ETA")
        self.say(f"'{path}' saved" if path else "written to stdout")

    def _write(self, path: str, body: str) -> None:
        try:
            self.task.write(path, body)
        except NetError as error:
            raise WgetError(f"can't open '{path}': {error.text}") from error

    def _line(self, connection: Connection) -> Steps:
        while b"\n" not in self.buffer and not self.ended:
            yield from self._more(connection)
        line, found, self.buffer = self.buffer.partition(b"\n")
        if not found and self.ended:
            raise WgetError("error getting response")
        return line.rstrip(b"\r").decode("latin-1")

    def _more(self, connection: Connection) -> Steps:
        received = connection.recv()
        try:
            yield received | self.task.sleep(self.options.patience)
        except NetError as error:
            raise WgetError(f"read error: {error.text}") from error
        if not received.triggered:
            raise WgetError("download timed out")
        data = bytes(received.value or b"")
        self.ended = not data
        self.buffer += data
