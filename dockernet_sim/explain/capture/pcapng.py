"""A small pcapng writer (draft-ietf-opsawg-pcapng):
several interfaces with names, nanoseconds, a comment on each packet."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dockernet_sim.wire.numbers import U32

ETHERNET = 1
SECTION, INTERFACE, PACKET = 0x0A0D0D0A, 1, 6
END, COMMENT, IF_NAME, TSRESOL, USERAPPL, FLAGS = 0, 1, 2, 9, 4, 2
NANOSECONDS = 9
MAX_OPTION = 65535


@dataclass(frozen=True)
class Interface:
    """A device that was listened at."""

    name: str
    description: str = ""


@dataclass(frozen=True)
class Packet:
    """Bytes at a moment (nanoseconds since 1970) at one of the interfaces; `inbound` says which way they went there."""

    time: int
    interface: int
    data: bytes
    comment: str = ""
    inbound: bool = True


def write(
    interfaces: Sequence[Interface], packets: Iterable[Packet], application: str = "dockernet-sim", comment: str = ""
) -> bytes:
    """The whole file; `comment` is about all of it.

    >>> write([Interface("docker0")], [])[:4].hex()
    '0a0d0d0a'
    """
    blocks = [_section(application, comment), *map(_interface, interfaces), *map(_packet, packets)]
    return b"".join(blocks)


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", 12 + len(body))
    return struct.pack("<I", kind) + length + body + length


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def _option(code: int, data: bytes) -> bytes:
    data = data[:MAX_OPTION]
    return struct.pack("<HH", code, len(data)) + _padded(data)


def _text(code: int, text: str) -> bytes:
    return _option(code, text.encode()) if text else b""


def _end() -> bytes:
    return struct.pack("<HH", END, 0)


def _section(application: str, comment: str) -> bytes:
    head = struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)
    return _block(SECTION, head + _text(COMMENT, comment) + _text(USERAPPL, application) + _end())


def _interface(interface: Interface) -> bytes:
    head = struct.pack("<HHI", ETHERNET, 0, 0)
    options = _text(IF_NAME, interface.name) + _text(3, interface.description)
    return _block(INTERFACE, head + options + _option(TSRESOL, bytes([NANOSECONDS])) + _end())


def _packet(packet: Packet) -> bytes:
    size = len(packet.data)
    head = struct.pack("<IIIII", packet.interface, packet.time >> 32, packet.time & U32, size, size)
    options = _text(COMMENT, packet.comment) + _option(FLAGS, struct.pack("<I", 1 if packet.inbound else 2))
    return _block(PACKET, head + _padded(packet.data) + options + _end())
