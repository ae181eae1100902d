"""From a name to records: the search list, and what an answer means (res_search, res_query)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dockernet_sim.programs.resolver.config import ResolvConf
from dockernet_sim.programs.resolver.transport import Asking, Exchange
from dockernet_sim.wire.dns import DnsError, Message

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

NOT_FOUND, NO_DATA, AGAIN, FAIL = "NONAME", "NODATA", "AGAIN", "FAIL"


@dataclass
class Found:
    """Answers to the questions about one full name, or the error (one of NONAME, NODATA, AGAIN, FAIL)."""

    name: str
    messages: list[Message | None] = field(default_factory=list)
    error: str = ""
    servfail: bool = False
    refused: bool = False


def ask(task: Task, conf: ResolvConf, name: str, types: tuple[str, ...]) -> Generator[Any, Any, Found]:
    """Ask about exactly this name."""
    try:
        asking = Asking(task, conf, [(name, type) for type in types])
        for message in asking.queries:
            message.encode()
    except DnsError:
        return Found(name, error=FAIL)
    exchange = yield from asking.run()
    found = _judge(name, exchange)
    record(task, found)
    return found


def _judge(name: str, exchange: Exchange) -> Found:
    if not exchange.answered:
        return Found(name, error=AGAIN, servfail=exchange.servfail, refused=exchange.refused)
    got = [message for message in exchange.messages if message is not None]
    if any(message.rcode == "NOERROR" and message.answers for message in got):
        return Found(name, exchange.messages)
    rcode = next((message.rcode for message in got if message.rcode != "NOERROR"), "NOERROR")
    error = {"NXDOMAIN": NOT_FOUND, "NOERROR": NO_DATA, "SERVFAIL": AGAIN}.get(rcode, FAIL)
    return Found(name, exchange.messages, error)


def record(task: Task, found: Found) -> None:
    """Note in the trace what a look-up ended with."""
    ns = task.ns
    if ns.trace.on:
        asked = next((m.question.type for m in found.messages if m is not None and m.question), "")
        ns.trace.add(
            ns.clock.now, ns.host.name, ns.name, "", "dns", None, found.error or "answer", f"{found.name} {asked}"
        )


def search(task: Task, conf: ResolvConf, name: str, types: tuple[str, ...]) -> Generator[Any, Any, Found]:
    """Ask about a name, with the search list's domains where the dots in it are fewer than ``ndots``."""
    dots, absolute = name.count("."), name.endswith(".")
    first: Found | None = None
    if dots >= conf.ndots or absolute:
        first = yield from ask(task, conf, name.rstrip("."), types)
        if not first.error or absolute:
            return first
    outcome: list[Found] = []
    domains = conf.search or []
    for domain in domains:
        tried = yield from ask(task, conf, name if domain == "." else f"{name}.{domain}", types)
        if not tried.error or tried.refused:
            return tried
        outcome.append(tried)
        if tried.error not in (NOT_FOUND, NO_DATA) and not tried.servfail:
            break
    top_level_too = dots > 0 or not domains or "no-tld-query" not in conf.flags
    if first is None and "." not in domains and top_level_too:
        last = yield from ask(task, conf, name, types)
        if not last.error:
            return last
        outcome.append(last)
    return first or _most_telling(outcome)


def _most_telling(outcome: list[Found]) -> Found:
    """The failure that counts: a name that is known without such data, then a server's failure, then the last."""
    no_data = [found for found in outcome[:-1] if found.error == NO_DATA]
    failed = [found for found in outcome[:-1] if found.servfail]
    return (no_data or failed or outcome[-1:])[0]


def chain(message: Message, type: str) -> tuple[str, list[str], list[str]]:
    """The canonical name, the names before it, and the data of a type, following CNAMEs in an answer."""
    assert message.question is not None
    owner, aliases = message.question.name, []
    data: list[str] = []
    for record in message.answers:
        if record.type == "CNAME" and record.name.lower() == owner.lower():
            aliases.append(record.name)
            owner = record.data
        elif record.type == type and record.name.lower() == owner.lower():
            owner = record.name
            data.append(record.data)
    return owner, aliases, data
