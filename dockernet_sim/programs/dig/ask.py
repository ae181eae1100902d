"""Asking servers one by one, with the words that dig and nslookup have for what goes wrong (BIND's dighost)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.programs.resolver.transport import ask_stream
from dockernet_sim.wire.address import UNSPECIFIED, ip_text
from dockernet_sim.wire.dns import COOKIE, DnsError, Message, decode, query

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

UDP_PATIENCE, TCP_PATIENCE = 5, 10
NO_SERVERS = ";; no servers could be reached\n"
_WORDS = {
    "ENETUNREACH": "network unreachable", "EHOSTUNREACH": "host unreachable", "ECONNREFUSED": "connection refused",
    "ETIMEDOUT": "timed out", "EPERM": "permission denied", "EINVAL": "invalid argument",
    "ECONNRESET": "connection reset",
    "EACCES": "permission denied",
}  # fmt: skip


@dataclass(frozen=True)
class How:
    """How a question is put."""

    port: int = 53
    tcp: bool | None = False  # None: as its type asks, and ANY does
    patience: int = 0
    tries: int = 3
    recurse: bool = True
    ad: bool = True
    cd: bool = False
    do: bool = False
    edns: int | None = 1232
    cookie: bool = True
    ignore_tc: bool = False
    source: int = UNSPECIFIED

    def message(self, task: Task, name: str, type: str, cls: str) -> Message:
        """The query."""
        ids = task.host.identity.stream("dns-id")
        options: tuple[tuple[int, bytes], ...] = ()
        edns = 1232 if self.edns is None and self.do else self.edns
        if self.cookie and edns is not None:
            options = ((COOKIE, task.host.identity.stream("dns-cookie").randbytes(8)),)
        return query(
            ids.getrandbits(16),
            name,
            type,
            cls,
            rd=self.recurse,
            ad=self.ad,
            cd=self.cd,
            do=self.do,
            edns=edns,
            options=options,
        )

    def towards(self, type: str) -> How:
        """The way that a question of this type goes."""
        return replace(self, tcp=type == "ANY") if self.tcp is None else self


@dataclass(frozen=True)
class Reply:
    """A server's answer, and how it came."""

    message: Message
    server: int
    sent: Message
    seconds: float
    tcp: bool


class Trouble(Exception):
    """A server could not be asked: `setup` when it failed before anything was sent."""

    def __init__(self, text: str, setup: bool) -> None:
        super().__init__(text)
        self.setup = setup


@dataclass
class Asker:
    """Puts questions to a list of servers;
    `say` is given the complaints, `banner` is called before the last of them."""

    task: Task
    servers: list[int]
    say: Callable[[str], object]
    banner: Callable[[], object] = lambda: None

    def ask(self, message: Message, how: How, typed: str) -> Generator[Any, Any, Reply | None]:
        """The first server gets all tries, each further one a single try; None when no server answers."""
        tries, place, setup_failed = how.tries, 0, False
        while place < len(self.servers):
            server = self.servers[place]
            try:
                return (yield from self._once(server, message, how, typed))
            except Trouble as trouble:
                self.say(f";; {trouble}\n")
                setup_failed = trouble.setup
            if tries > 1:
                tries -= 1
                self.say(NO_SERVERS if setup_failed else "")
            else:
                place += 1
        if not setup_failed:
            self.banner()
        self.say(NO_SERVERS)
        return None

    def _once(self, server: int, message: Message, how: How, typed: str) -> Generator[Any, Any, Reply]:
        if how.tcp:
            return (yield from self._tcp(server, message, how, typed))
        reply = yield from self._udp(server, message, how, typed)
        if reply.message.tc and not how.ignore_tc:
            self.say(";; Truncated, retrying in TCP mode.\n")
            return (yield from self._tcp(server, message, how, typed))
        return reply

    def _owner(self) -> Owner:
        return Owner(self.task.argv[0].rpartition("/")[2], self.task.pid)

    def _udp(self, server: int, message: Message, how: How, typed: str) -> Generator[Any, Any, Reply]:
        where = ip_text(server)
        socket = self.task.ns.sockets.udp(self._owner())
        began = self.task.clock.now
        try:
            if how.source:
                socket.bind(how.source)
            socket.connect(server, how.port)
        except NetError as error:
            socket.close()
            raise Trouble(
                f"UDP setup with {where}#{how.port}({where}) for {typed} failed: {words(error)}.", True
            ) from None
        try:
            socket.send(message)
            end = self.task.sleep(how.patience or UDP_PATIENCE)
            while True:
                got = socket.recv()
                yield got | end
                if not got.triggered:
                    raise Trouble(f"communications error to {where}#{how.port}: timed out", False)
                datagram: Any = got.value
                answer = _message(datagram[0])
                if answer is not None and answer.qr and answer.id == message.id:
                    return Reply(answer, server, message, self.task.clock.now - began, False)
        except NetError as error:
            raise Trouble(f"communications error to {where}#{how.port}: {words(error)}", False) from None
        finally:
            socket.close()

    def _tcp(self, server: int, message: Message, how: How, typed: str) -> Generator[Any, Any, Reply]:
        where = ip_text(server)
        began = self.task.clock.now
        failed = f"Connection to {where}#{how.port}({where}) for {typed} failed: "
        end = self.task.sleep(how.patience or TCP_PATIENCE)
        try:
            stream = self.task.ns.sockets.connect(server, how.port, self._owner(), source=how.source)
        except NetError as error:
            raise Trouble(f"{failed}{words(error)}.", True) from None
        try:
            yield stream.connected | end
            if not stream.connected.triggered:
                stream.abort()
                raise Trouble(f"{failed}timed out.", True)
            answer = yield from ask_stream(stream, message)
        except NetError as error:
            raise Trouble(f"{failed}{words(error)}.", True) from None
        finally:
            stream.close()
        if answer is None:
            raise Trouble(f"communications error to {where}#{how.port}: end of file", False)
        return Reply(answer, server, message, self.task.clock.now - began, True)


def words(error: NetError) -> str:
    """An errno in BIND's words."""
    return _WORDS.get(error.name, error.text.lower())


def _message(data: Any) -> Message | None:
    if isinstance(data, Message):
        return data
    try:
        return decode(data)
    except DnsError:
        return None


def legal(name: str) -> str:
    """ "" or what is wrong with a name."""
    labels = name.removesuffix(".").split(".")
    if name not in ("", ".") and "" in labels:
        return "empty label"
    if any(len(label) > 63 for label in labels):
        return "label too long"
    return "ran out of space" if len(name) > 254 else ""


def reversed_name(address: str) -> str:
    """The name under in-addr.arpa that stands for an address, or for the beginning of one.

    >>> reversed_name("172.18.0.2"), reversed_name("172.18")
    ('2.0.18.172.in-addr.arpa.', '18.172.in-addr.arpa.')
    """
    return ".".join(reversed(address.split("."))) + ".in-addr.arpa."


def full(name: str) -> str:
    """A name with its final dot."""
    return name if name.endswith(".") else name + "."


__all__ = ["Asker", "How", "Reply", "full", "legal", "replace", "reversed_name"]
