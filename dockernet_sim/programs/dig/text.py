"""dig's way to show a message: sections in columns."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.programs.dig.ask import Reply, full
from dockernet_sim.sim.when import date
from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.dns import COOKIE, Message, Record

TAB = 8
TTL_AT = 24


@dataclass
class Sections:
    """Which parts are shown."""

    comments: bool = True
    question: bool = True
    answer: bool = True
    authority: bool = True
    additional: bool = True
    stats: bool = True
    ttl: bool = True
    cls: bool = True

    @property
    def columns(self) -> tuple[int, int, int]:
        """Where class, type and data begin: further left without a TTL, without a class, or without both."""
        if self.ttl and self.cls:
            return 32, 40, 48
        return (24, 32, 40) if self.ttl or self.cls else (24, 24, 32)

    def all(self, on: bool) -> None:
        """+all and +noall."""
        self.comments = self.question = self.answer = self.authority = self.additional = self.stats = on


def columns(*parts: tuple[int, str]) -> str:
    """Words at columns, reached by tabs; one space where the column is behind already.

    >>> columns((0, "web."), (24, "600"), (32, "IN"))
    'web.\\t\\t\\t600\\tIN'
    """
    text, at = "", 0
    for column, word in parts:
        if text:
            to = max(column, at + 1)
            tabs = to // TAB - at // TAB
            at = (to // TAB) * TAB if tabs else at
            text += "\t" * tabs + " " * (to - at)
            at = to
        text += word
        at += len(word)
    return text


def record_line(record: Record, show: Sections) -> str:
    """One resource record."""
    class_at, type_at, data_at = show.columns
    parts = [(0, full(record.name))]
    if show.ttl:
        parts.append((TTL_AT, str(record.ttl)))
    if show.cls:
        parts.append((class_at, record.cls))
    return columns(*parts, (type_at, record.type), (data_at, record.text))


def message_text(message: Message, show: Sections) -> str:
    """A whole message, as far as it is shown."""
    text = _header(message) if show.comments else ""
    if message.question is not None and show.question:
        asked = message.question
        class_at, type_at, _ = show.columns
        line = columns((0, full(asked.name)), (class_at, asked.cls), (type_at, asked.type))
        text += _section("QUESTION", [f";{line}"], show)
    sections = (
        ("ANSWER", message.answers, show.answer),
        ("AUTHORITY", message.authority, show.authority),
        ("ADDITIONAL", message.additional, show.additional),
    )
    for title, records, shown in sections:
        if records and shown:
            text += _section(title, [record_line(record, show) for record in records], show)
    return text


def _section(title: str, lines: list[str], show: Sections) -> str:
    body = "".join(f"{line}\n" for line in lines)
    return f";; {title} SECTION:\n{body}\n" if show.comments else body


def _header(message: Message) -> str:
    names = ("qr", "aa", "tc", "rd", "ra", "ad", "cd")
    flags = "".join(f" {name}" for name in names if getattr(message, name))
    extra = len(message.additional) + (message.edns is not None)
    counts = (
        f"QUERY: {int(message.question is not None)}, ANSWER: {len(message.answers)}, "
        f"AUTHORITY: {len(message.authority)}, ADDITIONAL: {extra}"
    )
    text = f";; ->>HEADER<<- opcode: QUERY, status: {message.rcode}, id: {message.id}\n;; flags:{flags}; {counts}\n"
    if message.qr and message.rd and not message.ra:
        text += ";; WARNING: recursion requested but not available\n"
    return text + "\n" + _opt(message)


def _opt(message: Message) -> str:
    if message.edns is None:
        return ""
    text = f";; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:{' do' if message.do else ''}; udp: {message.edns}\n"
    for code, value in message.options:
        if code == COOKIE:
            good = " (good)" if message.qr and len(value) > 8 else ""
            text += f"; COOKIE: {value.hex()}{good}\n"
    return text


def stats_text(reply: Reply, port: int, now: float) -> str:
    """The lines behind a message: time, server, date, size."""
    where = ip_text(reply.server)
    return (
        f";; Query time: {int(reply.seconds * 1000)} msec\n"
        f";; SERVER: {where}#{port}({where}) ({'TCP' if reply.tcp else 'UDP'})\n"
        f";; WHEN: {date(now):%a %b %d %H:%M:%S UTC %Y}\n"
        f";; MSG SIZE  rcvd: {reply.message.size}\n\n"
    )
