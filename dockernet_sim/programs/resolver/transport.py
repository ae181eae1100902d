"""Asking servers, as glibc does: in order, with time-outs, over UDP, and over TCP what came truncated (res_send)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.linux.socket.udp import UdpSocket
from dockernet_sim.programs.resolver.config import ResolvConf
from dockernet_sim.wire.dns import DnsError, Message, decode, query

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

DNS_PORT = 53
EDNS_SIZE = 1200
_TRY_NEXT = ("SERVFAIL", "NOTIMP", "REFUSED")


@dataclass
class Exchange:
    """What came of asking: a message for each question (None where nothing usable came), and why when none came."""

    messages: list[Message | None] = field(default_factory=list)
    refused: bool = False  # no server was there at all: no route, or no socket listens
    servfail: bool = False  # the last word of a server was that it failed

    @property
    def answered(self) -> bool:
        """Whether anything usable came."""
        return any(message is not None for message in self.messages)


class Asking:
    """One call of res_send: one or two questions about a name, until a server answers or patience ends."""

    def __init__(self, task: Task, conf: ResolvConf, questions: list[tuple[str, str]]) -> None:
        self.task = task
        self.conf = conf
        ids = task.host.identity.stream("dns-id")
        edns = EDNS_SIZE if "edns0" in conf.flags else None
        self.queries = [
            query(ids.getrandbits(16), name, type, edns=edns, ad="trust-ad" in conf.flags) for name, type in questions
        ]
        self.heard = False
        self.servfail = False
        self.one_by_one = bool(conf.flags & {"single-request", "single-request-reopen"})
        self._sockets: dict[int, UdpSocket] = {}

    def run(self) -> Generator[Any, Any, Exchange]:
        """Ask every server in turn, several times."""
        servers = self.conf.servers
        if "rotate" in self.conf.flags and servers:
            turn = self.task.host.identity.stream("resolver-rotate").randrange(len(servers))
            servers = servers[turn:] + servers[:turn]
        try:
            for _ in range(self.conf.attempts):
                for place, server in enumerate(servers):
                    messages = yield from self._server(server, self._patience(place))
                    if any(message is not None for message in messages):
                        return Exchange(messages)
        finally:
            for socket in self._sockets.values():
                socket.close()
        return Exchange([None] * len(self.queries), not self.heard, self.servfail)

    def _patience(self, place: int) -> float:
        """Seconds to wait for the server at this place of the list."""
        seconds = self.conf.timeout << place
        if place:
            seconds //= len(self.conf.servers)
        return max(1, seconds)

    def _server(self, server: int, patience: float) -> Generator[Any, Any, list[Message | None]]:
        if "use-vc" in self.conf.flags:
            return (yield from self._over_tcp(server))
        messages = yield from self._over_udp(server, patience)
        if any(message is not None and message.tc for message in messages):
            return (yield from self._over_tcp(server))
        return messages

    # -- UDP ------------------------------------------------------------------
    def _over_udp(self, server: int, patience: float) -> Generator[Any, Any, list[Message | None]]:
        nothing: list[Message | None] = [None] * len(self.queries)
        try:
            socket = self._socket(server)
            groups = [[q] for q in self.queries] if self.one_by_one else [self.queries]
            heard: dict[int, Message] = {}
            for group in groups:
                for question in group:
                    socket.send(question)
                complete = yield from self._collect(socket, group, patience, heard)
                if not complete:
                    self.heard = True  # a time-out: somebody may be there
                    break
        except NetError:
            lost = self._sockets.pop(server, None)
            if lost is not None:
                lost.close()
            return nothing
        if len(heard) < len(self.queries) and heard and not self.one_by_one:
            self.one_by_one = True  # it answered only one of two questions: ask them one after the other
            return (yield from self._over_udp(server, patience))
        usable = [heard.get(q.id) for q in self.queries]
        self.servfail = any(m is not None and m.rcode == "SERVFAIL" for m in usable)
        return [m if m is not None and m.rcode not in _TRY_NEXT else None for m in usable]

    def _socket(self, server: int) -> UdpSocket:
        found = self._sockets.get(server)
        if found is None:
            found = self.task.ns.sockets.udp(Owner(self.task.argv[0].rpartition("/")[2], self.task.pid))
            try:
                found.connect(server, DNS_PORT)
            except NetError:
                found.close()
                raise
            self._sockets[server] = found
        return found

    def _collect(
        self, socket: UdpSocket, wanted: list[Message], patience: float, heard: dict[int, Message]
    ) -> Generator[Any, Any, bool]:
        """Wait for an answer to each of the queries; False when the time is up first."""
        end = self.task.sleep(patience)
        open_ids = {q.id: q for q in wanted}
        while open_ids:
            got = socket.recv()
            yield got | end
            if not got.triggered:
                return False
            message: Any = got.value
            message = message[0]
            if isinstance(message, bytes):
                message = decoded(message)
            asked = open_ids.get(message.id) if message is not None else None
            if asked is not None and message.qr and message.question == asked.question:
                self.heard = True
                heard[asked.id] = message
                del open_ids[asked.id]
        return True

    # -- TCP ------------------------------------------------------------------
    def _over_tcp(self, server: int) -> Generator[Any, Any, list[Message | None]]:
        messages: list[Message | None] = []
        try:
            stream = self.task.ns.sockets.connect(server, DNS_PORT, timeout=None)
        except NetError:
            return [None] * len(self.queries)
        try:
            yield stream.connected
            self.heard = True
            for question in self.queries:
                messages.append((yield from ask_stream(stream, question)))
        except NetError:
            pass
        finally:
            stream.close()
        return messages + [None] * (len(self.queries) - len(messages))


def ask_stream(stream: Any, question: Message) -> Generator[Any, Any, Message | None]:
    """Ask over an open TCP connection (two bytes of length before each message); None when it ends early."""
    data = question.encode()
    stream.send(len(data).to_bytes(2, "big") + data)
    got = b""
    while len(got) < 2 or len(got) < 2 + int.from_bytes(got[:2], "big"):
        more = yield stream.recv()
        if not more:
            return None
        got += more
    return decoded(got[2:])


def decoded(data: bytes) -> Message | None:
    """The message in a datagram; None where it is none."""
    try:
        return decode(data)
    except DnsError:
        return None
