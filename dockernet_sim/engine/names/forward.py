"""A query that the embedded DNS server does not answer itself: asked of up to three upstream servers in turn.

Four seconds for each. SERVFAIL and REFUSED are never the last word; the release says whether NXDOMAIN is, and what the
client gets when the last server asked does not answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import simpy

from dockernet_sim.engine.rules import Rules
from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.dns import DnsError, Message, decode

if TYPE_CHECKING:
    from dockernet_sim.engine.names.resolvconf import Upstream
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.linux.socket.connection import Connection
    from dockernet_sim.linux.socket.owner import Owner
    from dockernet_sim.linux.socket.udp import UdpSocket

MOST_SERVERS = 3
TIMEOUT = 4.0
DNS_PORT = 53


class Forwarding:
    """One query on its way.

    Parameters
    ----------
    query : Message
        What the client asked.
    upstreams : sequence of Upstream
        Whom to ask, in order.
    ns : NetNs
        The container's namespace.
    owner : Owner
        dockerd.
    tcp : bool
        Whether the client asked over TCP; then so do we.
    answer : callable
        Given the reply that the client shall have; not called when there is none.
    rules : Rules
        The release's.
    """

    def __init__(
        self,
        query: Message,
        upstreams: Sequence[Upstream],
        ns: NetNs,
        owner: Owner,
        tcp: bool,
        answer: Callable[[Message], object],
        rules: Rules,
    ) -> None:
        self._rules = rules
        self.query = query
        self.ns = ns
        self.owner = owner
        self.tcp = tcp
        self._left = list(upstreams[:MOST_SERVERS])
        self._answer = answer
        self._last: Message | None = None
        self._exchange: Exchange | None = None
        self._next()

    def _next(self) -> None:
        while self._left:
            upstream = self._left.pop(0)
            ns = self.ns.host.root if upstream.host else self.ns
            try:
                self._exchange = Exchange(ns, upstream.ip, self.query, self.tcp, self.owner, self._done)
            except NetError:
                continue  # no way there: the next one
            return
        if self._last is not None:
            self._answer(self._last)
        elif self._rules.dns_servfail:
            self._answer(self.query.reply("SERVFAIL", ra=False))

    def _done(self, reply: Message | None) -> None:
        self._last = reply
        if reply is None:
            self._next()
        elif reply.rcode == "NOERROR" or (reply.rcode == "NXDOMAIN" and (reply.aa or self._rules.dns_nxdomain_final)):
            self._answer(reply)
        else:
            self._next()

    @property
    def waiting(self) -> bool:
        """Whether an answer is still awaited."""
        return self._exchange is not None and self._exchange.open

    def stop(self) -> None:
        """Give up."""
        self._left.clear()
        if self._exchange is not None:
            self._exchange.close()


class Exchange:
    """One question to one server, with its time limit; `done` is given the reply, or None."""

    def __init__(
        self, ns: NetNs, ip: int, query: Message, tcp: bool, owner: Owner, done: Callable[[Message | None], object]
    ) -> None:
        self._done = done
        self._query = query
        self._received = b""
        self._socket: UdpSocket | None = None
        self._connection: Connection | None = None
        self.open = True
        if tcp:
            self._connection = ns.sockets.connect(ip, DNS_PORT, owner=owner)
            self._wait(self._connection.connected, self._connected)
        else:
            self._ask(ns, ip, owner)
        self._timer = ns.clock.call_later(TIMEOUT, self._finish, None)

    def _ask(self, ns: NetNs, ip: int, owner: Owner) -> None:
        socket = self._socket = ns.sockets.udp(owner=owner)
        try:
            socket.connect(ip, DNS_PORT)
            socket.send(self._query)
        except NetError:
            socket.close()
            raise
        self._wait(socket.recv(), self._heard)

    def _wait(self, event: simpy.Event, then: Callable[[object], object]) -> None:
        def happened(event: simpy.Event) -> None:
            if not event.ok:
                event.defused = True
            if self.open:
                if event.ok:
                    then(event.value)
                else:
                    self._finish(None)

        assert event.callbacks is not None
        event.callbacks.append(happened)

    def _heard(self, value: object) -> None:
        assert isinstance(value, tuple)
        message = as_message(value[0])
        if (message is None or message.id != self._query.id) and self._socket is not None:
            self._wait(self._socket.recv(), self._heard)
        else:
            self._finish(message)

    def _connected(self, _value: object) -> None:
        assert self._connection is not None
        self._connection.send(framed(self._query))
        self._wait(self._connection.recv(), self._read)

    def _read(self, data: object) -> None:
        assert isinstance(data, bytes) and self._connection is not None
        self._received += data
        whole = unframed(self._received)
        if whole is not None:
            self._finish(as_message(whole[0]))
        elif not data:
            self._finish(None)
        else:
            self._wait(self._connection.recv(), self._read)

    def _finish(self, reply: Message | None) -> None:
        if self.open:
            self.close()
            self._done(reply)

    def close(self) -> None:
        """Give up what is open."""
        self.open = False
        self._timer.cancel()
        if self._socket is not None:
            self._socket.close()
        if self._connection is not None:
            self._connection.close()


def as_message(data: object) -> Message | None:
    """A datagram's data as a DNS message; None when it is none."""
    if isinstance(data, Message):
        return data
    try:
        return decode(data) if isinstance(data, bytes) else None
    except DnsError:
        return None


def framed(message: Message) -> bytes:
    """A message as TCP carries it: behind its length."""
    data = message.encode()
    return len(data).to_bytes(2, "big") + data


def unframed(data: bytes) -> tuple[bytes, bytes] | None:
    """The first whole message of a stream, and the rest; None when more has to come."""
    end = 2 + int.from_bytes(data[:2], "big")
    return (data[2:end], data[end:]) if len(data) > 2 and len(data) >= end else None
