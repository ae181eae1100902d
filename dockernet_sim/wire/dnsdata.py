"""What DNS messages are made of: names and record data, as text and as bytes (RFC 1035, RFC 3597, RFC 4343).

Names are text without the final dot; the root is ``"."``. A dot, backslash or unprintable byte inside a label is escaped as in
zone files (``\\.``, ``\\\\``, ``\\DDD``).
"""

from __future__ import annotations

import struct
from ipaddress import AddressValueError, IPv6Address

from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.wire.address import ip_int, ip_text

TYPES = {
    "A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "HINFO": 13, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33, "OPT": 41,
    "DS": 43, "RRSIG": 46, "DNSKEY": 48, "SVCB": 64, "HTTPS": 65, "AXFR": 252, "ANY": 255, "CAA": 257,
}  # fmt: skip
TYPE_NAMES = {number: name for name, number in TYPES.items()}
CLASSES = {"IN": 1, "CH": 3, "HS": 4, "ANY": 255}
CLASS_NAMES = {number: name for name, number in CLASSES.items()}
MAX_NAME = 255
MAX_LABEL = 63


class DnsError(DockernetError, ValueError):
    """Not a DNS message, or text that cannot stand in one."""


def type_number(name: str) -> int:
    """The number of a record type: ``A`` is 1, ``TYPE99`` is 99."""
    return _number(name, TYPES, "TYPE")


def class_number(name: str) -> int:
    """The number of a class: ``IN`` is 1, ``CLASS9`` is 9."""
    return _number(name, CLASSES, "CLASS")


def _number(name: str, known: dict[str, int], word: str) -> int:
    if name in known:
        return known[name]
    digits = name[len(word) :]
    if name.startswith(word) and digits.isascii() and digits.isdigit() and int(digits) < 65536:
        return int(digits)
    raise DnsError(f"unknown DNS {word.lower()} {name!r}")


def type_name(number: int) -> str:
    """The name of a record type's number."""
    return TYPE_NAMES.get(number, f"TYPE{number}")


def class_name(number: int) -> str:
    """The name of a class's number."""
    return CLASS_NAMES.get(number, f"CLASS{number}")


# -- names -------------------------------------------------------------------
def split_name(name: str) -> list[bytes]:
    """The labels of a name.

    >>> split_name("www.example.com.")
    [b'www', b'example', b'com']
    """
    if name in (".", ""):
        return []
    labels, label, i = [], bytearray(), 0
    while i < len(name):
        char = name[i]
        if char == "\\":
            value, i = _escape(name, i + 1)
            label.append(value)
        elif char == ".":
            labels.append(bytes(label))
            label = bytearray()
            i += 1
        else:
            label += char.encode("utf-8")
            i += 1
    if label or not name.endswith("."):
        labels.append(bytes(label))
    if not all(0 < len(part) <= MAX_LABEL for part in labels) or sum(len(p) + 1 for p in labels) + 1 > MAX_NAME:
        raise DnsError(f"not a domain name: {name!r}")
    return labels


def _escape(text: str, i: int) -> tuple[int, int]:
    digits = text[i : i + 3]
    if len(digits) == 3 and digits.isascii() and digits.isdigit() and int(digits) < 256:
        return int(digits), i + 3
    if i >= len(text) or ord(text[i]) > 255 or text[i].isdigit():
        raise DnsError(f"a backslash leads nowhere in {text!r}")
    return ord(text[i]), i + 1


def join_name(labels: list[bytes]) -> str:
    """The name that these labels make; the root is ``"."``."""
    return ".".join(_escaped(label, b'."\\();@$') for label in labels) or "."


def _escaped(data: bytes, special: bytes, plain_from: int = 0x21) -> str:
    """Printable text: special characters behind a backslash, what is not printable as \\DDD."""
    text = []
    for byte in data:
        if not plain_from <= byte < 0x7F:
            text.append(f"\\{byte:03d}")
        else:
            text.append(f"\\{chr(byte)}" if byte in special else chr(byte))
    return "".join(text)


def tidy_name(name: str) -> str:
    """A name without its final dot; the root is ``"."``.

    >>> tidy_name("web.mynet."), tidy_name("")
    ('web.mynet', '.')
    """
    if name.endswith(".") and not name.endswith("\\.") and len(name) > 1:
        return name[:-1]
    return name or "."


def full_name(name: str) -> str:
    """A name with its final dot, as dig and tcpdump print it."""
    return name if name == "." else f"{name}."


class Writer:
    """Builds a message; remembers where names stand, to point at them."""

    def __init__(self, compress: bool = True) -> None:
        self.out = bytearray()
        self._compress = compress
        self._seen: dict[tuple[bytes, ...], int] = {}

    def name(self, name: str, compress: bool = True) -> None:
        """A name, or as much of it as was not said before."""
        labels = tuple(split_name(name))
        for i in range(len(labels)):
            rest = labels[i:]
            at = self._seen.get(rest)
            if at is not None and compress and self._compress:
                self.out += struct.pack("!H", 0xC000 | at)
                return
            if at is None and len(self.out) < 0x4000:
                self._seen[rest] = len(self.out)
            self.out += bytes((len(labels[i]),)) + labels[i]
        self.out.append(0)

    def pack(self, layout: str, *values: int) -> None:
        """Numbers in network order."""
        try:
            self.out += struct.pack("!" + layout, *values)
        except struct.error as error:
            raise DnsError(f"a number does not fit: {values}") from error


class Reader:
    """Takes a message apart; never reads outside it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.compressed = False

    def take(self, count: int) -> bytes:
        """So many bytes."""
        piece = self.data[self.at : self.at + count]
        if len(piece) < count:
            raise DnsError("the message ends too early")
        self.at += count
        return piece

    def unpack(self, layout: str) -> tuple[int, ...]:
        """Numbers in network order."""
        layout = "!" + layout
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def name(self) -> str:
        """A name; pointers may only lead back."""
        labels: list[bytes] = []
        length, back, limit = 1, -1, self.at
        while True:
            (size,) = self.take(1)
            if size & 0xC0 == 0xC0:
                target = (size & 0x3F) << 8 | self.take(1)[0]
                if back < 0:
                    back = self.at
                if target >= limit:
                    raise DnsError("a name points forward")
                self.compressed = True
                self.at = limit = target
                continue
            if size > MAX_LABEL:
                raise DnsError("a label is too long")
            if size == 0:
                break
            length += size + 1
            if length > MAX_NAME:
                raise DnsError("a name is too long")
            labels.append(self.take(size))
        if back >= 0:
            self.at = back
        return join_name(labels)


# -- record data -------------------------------------------------------------
_NAMED = ("NS", "CNAME", "PTR")


def write_data(out: Writer, type: str, data: str) -> None:
    """A record's data, from its text."""
    words = data.split()
    if type in _NAMED:
        out.name(data)
    elif type == "A":
        out.pack("I", _ip(data))
    elif type == "AAAA":
        out.out += _ip6(data)
    elif type == "MX" and len(words) == 2:
        out.pack("H", _int(words[0]))
        out.name(words[1])
    elif type == "SRV" and len(words) == 4:
        out.pack("HHH", *(_int(w) for w in words[:3]))
        out.name(words[3], compress=False)
    elif type == "SOA" and len(words) == 7:
        out.name(words[0])
        out.name(words[1])
        out.pack("IIIII", *(_int(w) for w in words[2:]))
    elif type == "TXT" and not data.startswith("\\#"):
        for piece in split_strings(data):
            out.out += bytes((len(piece),)) + piece
    else:
        out.out += _generic(type, data)


def read_data(source: Reader, type: str, length: int) -> str:
    """A record's data, as text."""
    end = source.at + length
    if end > len(source.data):
        raise DnsError("a record ends too late")
    text = _read(source, type, length, end)
    if source.at != end:
        raise DnsError(f"the data of a {type} record has the wrong length")
    return text


def _read(source: Reader, type: str, length: int, end: int) -> str:
    if type in _NAMED:
        return source.name()
    if type == "A" and length == 4:
        return ip_text(source.unpack("I")[0])
    if type == "AAAA" and length == 16:
        return str(IPv6Address(source.take(16)))
    if type == "MX":
        return f"{source.unpack('H')[0]} {source.name()}"
    if type == "SRV":
        return " ".join(str(n) for n in source.unpack("HHH")) + f" {source.name()}"
    if type == "SOA":
        names = f"{source.name()} {source.name()} "
        return names + " ".join(str(n) for n in source.unpack("IIIII"))
    if type == "TXT" and length:
        pieces = []
        while source.at < end:
            pieces.append(source.take(source.take(1)[0]))
        return join_strings(pieces)
    return f"\\# {length} {source.take(length).hex()}".rstrip()


def _int(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise DnsError(f"not a number: {text!r}")
    return int(text)


def _ip(text: str) -> int:
    try:
        return ip_int(text)
    except ValueError as error:
        raise DnsError(str(error)) from error


def _ip6(text: str) -> bytes:
    try:
        return IPv6Address(text).packed
    except AddressValueError as error:
        raise DnsError(f"not an IPv6 address: {text!r}") from error


def _generic(type: str, data: str) -> bytes:
    words = data.split()
    if words[:1] == ["\\#"] and len(words) >= 2:
        try:
            raw = bytes.fromhex("".join(words[2:]))
        except ValueError as error:
            raise DnsError(f"not hexadecimal: {data!r}") from error
        if len(raw) == _int(words[1]):
            return raw
    raise DnsError(f"not the data of a {type} record: {data!r}")


def split_strings(text: str) -> list[bytes]:
    """The character strings of a TXT record's text.

    >>> split_strings('"hello world" "x"')
    [b'hello world', b'x']
    """
    pieces, i = [], 0
    while i < len(text):
        if text[i] == " ":
            i += 1
            continue
        quoted = text[i] == '"'
        i += quoted
        piece = bytearray()
        while i < len(text) and text[i] != ('"' if quoted else " "):
            if text[i] == "\\":
                value, i = _escape(text, i + 1)
                piece.append(value)
            else:
                piece += text[i].encode("utf-8")
                i += 1
        if quoted and i >= len(text):
            raise DnsError(f"a quote is not closed: {text!r}")
        if len(piece) > 255:
            raise DnsError("a character string is longer than 255 bytes")
        pieces.append(bytes(piece))
        i += 1
    return pieces


def join_strings(pieces: list[bytes]) -> str:
    """The text of a TXT record."""
    return " ".join('"' + _escaped(piece, b'"\\', 0x20) + '"' for piece in pieces)
