"""musl's resolver (src/network of musl 1.2.4): what Alpine's programs ask, and how that differs from glibc.

- All name servers are asked at once, about A and AAAA, and the first usable answer to each question counts.
- With ``ndots`` dots or more in a name the search list is not used; with fewer it comes first, and the name itself
  last.
- Only NXDOMAIN leads on to the next domain: a name without such data, or a server's failure, ends the search.
- Options are ``ndots``, ``timeout`` (5 s for everything) and ``attempts`` (2); there is no rotate, edns0 or
  single-request.
- ICMP errors are not heard: where no server is, the time is waited out.
- /etc/hosts is compared letter by letter, and addresses stay in the order in which they came.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.resolver.answer import Answer
from dockernet_sim.programs.resolver.config import MAX_SERVERS, HostsLine, aton, hosts, read_text
from dockernet_sim.programs.resolver.names import AGAIN, FAIL, NO_DATA, NOT_FOUND, Found, chain, record
from dockernet_sim.programs.resolver.transport import DNS_PORT, ask_stream, decoded
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import LOOPBACK, ip_int, ip_text
from dockernet_sim.wire.dns import DnsError, Message, query

if TYPE_CHECKING:
    from dockernet_sim.linux.socket.udp import UdpSocket
    from dockernet_sim.programs.task import Task

LIMITS = {"ndots": 15, "timeout": 60, "attempts": 10}
NUMBER = re.compile(r"(ndots|timeout|attempts):(\d+)")
ACCEPTED = ("NOERROR", "NXDOMAIN")
LONGEST = 255


@dataclass
class Conf:
    """resolv.conf as musl reads it.

    Examples
    --------
    >>> conf = read_conf("nameserver 127.0.0.11\\nsearch a.example b.example\\noptions ndots:2 rotate")
    >>> conf.search, conf.ndots, conf.timeout
    (['a.example', 'b.example'], 2, 5)
    """

    servers: list[int] = field(default_factory=list)
    search: list[str] = field(default_factory=list)
    ndots: int = 1
    timeout: int = 5
    attempts: int = 2


def read_conf(text: str) -> Conf:
    """Read a resolv.conf; without servers the machine itself is asked."""
    conf = Conf()
    for line in text.splitlines():
        keyword, _, rest = line.partition(" ") if "\t" not in line[:11] else line.partition("\t")
        words = rest.split()
        if keyword == "nameserver" and words and len(conf.servers) < MAX_SERVERS:
            server = aton(words[0])
            conf.servers += [server] if server is not None else []
        elif keyword in ("search", "domain") and words:
            conf.search = words
        elif keyword == "options":
            for name, value in NUMBER.findall(rest):
                setattr(conf, name, min(int(value), LIMITS[name]))
    conf.servers = conf.servers or [LOOPBACK]
    return conf


def lookup(task: Task, name: str, types: tuple[str, ...]) -> Generator[Any, Any, Answer]:
    """getaddrinfo(3) and gethostbyname2(3): a number, /etc/hosts, the name servers."""
    number = aton(name)
    if number is not None:
        return Answer(
            name, addresses=[number] if "A" in types else [], error="" if "A" in types else NO_DATA, musl=True
        )
    if ":" in name:
        raise NotModelled(f"IPv6 (address {name}) is not modelled")
    if not name:
        return Answer(name, error=NOT_FOUND, musl=True)
    local = _from_hosts(task, name, types)
    if local is not None:
        return local
    found = yield from _search(task, read_conf(read_text(task, "/etc/resolv.conf")), name, types)
    if found.error:
        return Answer(found.name, error=found.error, musl=True)
    return _answer(found, types)


def _from_hosts(task: Task, name: str, types: tuple[str, ...]) -> Answer | None:
    lines = [line for line in hosts(task) if name in (line.name, *line.aliases)]
    mine = [line for line in lines if ("AAAA" if line.is_ipv6 else "A") in types]
    if not lines:
        return None
    if not mine:
        return Answer(name, error=NO_DATA, musl=True)
    known = [line for line in mine if not line.is_ipv6]
    if not known:
        raise NotModelled(f"{name} has IPv6 addresses only, and IPv6 is not modelled")
    _tell(task, name, known[0])
    return Answer(mine[0].name, list(mine[0].aliases), [ip_int(line.address) for line in known], musl=True)


def _tell(task: Task, name: str, line: HostsLine) -> None:
    ns = task.ns
    if ns.trace.on:
        text = " ".join((line.address, line.name, *line.aliases))
        ns.trace.add(ns.clock.now, ns.host.name, ns.name, "", "dns", None, "hosts-file", f"{name}: {text}")


def _search(task: Task, conf: Conf, name: str, types: tuple[str, ...]) -> Generator[Any, Any, Found]:
    """The search list where the name has fewer dots than ``ndots``, then the name itself."""
    bare = name.removesuffix(".")
    if not bare or bare.endswith(".") or len(bare) > LONGEST:
        return Found(name, error=NOT_FOUND)
    domains = conf.search if name.count(".") < conf.ndots and not name.endswith(".") else []
    for domain in domains:
        found = yield from _ask(task, conf, f"{bare}.{domain}", types)
        if found.error != NOT_FOUND:
            return found
    return (yield from _ask(task, conf, bare, types))


def _ask(task: Task, conf: Conf, name: str, types: tuple[str, ...]) -> Generator[Any, Any, Found]:
    """Ask about exactly this name (name_from_dns)."""
    asking = Asking(task, conf, [(name, type) for type in types])
    try:
        for question in asking.queries:
            question.encode()
    except DnsError:
        return Found(name, error=NOT_FOUND)
    messages = yield from asking.run()
    found = Found(name, messages, _error(messages))
    record(task, found)
    return found


def _error(messages: list[Message | None]) -> str:
    rcodes = [message.rcode if message is not None else "" for message in messages]
    for rcode in rcodes:
        if rcode != "NOERROR":
            return {"": AGAIN, "SERVFAIL": AGAIN, "NXDOMAIN": NOT_FOUND}.get(rcode, FAIL)
    return "" if any(message.answers for message in messages if message is not None) else NO_DATA


def _answer(found: Found, types: tuple[str, ...]) -> Answer:
    parsed = {m.question.type: chain(m, m.question.type) for m in found.messages if m is not None and m.question}
    name, aliases, data = parsed.get("A", (found.name, [], []))
    if not data:
        if any(parsed[type][2] for type in types if type in parsed):
            raise NotModelled(f"{found.name} has IPv6 addresses only, and IPv6 is not modelled")
        return Answer(name, error=NO_DATA, musl=True)
    return Answer(name, aliases, [ip_int(text) for text in data], musl=True)


def by_address(task: Task, ip: int) -> Generator[Any, Any, Answer | None]:
    """getnameinfo(3): the hosts file's first line with this address, or what a PTR question brings."""
    text = ip_text(ip)
    for line in hosts(task):
        if line.address == text:
            return Answer(line.name, list(line.aliases), [ip], musl=True)
    name = ".".join(reversed(text.split("."))) + ".in-addr.arpa"
    found = yield from _ask(task, read_conf(read_text(task, "/etc/resolv.conf")), name, ("PTR",))
    message = found.messages[0] if found.messages and not found.error else None
    names = chain(message, "PTR")[2] if message is not None else []
    return Answer(names[0], names[1:], [ip], musl=True) if names else None


class Asking:
    """One call of __res_msend: all questions to all servers, again after each part of the time,
    until all are answered."""

    def __init__(self, task: Task, conf: Conf, questions: list[tuple[str, str]]) -> None:
        self.task = task
        self.conf = conf
        ids = task.host.identity.stream("dns-id")
        self.queries = [query(ids.getrandbits(16), name, type) for name, type in questions]
        self._heard: dict[int, Message] = {}
        self._retries = 0
        self._next: Any = None  # the event of the datagram that is waited for

    def run(self) -> Generator[Any, Any, list[Message | None]]:
        """The answers in the questions' order; None where none came in time."""
        task, conf = self.task, self.conf
        socket = task.ns.sockets.udp(Owner(task.argv[0].rpartition("/")[2], task.pid))
        end, interval = task.clock.now + conf.timeout, conf.timeout / max(1, conf.attempts)
        try:
            socket.bind(0, 0)
            while task.clock.now < end and self._open():
                self._send_all(socket)
                yield from self._collect(socket, task.sleep(interval))
        except NetError:
            pass
        finally:
            socket.close()
        return [self._heard.get(question.id) for question in self.queries]

    def _open(self) -> list[Message]:
        return [question for question in self.queries if question.id not in self._heard]

    def _send_all(self, socket: UdpSocket) -> None:
        self._retries = 2 * len(self.queries)
        for question in self._open():
            for server in self.conf.servers:
                _send(socket, question, server)

    def _collect(self, socket: UdpSocket, until: Any) -> Generator[Any, Any, None]:
        """Take answers until all have come, or it is time to ask again."""
        while self._open():
            self._next = self._next or socket.recv()
            yield self._next | until
            if not self._next.triggered:
                return
            data, ip, port = self._next.value
            self._next = None
            message = decoded(data) if isinstance(data, bytes) else data
            if port == DNS_PORT and ip in self.conf.servers and message is not None:
                yield from self._take(socket, message, ip)

    def _take(self, socket: UdpSocket, message: Message, server: int) -> Generator[Any, Any, None]:
        """A server's failure is asked about again at once, a truncated answer over TCP; other codes are not heard."""
        question = next((each for each in self._open() if each.id == message.id), None)
        if question is None:
            return
        if message.rcode == "SERVFAIL" and self._retries:
            self._retries -= 1
            _send(socket, question, server)
        elif message.rcode in ACCEPTED:
            whole = (yield from self._over_tcp(question, server)) if message.tc else message
            self._heard[question.id] = whole or message

    def _over_tcp(self, question: Message, server: int) -> Generator[Any, Any, Message | None]:
        try:
            stream = self.task.ns.sockets.connect(server, DNS_PORT, timeout=None)
        except NetError:
            return None
        try:
            yield stream.connected
            return (yield from ask_stream(stream, question))
        except NetError:
            return None
        finally:
            stream.close()


def _send(socket: UdpSocket, question: Message, server: int) -> None:
    with suppress(NetError):  # the answer is waited for all the same
        socket.sendto(question, server, DNS_PORT)
