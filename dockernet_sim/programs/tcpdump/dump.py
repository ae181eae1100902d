"""What -A, -x and -X show of a packet, and the file that -w writes and -r reads (pcap-savefile(5))."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from dockernet_sim.sim.when import EPOCH_SECONDS
from dockernet_sim.vfs.files import File
from dockernet_sim.wire.arp import Arp
from dockernet_sim.wire.codec import encode, encode_arp, encode_ip
from dockernet_sim.wire.ethernet import Frame

MAGIC, ETHERNET = 0xA1B2C3D4, 1
Seen = tuple[float, Frame]


def payload_bytes(frame: Frame) -> bytes:
    """A frame without its Ethernet header."""
    packet = frame.payload
    return encode_arp(packet) if isinstance(packet, Arp) else encode_ip(packet)


def _graph(byte: int) -> str:
    return chr(byte) if 33 <= byte < 127 else "."


def as_text(data: bytes) -> str:
    """``-A``: letters as they are, line ends kept, all else as dots.

    >>> as_text(b"GET / \\r\\n\\x01")
    '\\nGET / \\n.'
    """
    kept = data.removesuffix(b"\r").replace(b"\r\n", b"\n")
    return "\n" + "".join(chr(byte) if byte in b"\t \n" else _graph(byte) for byte in kept)


def as_hex(data: bytes, text: bool) -> str:
    """``-x``, and with `text` ``-X``: sixteen bytes a line.

    >>> as_hex(b"\\x45\\x00A", True)
    '\\n\\t0x0000:  4500 41                                  E.A'
    """
    lines = ""
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        words = "".join(f" {row[n : n + 2].hex()}" for n in range(0, len(row), 2))
        lines += f"\n\t0x{at:04x}: {words:<40}  {''.join(map(_graph, row))}" if text else f"\n\t0x{at:04x}: {words}"
    return lines


class CaptureFile(File):
    """A file that ``tcpdump -w`` wrote: its bytes as Latin-1 text, and the frames for ``tcpdump -r``."""

    __slots__ = ("frames",)

    def __init__(self, frames: Iterable[Seen], snapshot: int) -> None:
        self.frames = tuple(frames)
        head = struct.pack("<IHHiIII", MAGIC, 2, 4, 0, 0, snapshot, ETHERNET)
        super().__init__((head + b"".join(map(_record, self.frames))).decode("latin-1"))


def _record(seen: Seen) -> bytes:
    time, frame = seen
    data, moment = encode(frame), round(time * 1_000_000)
    seconds, micro = divmod(moment, 1_000_000)
    return struct.pack("<IIII", EPOCH_SECONDS + seconds, micro, len(data), len(data)) + data
