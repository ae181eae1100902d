"""What GNU wget tells on standard error; speeds come from simulated time."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.connection import Connection
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.curl.url import Url
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.resolver.config import aton
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.wget.options import Options
from dockernet_sim.programs.wget.program import THINK, Fetch, WgetError
from dockernet_sim.sim.when import date
from dockernet_sim.wire.address import ip_text

Steps = Generator[Any, Any, Any]
DOT, ROW, CLUSTER = 1024, 50, 10  # bytes for a dot, dots in a row, and in a group of it
SHORTEST = 25e-6  # seconds in which the smallest page is written to a file


@dataclass
class Total:
    """All files that were fetched."""

    files: int = 0
    size: int = 0
    seconds: float = 0.0


def stamp(task: Task) -> str:
    """The time of day."""
    return f"{date(task.clock.now):%Y-%m-%d %H:%M:%S}"


def _rate(size: int, seconds: float) -> tuple[str, int]:
    value, unit = size / max(seconds, SHORTEST), 0
    while value >= 1024 and unit < 3:
        value, unit = value / 1024, unit + 1
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f}", unit


def speed(size: int, seconds: float) -> str:
    """``3.78 MB/s``.

    >>> speed(9, 0.0000227)
    '352 KB/s'
    """
    value, unit = _rate(size, seconds)
    return f"{value} {('B/s', 'KB/s', 'MB/s', 'GB/s')[unit]}"


def brief(seconds: float) -> str:
    """A span of time: ``0s``, ``0.02s``, ``3.1s``, ``2m 5s``."""
    if seconds >= 60:
        return f"{int(seconds // 60)}m {int(seconds % 60)}s"
    return f"{seconds:.1f}s" if seconds >= 1 else "0s" if seconds < 0.001 else f"{seconds:.2g}s"


def rows(size: int, length: int | None, seconds: float) -> str:
    """The dots: one for each KiB, with the share and the speed at each row's end."""
    dots, said = size // DOT, []
    last = max(0, dots - 1) // ROW if dots * DOT == size else dots // ROW
    for row in range(last + 1):
        here = min(ROW, dots - row * ROW)
        line = "".join((" " if at % CLUSTER == 0 else "") + ("." if at < here else " ") for at in range(ROW))
        done = min(size, (row + 1) * ROW * DOT)
        value, unit = _rate(size, seconds)
        share = f"{100 * done // length:3d}%" if length else "     "
        end = f"={brief(seconds)}" if row == last else f" {brief(seconds * (1 - done / size))}"
        said.append(f"{row * ROW:6d}K{line}{share} {value:>4}{'BKMG'[unit]}{end}\n")
    return "".join(said)


class Told(Fetch):
    """One URL fetched; a file that is there already is not overwritten: the new one is called NAME.1."""

    shows_blank = False

    def __init__(self, task: Task, options: Options, total: Total) -> None:
        super().__init__(task, options)
        self.attempt = 1
        self.total = total
        self.length: int | None = None
        self._began = 0.0
        self._url = ""

    def say(self, text: str) -> None:
        """What is told unless -q or -nv."""
        if not self.options.terse:
            super().say(text)

    def _path(self, url: Url) -> str:
        path = super()._path(url)
        if not path or self.options.output:
            return path
        number = 0
        while self.task.exists(f"{path}.{number}" if number else path):
            number += 1
        return f"{path}.{number}" if number else path

    def _part(self, text: str) -> None:
        """A part of a line."""
        if not self.options.quiet and not self.options.terse:
            self.task.err(text)

    def _connect(self, url: Url) -> Steps:
        self._url = f"http://{url.authority}{url.path}"
        again = f"  (try:{self.attempt:2d})" if self.attempt > 1 else ""
        self.say(f"--{stamp(self.task)}--{again}  {self._url}")
        if aton(url.host) is None:
            self._part(f"Resolving {url.host} ({url.host})... ")
        answer = yield from lookup(self.task, url.host)
        if not answer.addresses:
            raise WgetError(f"failed: {answer.text}.\nwget: unable to resolve host address '{url.host}'")
        ips = [ip_text(ip) for ip in answer.addresses]
        if aton(url.host) is None:
            self.say(", ".join(ips))
            self._part(f"Connecting to {url.host} ({url.host})|{ips[0]}|:{url.port}... ")
        else:
            self._part(f"Connecting to {url.host}:{url.port}... ")
        connection = yield from self._open(answer.addresses[0], url.port)
        self.say("connected.")
        yield self.task.sleep(THINK)
        self._part("HTTP request sent, awaiting response... " + ("\n" if self.options.show else ""))
        return connection

    def _open(self, ip: int, port: int) -> Steps:
        try:
            connection = self.task.ns.sockets.connect(ip, port, Owner("wget", self.task.pid, 3, self.task.creds.uid))
            self.task.at_exit.append(connection.close)
            yield connection.connected | self.task.sleep(self.options.patience)
        except NetError as error:
            self.say(f"failed: {error.text}.")
            raise WgetError("timed out" if error.name == "ETIMEDOUT" else "") from error
        if not connection.connected.triggered:
            self.say("failed: Connection timed out.")
            raise WgetError("timed out")
        return connection

    def status_known(self, headers: dict[str, str]) -> None:
        """The answer's first lines are there."""
        status = self.first.split(None, 1)[-1]
        if not self.options.show:
            self.say(status)
        if headers.get("location") and status[:1] == "3":
            self.say(f"Location: {headers['location']} [following]")
            return
        length, kind = headers.get("content-length", ""), headers.get("content-type", "").partition(";")[0]
        self.length = int(length) if length.isdigit() else None
        size = "unspecified" if self.length is None else str(self.length)
        if self.length is not None and self.length >= 1024:
            size += f" ({_short(self.length)})"
        self.say(f"Length: {size} [{kind}]" if kind else f"Length: {size}")

    def refused(self, url: str) -> None:
        """The server answered with an error."""
        status = self.first.split(None, 1)[-1]
        if self.options.quiet:
            return
        if not self.options.terse and not self.options.show:
            self.task.err(f"{status}\n")
        if self.options.spider:
            self.task.err("Remote file does not exist -- broken link!!!\n\n")
            return
        head = f"{self._url}:\n" if self.options.terse else ""
        number, _, reason = status.partition(" ")
        self.task.err(f"{head}{stamp(self.task)} ERROR {number}: {reason}.\n" + ("" if self.options.terse else "\n"))

    def failed(self, text: str) -> None:
        """It could not be fetched."""
        if text and not self.options.quiet:
            self.task.err(f"{text}\n")

    def _save(self, connection: Connection, headers: dict[str, str], path: str) -> Steps:
        if self.options.spider:
            self.say(
                "Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n"
            )
            return
        self.say(f"Saving to: '{path or 'STDOUT'}'\n")
        began = self.task.clock.now
        while not self.ended and (self.length is None or len(self.buffer) < self.length):
            yield from self._more(connection)
        seconds = max(SHORTEST, self.task.clock.now - began)
        body = self.buffer[: self.length]
        if path:
            self._write(path, body.decode("utf-8", "replace"))
        else:
            self.task.out(body.decode("utf-8", "replace"))
        self.total.files, self.total.size = self.total.files + 1, self.total.size + len(body)
        self.total.seconds += seconds
        whole = f"{len(body)}/{self.length}" if self.length is not None else str(len(body))
        self.say(rows(len(body), self.length, seconds))
        how = f"- '{path}' saved" if path else "- written to stdout"
        self.say(f"{stamp(self.task)} ({speed(len(body), seconds)}) {how} [{whole}]\n")
        if self.options.terse and not self.options.quiet:
            self.task.err(f'{stamp(self.task)} URL:{self._url} [{whole}] -> "{path or "-"}" [1]\n')


def _short(size: int) -> str:
    """``15K``, ``1.5M``."""
    value, unit = float(size), 0
    while value >= 1024 and unit < 3:
        value, unit = value / 1024, unit + 1
    return f"{value:.1f}{'BKMG'[unit]}" if value < 10 and value != int(value) else f"{value:.0f}{'BKMG'[unit]}"
