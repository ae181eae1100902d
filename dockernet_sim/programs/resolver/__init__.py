"""The resolver library: names to addresses and back, by glibc's rules with ``hosts: files dns`` (getaddrinfo(3),
nss(5)).

Where a place's programs stand on musl, its rules apply instead (:mod:`~dockernet_sim.programs.resolver.musl`).

>>> Answer("web", [], [0xAC110002]).error
''
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from dockernet_sim.programs.resolver.answer import Answer
from dockernet_sim.programs.resolver.config import HostsLine, aton, configuration, hosts, multi
from dockernet_sim.programs.resolver.names import NO_DATA, NOT_FOUND, Found, ask, chain, search
from dockernet_sim.programs.resolver.sort import sort_addresses
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task


MUSL = "musl"


def lookup(task: Task, name: str, types: tuple[str, ...] = ("A", "AAAA")) -> Generator[Any, Any, Answer]:
    """getaddrinfo(3): what is numeric is itself; then /etc/hosts; then the name servers.

    Parameters
    ----------
    task : Task
        Whose files and namespace are used.
    name : str
        The name, or an address in any form.
    types : tuple of str
        ``("A", "AAAA")`` for AF_UNSPEC (both questions leave together), ``("A",)`` for AF_INET.
    """
    if task.place.libc == MUSL:
        from dockernet_sim.programs.resolver import musl  # few labs have an image that stands on it

        return (yield from musl.lookup(task, name, types))
    number = aton(name)
    if number is not None:
        return Answer(name, addresses=[number] if "A" in types else [], error="" if "A" in types else "ADDRFAMILY")
    if ":" in name:
        raise NotModelled(f"IPv6 (address {name}) is not modelled")
    if not name:
        return Answer(name, error=NOT_FOUND)
    local = _from_hosts(task, name, types)
    if local is not None:
        local.addresses = sort_addresses(task.ns, local.addresses)
        return local
    found = yield from search(task, configuration(task), name, types)
    answer = _answer(found, "A")
    if not answer.error and not answer.addresses:
        answer.error = NO_DATA if types == ("A",) else _only_ipv6(name)
    answer.addresses = sort_addresses(task.ns, answer.addresses)
    return answer


def _only_ipv6(name: str) -> str:
    raise NotModelled(f"{name} has IPv6 addresses only, and IPv6 is not modelled")


def _from_hosts(task: Task, name: str, types: tuple[str, ...]) -> Answer | None:
    lines = [line for line in hosts(task) if line.has(name) and ("AAAA" if line.is_ipv6 else "A") in types]
    if not lines:
        return None
    mine = [line for line in lines if not line.is_ipv6]
    if not mine:
        _only_ipv6(name)
    if len(types) == 1:  # AF_UNSPEC takes every line that fits, AF_INET the first
        return _merged(task, name, mine)
    _record(task, name, mine[0])
    return Answer(lines[0].name, list(lines[0].aliases), [ip_int(line.address) for line in mine])


def _merged(task: Task, name: str, lines: list[HostsLine]) -> Answer:
    """The first line, or all of them as one where host.conf says ``multi on``."""
    first = lines[0]
    kept = lines if multi(task) else lines[:1]
    names = [n for line in kept for n in (line.name, *line.aliases)]
    _record(task, name, first)
    return Answer(first.name, list(dict.fromkeys(names))[1:], [ip_int(line.address) for line in kept])


def _record(task: Task, name: str, line: HostsLine) -> None:
    ns = task.ns
    if ns.trace.on:
        text = " ".join((line.address, line.name, *line.aliases))
        ns.trace.add(ns.clock.now, ns.host.name, ns.name, "", "dns", None, "hosts-file", f"{name}: {text}")


def _answer(found: Found, type: str) -> Answer:
    if found.error:
        return Answer(found.name, error=found.error)
    message = next((m for m in found.messages if m is not None and m.question and m.question.type == type), None)
    if message is None:
        return Answer(found.name)
    name, aliases, data = chain(message, type)
    return Answer(name, aliases, [ip_int(text) for text in data] if type == "A" else [])


def by_name(task: Task, name: str, ipv6: bool = False) -> Generator[Any, Any, Answer]:
    """gethostbyname2(3): one family, one question; the answer keeps the server's order.

    IPv6 addresses are not modelled: an IPv6 answer from the hosts file is given by :func:`ipv6_line`.
    """
    if task.place.libc == MUSL:
        from dockernet_sim.programs.resolver import musl

        return (yield from musl.lookup(task, name, ("AAAA",) if ipv6 else ("A",)))
    number = aton(name)
    if number is not None or not name:
        known = number is not None and not ipv6
        return Answer(
            name, addresses=[number] if number is not None and known else [], error="" if known else NOT_FOUND
        )
    if not ipv6:
        lines = [line for line in hosts(task) if line.has(name) and not line.is_ipv6]
        if lines:
            return _merged(task, name, lines)
    found = yield from search(task, configuration(task), name, ("AAAA" if ipv6 else "A",))
    answer = _answer(found, "AAAA" if ipv6 else "A")
    if not answer.error and not answer.addresses:
        answer.error = _only_ipv6(name) if ipv6 else NO_DATA
    return answer


def ipv6_line(task: Task, name: str) -> HostsLine | None:
    """The first line of /etc/hosts that gives this name an IPv6 address."""
    return next((line for line in hosts(task) if line.is_ipv6 and line.has(name)), None)


def by_address(task: Task, ip: int) -> Generator[Any, Any, Answer | None]:
    """gethostbyaddr(3): the hosts file's first line with this address, or what a PTR question brings."""
    if task.place.libc == MUSL:
        from dockernet_sim.programs.resolver import musl

        return (yield from musl.by_address(task, ip))
    text = ip_text(ip)
    for line in hosts(task):
        if line.address == text:
            return Answer(line.name, list(line.aliases), [ip])
    name = ".".join(reversed(text.split("."))) + ".in-addr.arpa"
    found = yield from ask(task, configuration(task), name, ("PTR",))
    message = found.messages[0] if found.messages and not found.error else None
    names = chain(message, "PTR")[2] if message is not None else []
    return Answer(names[0], names[1:], [ip]) if names else None


def reverse(task: Task, ip: int) -> Generator[Any, Any, str | None]:
    """getnameinfo(3): the name of an address, or None when none is known."""
    answer = yield from by_address(task, ip)
    return answer.name if answer is not None else None
