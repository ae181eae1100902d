"""DNS names and numbers, as text and as bytes (RFC 1035, RFC 3597, RFC 4343).

Names are text without the final dot; the root is ``"."``. A dot, backslash or unprintable byte inside a label is
escaped as in zone files (``\\.``, ``\\\\``, ``\\DDD``).
"""

from __future__ import annotations

import struct

from dockernet_sim.sim.errors import DockernetError

TYPES = {
    "A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "HINFO": 13, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33,
    "OPT": 41,
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
            value, i = unescape(name, i + 1)
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


def unescape(text: str, i: int) -> tuple[int, int]:
    """The byte that the characters behind a backslash mean, and where the text goes on."""
    digits = text[i : i + 3]
    if len(digits) == 3 and digits.isascii() and digits.isdigit() and int(digits) < 256:
        return int(digits), i + 3
    if i >= len(text) or ord(text[i]) > 255 or text[i].isdigit():
        raise DnsError(f"a backslash leads nowhere in {text!r}")
    return ord(text[i]), i + 1


def join_name(labels: list[bytes]) -> str:
    """The name that these labels make; the root is ``"."``."""
    return ".".join(escaped(label, b'."\\();@$') for label in labels) or "."


def escaped(data: bytes, special: bytes, plain_from: int = 0x21) -> str:
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
