"""Filter expressions (pcap-filter(7)): which frames are wanted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from dockernet_sim.programs.services import port_number
from dockernet_sim.programs.tcpdump.bytes import COMPARISON, comparison
from dockernet_sim.sim.errors import DockernetError, NotModelled
from dockernet_sim.wire.address import ip_int, is_multicast, mac_int, mask
from dockernet_sim.wire.arp import Arp
from dockernet_sim.wire.ethernet import ETHERTYPE_ARP, ETHERTYPE_IP, Frame
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_TCP, PROTO_UDP, Piece, is_packet

Test = Callable[[Frame], bool]
PROTOCOLS = {"icmp": PROTO_ICMP, "tcp": PROTO_TCP, "udp": PROTO_UDP}
_WORD = re.compile(r"\(|\)|!|&&|\|\||[^\s()!]+")
_NOT_MODELLED = (
    "vlan",
    "mpls",
    "pppoed",
    "gateway",
    "proto",
    "ip6",
    "rarp",
    "sctp",
    "igmp",
    "inbound",
    "outbound",
    "ifname",
)


BYTES = "@bytes"  # stands for a comparison of bytes among the words


class BadFilter(DockernetError):
    """The expression makes no sense; the text is libpcap's."""


@dataclass(frozen=True)
class Kind:
    """The qualifiers of a primitive: protocol, direction, type."""

    proto: str = ""
    way: str = ""
    type: str = ""


def compile_filter(text: str, resolve: Callable[[str], int | None] = lambda name: None) -> Test:
    """The test that an expression means; `resolve` turns names into addresses.

    Raises
    ------
    BadFilter
        With libpcap's complaint.
    """
    compared: list[Test] = []

    def note(found: re.Match[str]) -> str:
        compared.append(comparison(found))
        opened = found[0].startswith("(") and found[0].count("(") > found[0].count(")")
        return f" {'( ' if opened else ''}{BYTES}{len(compared) - 1} "

    text = COMPARISON.sub(note, text)
    if "[" in text:
        raise NotModelled("this use of single bytes in filters is not modelled")
    words = _WORD.findall(text)
    if not words:
        return lambda frame: True
    parser = _Parser(words, resolve, compared)
    test = parser.expression()
    if parser.rest:
        raise BadFilter("syntax error")
    return test


class _Parser:
    def __init__(self, words: list[str], resolve: Callable[[str], int | None], compared: list[Test]) -> None:
        self.rest = words
        self.compared = compared
        self.resolve = resolve
        self.kind = Kind()

    def _next(self) -> str:
        if not self.rest:
            raise BadFilter("syntax error")
        return self.rest.pop(0)

    def expression(self) -> Test:
        """Terms joined by and, or: both bind alike, from left to right."""
        test = self.term()
        while self.rest and self.rest[0] in ("and", "or", "&&", "||"):
            both = self.rest.pop(0) in ("and", "&&")
            test = _joined(test, self.term(), both)
        return test

    def term(self) -> Test:
        """A primitive, its negation, or something in parentheses."""
        word = self._next()
        if word in ("not", "!"):
            inner = self.term()
            return lambda frame: not inner(frame)
        if word == "(":
            inner = self.expression()
            if self._next() != ")":
                raise BadFilter("syntax error")
            return inner
        if word.startswith(BYTES):
            return self.compared[int(word[len(BYTES) :])]
        return self.primitive(word)

    def primitive(self, word: str) -> Test:
        """Qualifiers and what they are about; a bare name takes the qualifiers of the one before."""
        kind = Kind()
        seen = False
        while True:
            if word in _NOT_MODELLED:
                raise NotModelled(f"filter word {word} is not modelled")
            if word in ("ether", "ip", "arp", *PROTOCOLS):
                kind = replace(kind, proto=word)
            elif word in ("src", "dst"):
                kind = replace(kind, way=word)
                if self.rest[:2] in (["or", "dst"], ["or", "src"], ["and", "dst"], ["and", "src"]):
                    kind = replace(kind, way=f"{word} {self.rest[0]} {self.rest[1]}")
                    del self.rest[:2]
            elif word in ("host", "net", "port", "portrange"):
                kind = replace(kind, type=word)
            else:
                break
            seen = True
            ends = not self.rest or self.rest[0] in ("and", "or", "&&", "||", ")")
            if ends:
                return self._protocol(kind)
            word = self._next()
        if word in ("broadcast", "multicast"):
            return _to_many(word, kind.proto)
        if word in ("less", "greater"):
            return _sized(word, self._next())
        self.kind = kind if seen else self.kind
        return self._about(self.kind, word)

    def _protocol(self, kind: Kind) -> Test:
        if kind.way or kind.type:
            raise BadFilter("syntax error")
        if kind.proto == "arp":
            return lambda frame: frame.ethertype == ETHERTYPE_ARP
        if kind.proto == "ip":
            return lambda frame: frame.ethertype == ETHERTYPE_IP
        if kind.proto == "ether":
            raise BadFilter("syntax error")
        number = PROTOCOLS[kind.proto]
        return lambda frame: is_packet(frame.payload) and frame.payload.proto == number

    def _about(self, kind: Kind, word: str) -> Test:
        if kind.type in ("port", "portrange"):
            return _ports(kind, word)
        if kind.proto == "ether" or word.count(":") == 5:
            return _stations(kind, word)
        if kind.type == "net" or (not kind.type and "/" in word):
            net, plen = _network(word)
            return _addresses(kind, lambda ip: ip & mask(plen) == net)
        ip = self._ip(word)
        return _addresses(kind, lambda other: other == ip)

    def _ip(self, word: str) -> int:
        try:
            return ip_int(word)
        except ValueError:
            pass
        found = self.resolve(word)
        if found is None:
            raise BadFilter(f"unknown host '{word}'" if self.kind.type else "syntax error")
        return found


def _joined(one: Test, two: Test, both: bool) -> Test:
    if both:
        return lambda frame: one(frame) and two(frame)
    return lambda frame: one(frame) or two(frame)


def _network(word: str) -> tuple[int, int]:
    address, _, plen = word.partition("/")
    parts = address.split(".")
    try:
        bits = int(plen) if plen else 8 * len(parts)
        net = ip_int(".".join(parts + ["0"] * (4 - len(parts))))
    except ValueError:
        raise BadFilter(f"unknown network '{word}'") from None
    if net & mask(bits) != net:
        raise BadFilter(f'non-network bits set in "{word}"')
    return net, bits


def _either(way: str, source: bool, target: bool) -> bool:
    if way in ("src", "dst"):
        return source if way == "src" else target
    return (source and target) if " and " in way else (source or target)


def _addresses(kind: Kind, fits: Callable[[int], bool]) -> Test:
    def test(frame: Frame) -> bool:
        packet = frame.payload
        if isinstance(packet, Arp):
            return kind.proto in ("", "arp") and _either(kind.way, fits(packet.spa), fits(packet.tpa))
        if not is_packet(packet) or kind.proto == "arp":
            return False
        wanted = PROTOCOLS.get(kind.proto, packet.proto)
        return packet.proto == wanted and _either(kind.way, fits(packet.src), fits(packet.dst))

    return test


def _ports(kind: Kind, word: str) -> Test:
    first, dash, last = word.partition("-")
    low = port_number(first)
    high = port_number(last) if dash and kind.type == "portrange" else low
    if low is None or high is None:
        raise BadFilter(f"unknown port '{word}'")
    protos = [PROTOCOLS[kind.proto]] if kind.proto in PROTOCOLS else [PROTO_TCP, PROTO_UDP]

    def test(frame: Frame) -> bool:
        packet = frame.payload
        if not is_packet(packet) or packet.proto not in protos or packet.offset:
            return False
        payload: Any = packet.payload.whole if isinstance(packet.payload, Piece) else packet.payload
        return _either(kind.way, low <= payload.sport <= high, low <= payload.dport <= high)

    return test


def _stations(kind: Kind, word: str) -> Test:
    try:
        mac = mac_int(word)
    except ValueError:
        raise BadFilter("syntax error") from None
    return lambda frame: _either(kind.way, frame.src == mac, frame.dst == mac)


def _to_many(word: str, proto: str) -> Test:
    if proto == "ip":
        return lambda frame: frame.ethertype == ETHERTYPE_IP and is_multicast(frame.payload.dst)
    if word == "broadcast":
        return lambda frame: frame.dst == 0xFFFFFFFFFFFF
    return lambda frame: frame.is_broadcast


def _sized(word: str, number: str) -> Test:
    if not number.isdigit():
        raise BadFilter("syntax error")
    limit = int(number)
    return (lambda frame: frame.length <= limit) if word == "less" else (lambda frame: frame.length >= limit)
