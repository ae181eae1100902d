"""dnsmasq: a small DNS server that answers from its command line (dnsmasq(8))."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.servers.dnstcp import DnsOverTcp
from dockernet_sim.programs.servers.server import Forever, for_ever, listen, owner
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.dns import Message, Record

EDNS_SIZE = 1232
BACKLOG = 32
VERSION = "dnsmasq-2.90"
_IGNORED = ("no-daemon", "no-hosts", "no-resolv", "bind-interfaces", "pid-file", "conf-file", "keep-in-foreground")


@dataclass
class Answers:
    """What the server knows.

    ``addresses`` maps a domain to the address that it and all names below it have; ``local`` are domains that no other
    server else is asked about (``#``: all of them); ``texts`` are names with a TXT record: other types of theirs have
    no data.
    """

    addresses: dict[str, str] = field(default_factory=dict)
    local: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)

    def answer(self, query: Message) -> Message:
        """The answer to a query."""
        question = query.question
        edns = EDNS_SIZE if query.edns is not None else None
        if question is None or query.opcode:
            return query.reply("NOTIMP", edns=edns)
        name = question.name.lower()
        if question.cls == "CH" and question.type == "TXT" and name == "version.bind":
            return query.reply(answers=[Record(question.name, "TXT", 0, f'"{VERSION}"', "CH")], aa=True, edns=edns)
        if name in self.texts and question.cls == "IN" and question.type in ("TXT", "ANY"):
            record = Record(question.name, "TXT", 0, f'"{self.texts[name]}"')
            return query.reply(answers=[record], aa=True, edns=edns)
        domain = self._domain(name)
        if domain and question.cls == "IN" and question.type in ("A", "ANY"):
            return query.reply(answers=[Record(question.name, "A", 0, self.addresses[domain])], aa=True, edns=edns)
        if name in self.texts and question.cls == "IN":
            return query.reply(edns=edns)
        if "#" in self.local or any(_below(name, domain) for domain in self.local):
            return query.reply("NXDOMAIN", edns=edns)
        return query.reply("REFUSED", edns=edns)  # there are no further servers to ask

    def _domain(self, name: str) -> str:
        """The longest domain with an address that the name is, or lies below."""
        return max((d for d in self.addresses if _below(name, d)), key=len, default="")


def _below(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")


@program("dnsmasq")
def dnsmasq(task: Task) -> Forever | int:
    """``dnsmasq -k --address=/DOMAIN/IP --txt-record=NAME,TEXT --local=/#/ --listen-address=IP``."""
    answers, where = _options(task.args)
    try:
        for ip in where or [0]:
            _serve(task, answers, ip)
    except NetError as error:
        task.err(f"\ndnsmasq: failed to create listening socket for port 53: {error.text}\n")
        return 2
    return for_ever(task)


def _options(args: list[str]) -> tuple[Answers, list[int]]:
    answers, where = Answers(), []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word in ("-C", "-x") and rest:
            rest.pop(0)
            continue
        name, _, value = word.lstrip("-").partition("=")
        parts = value.strip("/").split("/")
        if name == "address" and len(parts) == 2:
            answers.addresses[parts[0].lower()] = parts[1]
        elif name == "txt-record" and "," in value:
            answers.texts[value.partition(",")[0].lower()] = value.partition(",")[2]
        elif name in ("local", "server") and value.startswith("/"):
            answers.local += (parts[0].lower(),)
        elif name == "listen-address":
            where.append(ip_int(value))
        elif name not in _IGNORED and word not in ("-k", "-d", "-R", "-h", "-z"):
            raise NotModelled(f"option {word} is not modelled")
    return answers, where


def _serve(task: Task, answers: Answers, ip: int) -> None:
    socket = task.ns.sockets.udp(owner(task, "dnsmasq", 4))
    task.at_exit.append(socket.close)
    socket.bind(ip, 53)

    def reply(data: object, source: int, port: int) -> None:
        if isinstance(data, Message) and not data.qr:
            answer = answers.answer(data)
            with suppress(NetError):  # an asker that there is no way back to waits in vain
                socket.sendto(answer.truncated(max(512, data.edns or 512)), source, port)

    socket.on_datagram = reply
    listen(task, ip, 53, lambda c: DnsOverTcp(c, answers.answer), "dnsmasq", backlog=BACKLOG, fd=5)
