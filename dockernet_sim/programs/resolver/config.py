"""What the resolver reads: /etc/hosts (hosts(5)) and /etc/resolv.conf (resolv.conf(5))."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.address import LOOPBACK, ip_text

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

MAX_SERVERS = 3
_LIMITS = {"ndots": 15, "timeout": 30, "attempts": 5}


class HostsLine(NamedTuple):
    """One line of a hosts file: an address (as text; IPv6 too), the canonical name, further names."""

    address: str
    name: str
    aliases: tuple[str, ...]

    @property
    def is_ipv6(self) -> bool:
        """Whether the address is an IPv6 one."""
        return ":" in self.address

    def has(self, name: str) -> bool:
        """Whether the line is about this name, whatever its case."""
        wanted = name.lower()
        return wanted == self.name.lower() or any(wanted == alias.lower() for alias in self.aliases)


def hosts_lines(text: str) -> list[HostsLine]:
    """The usable lines of a hosts file.

    >>> hosts_lines("172.17.0.2\\tbox.example.org box # me")
    [HostsLine(address='172.17.0.2', name='box.example.org', aliases=('box',))]
    """
    found = []
    for raw in text.splitlines():
        words = raw.partition("#")[0].split()
        if len(words) < 2:
            continue
        address = words[0] if ":" in words[0] else _plain(words[0])
        if address:
            found.append(HostsLine(address, words[1], tuple(words[2:])))
    return found


def _plain(text: str) -> str:
    value = aton(text)
    return "" if value is None else ip_text(value)


@lru_cache(maxsize=1024)
def aton(text: str) -> int | None:
    """An IPv4 address in any of the forms that inet_aton(3) takes; None when it is none.

    >>> aton("127.1") == aton("127.0.0.1") == aton("0x7f000001")
    True
    """
    parts = text.split(".")
    if len(parts) > 4:
        return None
    numbers = [_number(part) for part in parts]
    values = [n for n in numbers if n is not None]
    if len(values) < len(parts) or any(n > 255 for n in values[:-1]) or values[-1] >= 256 ** (5 - len(values)):
        return None
    value = values[-1]
    for place, n in enumerate(values[:-1]):
        value |= n << 8 * (3 - place)
    return value


def _number(text: str) -> int | None:
    base, digits = (16, text[2:]) if text[:2].lower() == "0x" else (8, text) if text[:1] == "0" else (10, text)
    try:
        return int(digits, base) if digits and digits.isalnum() and digits.isascii() else None
    except ValueError:
        return None


@dataclass
class ResolvConf:
    """resolv.conf, read: servers, search list, options. glibc's limits and defaults.

    Examples
    --------
    >>> conf = read_resolv_conf("nameserver 127.0.0.11\\nsearch example.org\\noptions ndots:0")
    >>> [ip_text(server) for server in conf.servers], conf.search, conf.ndots
    (['127.0.0.11'], ['example.org'], 0)
    """

    servers: list[int] = field(default_factory=list)
    search: list[str] | None = None
    ndots: int = 1
    timeout: int = 5
    attempts: int = 2
    flags: set[str] = field(default_factory=set)

    def option(self, word: str) -> None:
        """Take one word of an ``options`` line."""
        name, _, value = word.partition(":")
        if name in _LIMITS:
            number = min(int(value), _LIMITS[name]) if value.isdigit() else 0
            setattr(self, name, number)
        else:
            self.flags.add(name)


def read_resolv_conf(text: str, hostname: str = "") -> ResolvConf:
    """Read a resolv.conf; without servers the machine itself is asked,
    without a search list the host's own domain is."""
    conf = ResolvConf()
    seen = 0
    for line in text.splitlines():
        keyword, *words = line.split() if line[:1] not in ("#", ";", " ", "\t", "") else [""]
        if keyword == "nameserver" and words and seen < MAX_SERVERS:
            server = aton(words[0])
            seen += server is not None or ":" in words[0]
            conf.servers += [server] if server is not None else []
        elif keyword == "search" and words:
            conf.search = [word.rstrip(".") or "." for word in words]
        elif keyword == "domain" and words:
            conf.search = [words[0].rstrip(".")]
        elif keyword == "options":
            for word in words:
                conf.option(word)
    if not conf.servers and not seen:
        conf.servers = [LOOPBACK]
    if conf.search is None:
        domain = hostname.partition(".")[2]
        conf.search = [domain] if domain else []
    return conf


def read_text(task: Task, path: str) -> str:
    """A file's text, empty when it is not there."""
    try:
        return task.files.read(path)  # what the model has: a file that it refuses to show has no say here
    except NetError:
        return ""


def configuration(task: Task) -> ResolvConf:
    """The task's resolver configuration: /etc/resolv.conf, LOCALDOMAIN and RES_OPTIONS."""
    conf = read_resolv_conf(read_text(task, "/etc/resolv.conf"), task.place.hostname)
    if task.env.get("LOCALDOMAIN"):
        conf.search = task.env["LOCALDOMAIN"].split()
    for word in task.env.get("RES_OPTIONS", "").split():
        conf.option(word)
    return conf


def hosts(task: Task) -> list[HostsLine]:
    """The lines of the task's /etc/hosts."""
    return hosts_lines(read_text(task, "/etc/hosts"))


def multi(task: Task) -> bool:
    """Whether /etc/host.conf says that all lines of the hosts file count, not only the first that fits."""
    lines = [line.split() for line in read_text(task, "/etc/host.conf").splitlines()]
    return ["multi", "on"] in lines
