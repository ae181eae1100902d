"""What was asked: from where, to where, and how."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from dockernet_sim.sim.errors import DockernetError

PING, TCP, UDP, HTTP, NAME, COMMAND = "ping", "tcp", "udp", "http", "name", "command"
SCHEMES = {"http": (HTTP, 80), "tcp": (TCP, 0), "udp": (UDP, 0)}
TARGET = re.compile(r"(?P<host>(?:[^\s:/]+/)?[^\s:/]+)(?::(?P<port>\d+)(?:/(?P<proto>tcp|udp))?)?")
LARGEST_PORT = 65535


class BadQuestion(DockernetError, ValueError):
    """A question that cannot be read; the text says what would be one."""


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    source : str
        A container, or a machine.
    kind : str
        ``ping``, ``tcp``, ``udp``, ``http``, ``name`` or ``command``.
    host : str
        A name or an address; for a command, the whole line.
    port : int
        For TCP, UDP and HTTP.
    path : str
        For HTTP.
    size : int
        Bytes of data in a ping.
    """

    source: str
    kind: str
    host: str
    port: int = 0
    path: str = "/"
    size: int = 56

    @property
    def target(self) -> str:
        """As it would be typed."""
        if self.kind == HTTP:
            return f"http://{self.host}{'' if self.port == SCHEMES['http'][1] else f':{self.port}'}{self.path}"
        return f"{self.host}:{self.port}{'/udp' if self.kind == UDP else ''}" if self.port else self.host

    def to(self, target: str) -> Question:
        """The same question with another target."""
        if self.kind == COMMAND:
            return replace(self, host=target)
        return read(self.source, target, name=self.kind == NAME, size=self.size)


def read(source: str, target: str, name: bool = False, size: int = 56) -> Question:
    """Read a question.

    Parameters
    ----------
    source : str
        Who asks.
    target : str
        ``db``, ``db:5432``, ``db:53/udp``, ``10.0.0.5``, ``http://db/``, ``internet``, ``host`` or ``lan``.
    name : bool
        Whether only the name is asked for.
    size : int
        Bytes of data in a ping.

    Raises
    ------
    BadQuestion
        When the target cannot be read.

    Examples
    --------
    >>> read("web", "db:5432").kind, read("web", "http://db/x").path, read("web", "db").kind
    ('tcp', '/x', 'ping')
    """
    if not target:
        return _of_command(source)
    if "://" in target:
        return _from_url(source, target)
    found = TARGET.fullmatch(target)
    port = int(found["port"] or 0) if found else 0
    if not found or port > LARGEST_PORT or (found["port"] and not port):
        raise BadQuestion(f"{target!r} is no target: write NAME, ADDRESS, NAME:PORT, NAME:PORT/udp or http://NAME/")
    if name:
        return Question(source, NAME, found["host"])
    return Question(source, (found["proto"] or TCP) if port else PING, found["host"], port, size=size)


def _of_command(line: str) -> Question:
    if not line.startswith("docker "):
        raise BadQuestion(f"{line!r} is no docker command: to ask about a way, give a target, too")
    return Question("host", COMMAND, line)


def _from_url(source: str, url: str) -> Question:
    try:
        parts = urlsplit(url)
        host, given = parts.hostname, parts.port
    except ValueError as error:
        raise BadQuestion(f"{url!r} is no URL: {error}") from None
    kind, usual = SCHEMES.get(parts.scheme, ("", 0))
    port = usual if given is None else given
    if not kind or not host or not port:
        raise BadQuestion(f"{url!r} is no target: http://NAME/, tcp://NAME:PORT and udp://NAME:PORT are understood")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Question(source, kind, host, port, path)
