"""busybox's nslookup: asks for A and AAAA at once and prints answers as they come (busybox 1.35's
networking/nslookup.c)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.dig.nslookup import record_text
from dockernet_sim.programs.resolver import lookup
from dockernet_sim.programs.resolver.config import aton, read_text
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.usage import HEAD
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.wire.address import LOOPBACK, ip_text
from dockernet_sim.wire.dns import DnsError, Message, Record, decode, query

if TYPE_CHECKING:
    from dockernet_sim.linux.socket.udp import UdpSocket

USAGE = """nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]

Query DNS about HOST

QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any
"""
TYPES = ("soa", "ns", "a", "aaaa", "cname", "mx", "txt", "ptr", "srv", "any")
TIMED_OUT = ";; connection timed out; no servers could be reached\n\n"


class Refused(DockernetError):
    """It ends here, with this text on standard error."""


@dataclass
class Settings:
    """What options set: times in seconds."""

    types: list[str] = field(default_factory=list)
    debug: bool = False
    port: int = 53
    tries: int = 2
    timeout: int = 5


@applet("nslookup")
def nslookup(task: Task) -> Generator[Any, Any, int] | int:
    """``nslookup [-type=TYPE] HOST [SERVER]``:
    exit code 1 when a question was answered with an error, or no server answers."""
    settings = Settings()
    words: list[str] = []
    for word in task.args:
        if word.startswith("-") and len(word) > 1 and not words:
            if not _option(settings, word[1:]):
                return _usage(task)
        else:
            words.append(word)
    if not 1 <= len(words) <= 2:
        return _usage(task)
    unknown = [type for type in settings.types if type not in TYPES]
    if unknown:
        task.err(f'nslookup: invalid query type "{unknown[0]}"\n')
        return 1
    return _Run(task, settings).run(words[0], words[1] if len(words) > 1 else "")


def _usage(task: Task) -> int:
    task.err(f"{HEAD}{USAGE}")
    return 1


def _option(settings: Settings, text: str) -> bool:
    """Take one option; False when it is none."""
    name, _, value = text.partition("=")
    if name in ("type", "querytype") or (name and "querytype".startswith(name)):
        settings.types.append(value.lower())
    elif name == "debug":
        settings.debug = True
    elif name in ("port", "retry", "timeout", "t") and value.isdigit():
        attribute = {"port": "port", "retry": "tries"}.get(name, "timeout")
        setattr(settings, attribute, max(1, int(value)))
    else:
        return False
    return True


class _Run:
    def __init__(self, task: Task, settings: Settings) -> None:
        self.task, self.settings = task, settings
        self.queries: list[Message] = []
        self._open: dict[int, int] = {}  # questions without an answer: their ids and their numbers
        self._failed = self._shown = False
        self._next: Any = None  # the event of the datagram that is waited for

    def run(self, name: str, server: str) -> Generator[Any, Any, int]:
        """Look one name or address up."""
        task = self.task
        try:
            servers = yield from self._servers(server)
            self._put(name)
            for ip, shown in servers:
                answered = yield from self._ask(ip, shown)
                if answered:
                    return int(self._failed)
        except Refused as refused:
            task.err(f"nslookup: {refused}\n")
            return 1
        task.out(TIMED_OUT)
        return 1

    def _servers(self, server: str) -> Generator[Any, Any, list[tuple[int, str]]]:
        """Addresses, and how they are shown: the one that was given, or resolv.conf's."""
        if server:
            host, colon, port = server.partition(":")
            if colon and port.isdigit():
                self.settings.port = int(port)
            answer = yield from lookup(self.task, host, ("A",))
            if not answer.addresses:
                raise Refused(f"bad address '{server}'")
            return [(answer.addresses[0], server)]
        lines = [line.split() for line in read_text(self.task, "/etc/resolv.conf").splitlines()]
        found = [aton(words[1]) for words in lines if words[:1] == ["nameserver"] and len(words) > 1]
        return [(ip, ip_text(ip)) for ip in found if ip is not None] or [(LOOPBACK, "127.0.0.1")]

    def _put(self, name: str) -> None:
        """The questions: about an address its name;
        about a name without a dot those that the search list makes of it."""
        ip = aton(name) if name.count(".") == 3 else None
        types = self.settings.types or (["ptr"] if ip is not None else ["a", "aaaa"])
        if ip is not None and types == ["ptr"]:
            name = ".".join(reversed(ip_text(ip).split("."))) + ".in-addr.arpa"
        ids = self.task.host.identity.stream("dns-id")
        for type in types:
            for full in self._names(name, type):
                message = query(ids.getrandbits(16), full, type.upper())
                try:
                    message.encode()
                except DnsError:
                    raise Refused(f'invalid query name "{full}"') from None
                self._open[message.id] = len(self.queries)
                self.queries.append(message)

    def _names(self, name: str, type: str) -> list[str]:
        search = [
            line.split()[1:] for line in read_text(self.task, "/etc/resolv.conf").splitlines() if line[:7] == "search "
        ]
        if type == "ptr" or "." in name or not search or not search[-1]:
            return [name.removesuffix(".")]
        return [f"{name}.{domain}".removesuffix(".") for domain in search[-1]]

    # -- one server -----------------------------------------------------------
    def _ask(self, ip: int, shown: str) -> Generator[Any, Any, bool]:
        """Put all questions to a server and print what comes; whether anything came."""
        task, settings = self.task, self.settings
        socket = task.ns.sockets.udp(Owner("nslookup", task.pid))
        self._next = None
        began, interval = task.clock.now, settings.timeout / settings.tries
        try:
            socket.connect(ip, settings.port)
            while self._open and task.clock.now < began + settings.timeout:
                for message in self.queries:
                    if message.id in self._open:
                        socket.send(message)
                complete = yield from self._collect(socket, task.sleep(interval), shown, began)
                if complete:
                    break
        except NetError as error:
            if not self._shown:
                self._complain(error, shown)
        finally:
            socket.close()
        return self._shown

    def _complain(self, error: NetError, shown: str) -> None:
        if error.name in ("ENETUNREACH", "EHOSTUNREACH"):
            raise Refused(f"can't connect to remote host ({shown}): {error.text}") from error
        self.task.err(f"nslookup: write to '{shown}': {error.text}\n")

    def _collect(self, socket: UdpSocket, until: Any, shown: str, began: float) -> Generator[Any, Any, bool]:
        while self._open:
            self._next = self._next or socket.recv()
            yield self._next | until
            if not self._next.triggered:
                return False
            data, self._next = self._next.value[0], None
            message = _decoded(data) if isinstance(data, bytes) else data
            if message is None or message.id not in self._open:
                continue
            self._banner(shown)
            if self.settings.debug:
                milliseconds = round(1000 * (self.task.clock.now - began))
                self.task.out(f"Query #{self._open[message.id]} completed in {milliseconds}ms:\n")
            del self._open[message.id]
            self._show(message)
        return True

    def _banner(self, shown: str) -> None:
        if not self._shown:
            where = shown if ":" in shown else f"{shown}:{self.settings.port}"
            self.task.out(f"Server:\t\t{shown}\nAddress:\t{where}\n\n")
            self._shown = True

    def _show(self, message: Message) -> None:
        out = self.task.out
        assert message.question is not None
        if message.rcode != "NOERROR":
            self._failed = True
            out(f"** server can't find {message.question.name}: {message.rcode}\n\n")
            return
        out("" if message.aa else "Non-authoritative answer:\n")
        out("".join(_record(record) for record in message.answers) + "\n")


def _record(record: Record) -> str:
    """As nslookup of BIND prints it, but for the dot at a name's end."""
    return f"{record_text(record).rstrip().removesuffix('.')}\n"


def _decoded(data: bytes) -> Message | None:
    try:
        return decode(data)
    except DnsError:
        return None
