"""The program nslookup, as it is used with a name on its command line."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Any

from dockernet_sim.programs.dig.ask import Asker, How, Reply, legal, reversed_name
from dockernet_sim.programs.dig.command import ILLEGAL, configuration, origins, servers_of
from dockernet_sim.programs.dig.options import CLASSES, TYPES, modelled_type
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.dns import Message, Record

USAGE = """Usage:
   nslookup [-opt ...]             # interactive mode using default server
   nslookup [-opt ...] - server    # interactive mode using 'server'
   nslookup [-opt ...] host        # just look up 'host' using default server
   nslookup [-opt ...] host server # just look up 'host' using 'server'
"""
_WORDS = {
    "CNAME": "canonical name", "PTR": "name", "NS": "nameserver", "MX": "mail exchanger", "TXT": "text",
    "SRV": "service",
}  # fmt: skip
_SOA = ("origin", "mail addr", "serial", "refresh", "retry", "expire", "minimum")


@dataclass
class Settings:
    """What ``-option`` words set."""

    how: How = field(default_factory=lambda: How(edns=None, ad=False, cookie=False))
    type: str = ""
    cls: str = "IN"
    search: bool = True
    domains: list[str] | None = None


@program("nslookup")
def nslookup(task: Task) -> Generator[Any, Any, int]:
    """``nslookup [-type=TYPE] NAME [SERVER]``: exit code 1 when the name is not found or no server answers."""
    settings = Settings()
    words = []
    for word in task.args:
        if word.startswith("-") and len(word) > 1:
            _option(task, settings, word[1:])
        else:
            words.append(word)
    if len(words) > 2:
        task.err(USAGE)
        return 1
    if not words or words[0] == "-":
        raise NotModelled("interactive nslookup is not modelled")
    servers = yield from servers_of(task, words[1] if len(words) > 1 else "", "nslookup")
    if servers is None:
        return 1
    code = yield from _Run(task, settings, servers, words[1] if len(words) > 1 else "").name(words[0])
    if code != ILLEGAL:
        task.out("\n")
    return code


def _option(task: Task, settings: Settings, text: str) -> None:
    name, _, value = text.partition("=")
    if _is(name, "type", 1) or _is(name, "querytype", 1):
        _type(task, settings, value)
    elif _is(name, "class", 2):
        settings.cls = value.upper()[:2] if value.upper() in CLASSES else settings.cls
    elif _is(name, "port", 2) and value.isdigit():
        settings.how = replace(settings.how, port=int(value))
    elif _is(name, "timeout", 2) and value.isdigit():
        settings.how = replace(settings.how, patience=int(value))
    elif _is(name, "retry", 3) and value.isdigit():
        settings.how = replace(settings.how, tries=max(1, int(value)))
    elif name in ("vc", "novc"):
        settings.how = replace(settings.how, tcp=name == "vc")
    elif _is(name, "recurse", 3) or _is(name, "norecurse", 5):
        settings.how = replace(settings.how, recurse=not name.startswith("no"))
    elif _is(name, "search", 3) or _is(name, "nosearch", 5):
        settings.search = not name.startswith("no")
    elif _is(name, "domain", 2):
        settings.domains = [value]
    elif name in ("debug", "d2", "all", "sil", "fail", "nofail", "nodebug", "version", "nod2") or _is(
        name, "srchlist", 3
    ):
        if name not in ("fail", "nofail", "nodebug", "nod2", "sil"):
            raise NotModelled(f"option -{name} is not modelled")
    else:
        task.out(f"*** Invalid option: {text}\n")


def _is(name: str, whole: str, least: int) -> bool:
    """Whether a word is the beginning of an option's name."""
    return len(name) >= least and whole.startswith(name)


def _type(task: Task, settings: Settings, value: str) -> None:
    if value.upper() in TYPES:
        settings.type = modelled_type(value.upper())
    else:
        task.out(f"unknown query type: {value}\n")


class _Run:
    def __init__(self, task: Task, settings: Settings, servers: list[int], server: str) -> None:
        self.task, self.settings = task, settings
        self.conf = configuration(task)
        self.server = server
        self.asker = Asker(task, servers, task.out)
        self.default = not settings.type
        self._something = False

    def name(self, name: str) -> Generator[Any, Any, int]:
        """Look one name or address up; the exit code."""
        wrong = legal(name)
        if wrong:
            self.task.err(f"nslookup: '{name}' is not a legal name ({wrong})\n")
            return ILLEGAL
        type = self.settings.type or "A"
        ip = _address(name)
        if ip is not None and (self.default or type == "PTR"):
            name, type = reversed_name(ip_text(ip)), "PTR"
        reply = yield from self._search(name, type)
        code = self._show(reply, type)
        if code or reply is None or not (self.default and type == "A"):
            return code
        assert reply.message.question is not None
        second = yield from self._ask(reply.message.question.name, "AAAA", name)
        return self._show(second, "AAAA")

    def _search(self, name: str, type: str) -> Generator[Any, Any, Reply | None]:
        conf = self.conf if self.settings.domains is None else replace(self.conf, search=self.settings.domains)
        names = origins(name, conf, conf.ndots) if self.settings.search else [name]
        reply = None
        for full in names:
            reply = yield from self._ask(full, type, name)
            if reply is None or reply.message.rcode != "NXDOMAIN":
                break
        return reply

    def _ask(self, full: str, type: str, typed: str) -> Generator[Any, Any, Reply | None]:
        message = self.settings.how.message(self.task, full, type, self.settings.cls)
        return (yield from self.asker.ask(message, self.settings.how, typed))

    def _show(self, reply: Reply | None, type: str) -> int:
        if reply is None:
            return 1
        out, message = self.task.out, reply.message
        assert message.question is not None
        if not self.default or type == "A":
            where = ip_text(reply.server)
            out(f"Server:\t\t{self.server or where}\nAddress:\t{where}#{self.settings.how.port}\n\n")
        if message.rcode != "NOERROR":
            out(f"** server can't find {message.question.name}: {message.rcode}\n")
            return 1
        out(self._answers(message, type))
        if not message.aa and type not in ("A", "AAAA"):
            out("\nAuthoritative answers can be found from:\n")
            out("".join(record_text(record) for record in (*message.authority, *message.additional)))
        return 0

    def _answers(self, message: Message, type: str) -> str:
        """The answers; after A and AAAA only what neither has is complained about."""
        assert message.question is not None
        text = "" if message.aa or (self.default and type != "A") else "Non-authoritative answer:\n"
        self._something = self._something or bool(message.answers)
        if not (self._something or (self.default and type == "A")):
            text += f"*** Can't find {message.question.name}: No answer\n"
        return text + "".join(record_text(record) for record in message.answers)


def record_text(record: Record) -> str:
    """A record in nslookup's words."""
    if record.type in ("A", "AAAA"):
        return f"Name:\t{record.name}\nAddress: {record.data}\n"
    if record.type == "SOA":
        pairs = zip(_SOA, record.data.split(" "))
        return f"{record.name}\n" + "".join(f"\t{word} = {value}\n" for word, value in pairs)
    return f"{record.name}\t{_WORDS.get(record.type, record.type)} = {record.text}\n"


def _address(name: str) -> int | None:
    try:
        return ip_int(name)
    except ValueError:
        return None
