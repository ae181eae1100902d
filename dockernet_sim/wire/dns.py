"""DNS messages (RFC 1035, EDNS(0): RFC 6891), printed as tcpdump prints them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from dockernet_sim.wire.dnsdata import read_data, split_strings, write_data
from dockernet_sim.wire.dnsname import (
    DnsError,
    Reader,
    Writer,
    class_name,
    class_number,
    full_name,
    tidy_name,
    type_name,
    type_number,
)

__all__ = ["DnsError", "Message", "Question", "Record", "decode", "query"]

RCODES = ("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET",
    "NOTAUTH",
          "NOTZONE")  # fmt: skip
_SHORT = {
    "NOERROR": "", "FORMERR": " FormErr", "SERVFAIL": " ServFail", "NXDOMAIN": " NXDomain", "NOTIMP": " NotImp",
    "REFUSED": " Refused", "YXDOMAIN": " YXDomain", "YXRRSET": " YXRRSet", "NXRRSET": " NXRRSet", "NOTAUTH": " NotAuth",
    "NOTZONE": " NotZone",
}  # fmt: skip
_LONG_CLASSES = {"CH": "CHAOS", "HS": "HESIOD"}
COOKIE = 10  # the EDNS option that dig sends


class Question(NamedTuple):
    """What is asked: a name (without final dot), a type, a class."""

    name: str
    type: str = "A"
    cls: str = "IN"


@dataclass(frozen=True, slots=True)
class Record:
    """A resource record; `data` is text as in a zone file, names in it without their final dot.

    Examples
    --------
    >>> Record("web.mynet", "A", 600, "172.18.0.2")
    Record(name='web.mynet', type='A', ttl=600, data='172.18.0.2', cls='IN')
    """

    name: str
    type: str
    ttl: int
    data: str
    cls: str = "IN"

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", tidy_name(self.name))
        if self.type in ("CNAME", "NS", "PTR", "MX", "SRV"):
            numbers, space, name = self.data.rpartition(" ")
            object.__setattr__(self, "data", f"{numbers}{space}{tidy_name(name)}")

    @property
    def text(self) -> str:
        """The data as dig prints it: names have their final dot."""
        words = self.data.split(" ")
        if self.type in ("CNAME", "NS", "PTR", "MX", "SRV"):
            words[-1] = full_name(words[-1])
        elif self.type == "SOA":
            words[:2] = [full_name(word) for word in words[:2]]
        return " ".join(words)

    def __str__(self) -> str:
        """As tcpdump prints it within an answer."""
        words = self.text.split(" ")
        if self.type == "MX" and len(words) == 2:
            return f"MX {words[1]} {words[0]}"
        if self.type == "SRV" and len(words) == 4:
            return f"SRV {words[3]}:{words[2]} {words[0]} {words[1]}"
        if self.type == "TXT":
            return "TXT " + " ".join(f'"{piece.decode("utf-8", "replace")}"' for piece in split_strings(self.data))
        known = self.type in ("A", "AAAA", "CNAME", "NS", "PTR")
        return f"{self.type} {self.text}" if known else self.type


@dataclass(unsafe_hash=True)  # not frozen, which would make it twice as dear
class Message:
    """One message; a value, never changed.

    ``edns`` is the UDP size that the OPT record offers (None without one), ``options`` its options as (code, bytes).
    ``compress`` says whether the sender points at names it said before.

    Examples
    --------
    >>> print(query(12345, "web.mynet"))
    12345+ A? web.mynet. (27)
    >>> print(query(7, "web").reply(answers=[Record("web", "A", 600, "172.18.0.2")]))
    7 1/0/0 A 172.18.0.2 (37)
    """

    id: int
    question: Question | None
    answers: tuple[Record, ...] = ()
    authority: tuple[Record, ...] = ()
    additional: tuple[Record, ...] = ()
    rcode: str = "NOERROR"
    opcode: int = 0
    qr: bool = False
    aa: bool = False
    tc: bool = False
    rd: bool = True
    ra: bool = False
    ad: bool = False
    cd: bool = False
    edns: int | None = None
    do: bool = False
    options: tuple[tuple[int, bytes], ...] = ()
    compress: bool = field(default=True, compare=False)

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        known: int | None = self.__dict__.get("_size")
        if known is None:
            if not 0 <= self.id < 65536:
                self.encode()  # which says that it cannot be
            known = self.__dict__["_size"] = _size_of(
                self.question, self.answers, self.authority, self.additional, self.rcode, self.opcode, self.edns,
                self.options, self.compress,
            )  # fmt: skip
        return known

    def reply(
        self,
        rcode: str = "NOERROR",
        answers: list[Record] | tuple[Record, ...] = (),
        aa: bool = False,
        ra: bool = True,
        edns: int | None = None,
        authority: list[Record] | tuple[Record, ...] = (),
        additional: list[Record] | tuple[Record, ...] = (),
        compress: bool = True,
    ) -> Message:
        """An answer to this query: same id, question and rd."""
        return Message(
            self.id, self.question, tuple(answers), tuple(authority), tuple(additional), rcode, self.opcode, qr=True,
            aa=aa,
            rd=self.rd, ra=ra, edns=edns, compress=compress,
        )  # fmt: skip

    def with_id(self, id: int) -> Message:
        """A copy with another id, as forwarders make it."""
        new = object.__new__(Message)
        new.__dict__.update(self.__dict__)
        new.id = id
        return new

    def truncated(self, limit: int) -> Message:
        """This message, or without its records and with tc set when it is longer than `limit` bytes."""
        if self.size <= limit:
            return self
        return replace(self, answers=(), authority=(), additional=(), tc=True)

    # -- bytes ---------------------------------------------------------------
    def encode(self) -> bytes:
        """The message as bytes; :class:`DnsError` when something in it cannot stand in one."""
        out = Writer(self.compress)
        extra = self.edns is not None
        if not 0 <= self.id < 65536 or self.rcode not in RCODES or not 0 <= self.opcode < 16:
            raise DnsError(f"no such id, opcode or rcode: {self.id}, {self.opcode}, {self.rcode}")
        counts = len(self.answers), len(self.authority), len(self.additional) + extra
        out.pack("HHHHHH", self.id, self._flags(), int(self.question is not None), *counts)
        if self.question is not None:
            out.name(self.question.name)
            out.pack("HH", type_number(self.question.type), class_number(self.question.cls))
        for record in (*self.answers, *self.authority, *self.additional):
            _write_record(out, record)
        if self.edns is not None:
            _write_opt(out, self.edns, self.do, self.options)
        return bytes(out.out)

    def _flags(self) -> int:
        bits = (self.qr, 15), (self.aa, 10), (self.tc, 9), (self.rd, 8), (self.ra, 7), (self.ad, 5), (self.cd, 4)
        return sum(1 << bit for on, bit in bits if on) | self.opcode << 11 | RCODES.index(self.rcode)

    # -- text ----------------------------------------------------------------
    def __str__(self) -> str:
        """As tcpdump prints it."""
        return f"{self._answer_text() if self.qr else self._query_text()} ({self.size})"

    def _query_text(self) -> str:
        flags = ("+" if self.rd else "") + ("%" if self.cd else "")
        counts = (
            (len(self.answers), "a"),
            (len(self.authority), "n"),
            (len(self.additional) + (self.edns is not None), "au"),
        )
        extra = "".join(f" [{n}{word}]" for n, word in counts if n)
        if self.question is None:
            return f"{self.id}{flags} [0q]{extra}"
        cls = "" if self.question.cls == "IN" else f" {_LONG_CLASSES.get(self.question.cls, self.question.cls)}"
        return f"{self.id}{flags}{extra} {self.question.type}{cls}? {full_name(self.question.name)}"

    def _answer_text(self) -> str:
        flags = (
            ("*" if self.aa else "") + ("" if self.ra else "-") + ("|" if self.tc else "") + ("$" if self.ad else "")
        )
        extra = len(self.additional) + (self.edns is not None)
        counts = f"{len(self.answers)}/{len(self.authority)}/{extra}"
        answers = "".join(f"{',' if i else ''} {record}" for i, record in enumerate(self.answers))
        none = "" if self.question is not None else " [0q]"
        return f"{self.id}{_SHORT[self.rcode]}{flags}{none} {counts}{answers}"


def query(id: int, name: str, type: str = "A", cls: str = "IN", **fields: object) -> Message:
    """A query for one name; `fields` are further ones of :class:`Message`, such as ``edns=1232``."""
    return Message(id, Question(tidy_name(name), type, cls), **fields)  # type: ignore[arg-type]


@lru_cache(maxsize=1024)
def _size_of(
    question: Question | None,
    answers: tuple[Record, ...],
    authority: tuple[Record, ...],
    additional: tuple[Record, ...],
    rcode: str,
    opcode: int,
    edns: int | None,
    options: tuple[tuple[int, bytes], ...],
    compress: bool,
) -> int:
    """Bytes of messages with these parts: the others always take the same room."""
    like = Message(
        0, question, answers, authority, additional, rcode, opcode, edns=edns, options=options, compress=compress
    )
    return len(like.encode())


def _write_record(out: Writer, record: Record) -> None:
    out.name(record.name)
    out.pack("HHIH", type_number(record.type), class_number(record.cls), record.ttl, 0)
    start = len(out.out)
    write_data(out, record.type, record.data)
    length = len(out.out) - start
    if length > 65535:
        raise DnsError("a record is longer than 65535 bytes")
    out.out[start - 2 : start] = length.to_bytes(2, "big")


def _write_opt(out: Writer, size: int, do: bool, options: tuple[tuple[int, bytes], ...]) -> None:
    out.pack("BHHIH", 0, 41, size, do << 15, sum(4 + len(value) for _, value in options))
    for code, value in options:
        out.pack("HH", code, len(value))
        out.out += value


def decode(data: bytes) -> Message:
    """The message that these bytes are; :class:`DnsError` when they are none."""
    source = Reader(data)
    id, flags, questions, *counts = source.unpack("HHHHHH")
    if questions > 1:
        raise DnsError(f"{questions} questions in one message")
    question = None
    if questions:
        name = source.name()
        kind, cls = source.unpack("HH")
        question = Question(name, type_name(kind), class_name(cls))
    opt: list[tuple[int, bool, tuple[tuple[int, bytes], ...]]] = []
    answers, authority, additional = (tuple(_read_records(source, count, opt)) for count in counts)
    if source.at != len(data):
        raise DnsError("something follows the message")
    if len(opt) > 1 or flags & 15 >= len(RCODES):
        raise DnsError("more than one OPT record, or an unknown rcode")
    edns, do, options = opt[0] if opt else (None, False, ())
    qr, aa, tc, rd, ra, ad, cd = (bool(flags >> bit & 1) for bit in (15, 10, 9, 8, 7, 5, 4))
    return Message(
        id,
        question,
        answers,
        authority,
        additional,
        rcode=RCODES[flags & 15],
        opcode=flags >> 11 & 15,
        qr=qr,
        aa=aa,
        tc=tc,
        rd=rd,
        ra=ra,
        ad=ad,
        cd=cd,
        edns=edns,
        do=do,
        options=options,
        compress=source.compressed or not (answers or authority or additional),
    )


def _read_records(
    source: Reader, count: int, opt: list[tuple[int, bool, tuple[tuple[int, bytes], ...]]]
) -> list[Record]:
    records = []
    for _ in range(count):
        name = source.name()
        kind, cls, ttl, length = source.unpack("HHIH")
        if kind == 41:
            opt.append((cls, bool(ttl >> 15 & 1), _read_options(source.take(length))))
        else:
            records.append(
                Record(name, type_name(kind), ttl, read_data(source, type_name(kind), length), class_name(cls))
            )
    return records


def _read_options(data: bytes) -> tuple[tuple[int, bytes], ...]:
    source, options = Reader(data), []
    while source.at < len(data):
        code, length = source.unpack("HH")
        options.append((code, source.take(length)))
    return tuple(options)
