"""The embedded DNS server, 127.0.0.11 in a container on a user-defined network (libnetwork resolver.go).

dockerd listens in the container's namespace on two ports of the kernel's choice; rules of the nat table there lead port
53 of
127.0.0.11 to them and back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Protocol

from dockernet_sim.engine.names.files import ADDRESS
from dockernet_sim.engine.names.forward import Forwarding, as_message, framed, unframed
from dockernet_sim.engine.names.resolvconf import Upstream
from dockernet_sim.engine.rules import Rules
from dockernet_sim.iptables.errors import IptablesError
from dockernet_sim.linux.socket.ports import TCP_PORTS, UDP_PORTS, draw_port, ephemeral_ports
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.dns import Message, Question, Record

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.linux.socket.connection import Connection
    from dockernet_sim.linux.socket.owner import Owner
    from dockernet_sim.linux.socket.table import SocketTable
    from dockernet_sim.linux.socket.tcp import Listener
    from dockernet_sim.linux.socket.udp import UdpSocket

IP = ip_int(ADDRESS)
OLDEST = Rules()
TTL = 600
SMALLEST_UDP = 512
MOST_WAITING = 1024  # queries that wait for other servers' answers at a time (maxConcurrent)
REVERSE, REVERSE_IPV6 = ".in-addr.arpa", ".ip6.arpa"
OUTPUT, POSTROUTING = "DOCKER_OUTPUT", "DOCKER_POSTROUTING"


class Lookup(Protocol):
    """What the server asks about the container's networks."""

    ndots_given: bool

    @property
    def leads_outside(self) -> bool:
        """Whether the container has a default route."""

    def addresses_of(self, name: str) -> list[int]:
        """The addresses of a name on the container's networks."""

    def name_of(self, ip: int) -> str:
        """The name of an address there, with the network's, or ``""``."""


class EmbeddedDns:
    """One container's DNS server.

    Parameters
    ----------
    ns : NetNs
        The container's namespace.
    lookup : Lookup
        Who knows the names.
    upstreams : sequence of Upstream
        Whom to ask for the rest.
    owner : Owner
        dockerd, whose sockets these are.
    rules : Rules
        The release's: which answers of upstream servers are final.
    """

    __slots__ = (
        "_forwarded",
        "_owner",
        "_rules",
        "_stopped",
        "_tcp",
        "_tcp_port",
        "_udp",
        "_udp_port",
        "lookup",
        "ns",
        "upstreams",
    )

    def __init__(
        self, ns: NetNs, lookup: Lookup, upstreams: Sequence[Upstream], owner: Owner, rules: Rules = OLDEST
    ) -> None:
        self.ns = ns
        self.lookup = lookup
        self.upstreams = upstreams
        self._forwarded: Sequence[Forwarding] = ()
        self._owner = owner
        self._rules = rules
        self._udp: UdpSocket | None = None
        self._tcp: Listener | None = None
        self._stopped = False
        ns.host.identity.stream("dns-shuffle")  # a machine has these numbers from its first server on
        if ns.has_sockets or not ns.lo.up:
            self._bind()
        else:  # nobody else holds a port: the sockets can come when somebody looks
            ports = ephemeral_ports(ns)
            self._udp_port, self._tcp_port = draw_port(ns, UDP_PORTS, ports), draw_port(ns, TCP_PORTS, ports)
        ns.serve(self)

    def _bind(self) -> None:
        self._udp = self.ns.sockets.udp(owner=self._owner)
        self._udp.bind(IP, 0)
        self._udp.on_datagram = self._datagram
        self._tcp = self.ns.sockets.listen(IP, 0, self._connection, owner=self._owner)
        self._udp_port, self._tcp_port = self._udp.port, self._tcp.port

    def open_sockets(self, sockets: SocketTable) -> None:
        """Have the sockets that were not looked at up to now."""
        if self._udp is None and not self._stopped:
            self._udp = sockets.bound_udp(IP, self._udp_port, self._owner)
            self._udp.on_datagram = self._datagram
            self._tcp = sockets.bound_listener(IP, self._tcp_port, self._connection, self._owner)

    def put_rules(self, nf: Netfilter) -> None:
        """Each rule is inserted on top, tcp after udp."""
        from dockernet_sim.iptables.edit import Editor
        from dockernet_sim.iptables.made import destination_rule, jump_for, source_rule

        editor = Editor(nf)
        for builtin, chain in (("OUTPUT", OUTPUT), ("POSTROUTING", POSTROUTING)):
            try:
                editor.new_chain("nat", chain)
                editor.put("nat", builtin, jump_for(IP, editor.chain("nat", chain)))
            except IptablesError:
                editor.flush("nat", chain)
        for proto, port in (("udp", self._udp_port), ("tcp", self._tcp_port)):
            editor.put("nat", OUTPUT, destination_rule(self.ns, proto, IP, 53, port))
            editor.put("nat", POSTROUTING, source_rule(self.ns, proto, IP, port, 53))

    def stop(self) -> None:
        """Close the sockets; the rules stay, they go with the namespace."""
        for forwarded in self._forwarded:
            forwarded.stop()
        self._stopped = True
        if self._udp is not None and self._tcp is not None:
            self._udp.close()
            self._tcp.close()

    # -- how questions come ----------------------------------------------------------
    def _datagram(self, data: object, ip: int, port: int) -> None:
        query = as_message(data)
        if query is None or query.question is None or query.qr:
            return
        limit = max(query.edns or 0, SMALLEST_UDP)

        def send(reply: Message) -> None:
            if self._udp is not None and not self._udp.closed:
                self._udp.sendto(reply if reply.size <= limit else reply.truncated(limit), ip, port)

        self.answer(query, send)

    def _connection(self, connection: Connection) -> None:
        received = bytearray()

        def read(data: bytes) -> None:
            received.extend(data)
            while (whole := unframed(bytes(received))) is not None:
                received[:] = whole[1]
                query = as_message(whole[0])
                if query is not None and query.question is not None:
                    self.answer(query, lambda reply: connection.send(framed(reply)), tcp=True)

        connection.on_data = read
        connection.on_close = connection.close

    # -- answers ---------------------------------------------------------------------
    def answer(self, query: Message, send: Callable[[Message], object], tcp: bool = False) -> None:
        """Answer a query: now from the networks' names, or later from an upstream server, or never."""
        own = self.own_answer(query)
        trace, clock = self.ns.trace, self.ns.clock
        if trace.on:
            asked = query.question
            verdict = "forward" if own is None else "answer"
            cause = f"{asked.name} {asked.type}: {own if own is not None else self._servers()}" if asked else ""
            trace.add(clock.t, self.ns.host.name, self.ns.name, "lo", "dns", None, verdict, cause)
        if own is not None:
            send(own)
            return
        if query.question is not None and query.question.type == "PTR" and not _is_reverse(query.question.name):
            return  # an error inside dockerd, which then says nothing
        relay = partial(self._relay, query, send)
        waiting = [each for each in self._forwarded if each.waiting]
        self._forwarded = waiting
        if len(waiting) >= MOST_WAITING:
            return  # as dockerd, whose own address may be among the servers that it asks
        waiting.append(Forwarding(query, self._reachable(), self.ns, self._owner, tcp, relay, self._rules))

    def _reachable(self) -> Sequence[Upstream]:
        """The servers that the release asks for this container."""
        if self._rules.dns_host_always or self.lookup.leads_outside:
            return self.upstreams
        return [each for each in self.upstreams if not each.host]

    def _servers(self) -> str:
        return ", ".join(ip_text(upstream.ip) for upstream in self._reachable()) or "no server"

    @staticmethod
    def _relay(query: Message, send: Callable[[Message], object], reply: Message) -> None:
        send(reply.with_id(query.id))

    def own_answer(self, query: Message) -> Message | None:
        """The answer from the names of the container's networks; None when others have to be asked."""
        assert query.question is not None
        name, kind, _ = query.question
        if kind == "PTR":
            return self._reverse(query, name)
        if kind not in ("A", "AAAA", "MX"):
            return None
        known = self.lookup.addresses_of(name)
        if not known:
            silent = kind != "MX" and self.lookup.ndots_given and "." not in name
            return query.reply(compress=False) if silent else None
        if kind != "A":
            return query.reply(compress=False)  # the name is there, this type of record is not
        if len(known) > 1:
            self.ns.host.identity.stream("dns-shuffle").shuffle(known)
        return _addresses(query.question, query.opcode, query.rd, tuple(known)).with_id(query.id)

    def _reverse(self, query: Message, name: str) -> Message | None:
        try:
            ip = ip_int(".".join(reversed(name[: -len(REVERSE)].split("."))))
        except ValueError:
            return None
        found = self.lookup.name_of(ip) if name.endswith(REVERSE) else ""
        return query.reply(answers=[Record(name, "PTR", TTL, found)], compress=False) if found else None


@lru_cache(maxsize=1024)
def _addresses(question: Question, opcode: int, rd: bool, known: tuple[int, ...]) -> Message:
    """The answer that a name has these addresses, to any such query."""
    records = [Record(question.name, "A", TTL, ip_text(ip)) for ip in known]
    answer = Message(0, question, opcode=opcode, rd=rd).reply(answers=records, compress=False)
    answer.size  # is worked out once for all copies  # noqa: B018
    return answer


def _is_reverse(name: str) -> bool:
    return name.endswith((REVERSE, REVERSE_IPV6))
