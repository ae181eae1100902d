"""getent(1): what the name service knows."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.programs import resolver
from dockernet_sim.programs.getopt import OptionError, getopt
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.resolver.config import hosts
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text

HINT = "Try `getent --help' or `getent --usage' for more information.\n"
OTHERS = (
    "ahostsv6", "aliases", "ethers", "gshadow", "initgroups", "netgroup", "networks", "rpc", "shadow",
)  # fmt: skip
FILES = ("group", "passwd", "protocols", "services")
_SOCKETS = ("STREAM", "DGRAM", "RAW")


@program("getent")
def getent(task: Task) -> Generator[Any, Any, int]:
    """``getent hosts|ahosts|ahostsv4 [NAME...]``: exit code 2 when a key is not known."""
    if any(word.startswith("--") and len(word) > 2 for word in task.args):
        raise NotModelled("long options are not modelled")
    try:
        given, words = getopt(task.args, "As:iV?")
    except OptionError as error:
        task.err(f"getent: {error}\n{HINT}")
        return 64
    if any(letter in "sV?" for letter, _ in given):
        raise NotModelled(f"option -{given[0][0]} is not modelled")
    if not words:
        task.err(f"getent: wrong number of arguments\n{HINT}")
        return 1
    database, *keys = words
    if database in FILES:
        return (yield from _of_file(task, database, keys))
    if database in OTHERS:
        raise NotModelled(f"database {database} is not modelled")
    if database not in ("hosts", "ahosts", "ahostsv4"):
        task.err(f"Unknown database: {database}\n{HINT}")
        return 1
    if not keys:
        _all_hosts(task)
        return 0
    code = 0
    for key in keys:
        lines = yield from (_hosts(task, key) if database == "hosts" else _ahosts(task, key, database == "ahosts"))
        task.out("".join(f"{line}\n" for line in lines))
        code = code if lines else 2
    return code


def _of_file(task: Task, database: str, keys: list[str]) -> Generator[Any, Any, int]:
    """A database that is one file under /etc; without it nothing is known."""
    yield task.sleep(0.0)
    path = f"/etc/{database}"
    text = task.files.read(path) if task.files.exists(path) else ""
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if database in ("group", "passwd"):
        found = [next((row for row in rows if key in (row.split(":")[0], row.split(":")[2])), "") for key in keys]
    else:
        rows = [_columns(row) for row in rows]
        found = [next((row for row in rows if _is_key(database, key, row.split())), "") for key in keys]
    shown = found if keys else rows
    task.out("".join(f"{row}\n" for row in shown if row))
    return 0 if all(shown) else 2


def _columns(row: str) -> str:
    name, number, *aliases = row.split()
    return " ".join((f"{name:<21}", number, *aliases))


def _is_key(database: str, key: str, words: list[str]) -> bool:
    """Whether a service (NAME, NAME/PROTO, PORT or PORT/PROTO) or a protocol (name or number) is meant."""
    if database == "protocols":
        return key in (words[0], words[1], *words[2:])
    port, _, proto = words[1].partition("/")
    wanted, slash, kind = key.partition("/")
    return wanted in (words[0], port, *words[2:]) and (not slash or kind == proto)


def _all_hosts(task: Task) -> None:
    """Every line of /etc/hosts; the C library shows ::1 as 127.0.0.1 and leaves out other IPv6 lines."""
    for line in hosts(task):
        if not line.is_ipv6 or line.address == "::1":
            address = "127.0.0.1" if line.is_ipv6 else line.address
            task.out(_line(address, line.name, line.aliases) + "\n")


def _line(address: str, name: str, aliases: list[str] | tuple[str, ...]) -> str:
    return " ".join((f"{address:<15}", name, *aliases))


def _hosts(task: Task, key: str) -> Generator[Any, Any, list[str]]:
    """gethostbyaddr for an address; for a name IPv6 is asked for first, then IPv4."""
    if ":" in key:
        raise NotModelled(f"IPv6 (address {key}) is not modelled")
    ip = _address(key)
    if ip is not None:
        found = yield from resolver.by_address(task, ip)
        return [_line(key, found.name, found.aliases)] if found is not None else []
    line = resolver.ipv6_line(task, key)
    if line is not None:
        return [_line(line.address, line.name, line.aliases)]
    yield from resolver.by_name(task, key, ipv6=True)
    answer = yield from resolver.by_name(task, key)
    return [_line(ip_text(address), answer.name, answer.aliases) for address in answer.addresses]


def _address(key: str) -> int | None:
    try:
        return ip_int(key)
    except ValueError:
        return None


def _ahosts(task: Task, key: str, both: bool) -> Generator[Any, Any, list[str]]:
    """getaddrinfo, each address once for each kind of socket; AAAA is asked for only where IPv6 is configured."""
    ipv6 = both and task.ns is task.host.root  # containers have no IPv6 address, a machine has its link-local one
    answer = yield from resolver.lookup(task, key, ("A", "AAAA") if ipv6 else ("A",))
    lines: list[str] = []
    for address in answer.addresses:
        for kind in _SOCKETS:
            lines.append(f"{ip_text(address):<15} {kind:<6} {'' if lines else answer.name}")
    return lines
