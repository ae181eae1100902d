"""The data of DNS records, as text and as bytes (RFC 1035, RFC 2782, RFC 3596, RFC 3597)."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv6Address

from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.dnsname import DnsError, Reader, Writer, escaped, unescape

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
                value, i = unescape(text, i + 1)
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
    return " ".join('"' + escaped(piece, b'"\\', 0x20) + '"' for piece in pieces)
