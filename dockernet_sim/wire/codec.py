"""Frames as bytes, with correct checksums (RFC 826, 791, 792, 768, 9293, 1071)."""

from __future__ import annotations

import struct
from typing import Any

from dockernet_sim.wire.arp import Arp
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.icmp import Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.numbers import U32
from dockernet_sim.wire.packet import PROTO_TCP, PROTO_UDP, Piece
from dockernet_sim.wire.tcp import Tcp, options_length, sack_of
from dockernet_sim.wire.udp import Udp

FLAGS = {"F": 1, "S": 2, "R": 4, "P": 8, ".": 16, "U": 32, "E": 64, "W": 128}
TIMEVAL = 16


def encode(frame: Frame) -> bytes:
    """A frame as it is on the wire, without the check sequence that network cards strip.

    >>> encode(Frame(0xFFFFFFFFFFFF, 0x0242AC110002, 0x0806, Arp(1, 0x0242AC110002, 0xAC110002, 0, 0xAC110003))).hex()[:28]
    'ffffffffffff0242ac1100020806'
    """  # noqa: E501
    head = frame.dst.to_bytes(6, "big") + frame.src.to_bytes(6, "big") + struct.pack("!H", frame.ethertype)
    payload = frame.payload
    return head + (encode_arp(payload) if isinstance(payload, Arp) else encode_ip(payload))


def encode_arp(arp: Arp) -> bytes:
    """An ARP message for Ethernet and IPv4."""
    head = struct.pack("!HHBBH", 1, 0x0800, 6, 4, arp.op)
    sender = arp.sha.to_bytes(6, "big") + struct.pack("!I", arp.spa)
    return head + sender + arp.tha.to_bytes(6, "big") + struct.pack("!I", arp.tpa)


def encode_ip(packet: IPv4) -> bytes:
    """An IPv4 packet."""
    body = _body(packet)
    fragment = packet.df << 14 | packet.mf << 13 | packet.offset >> 3
    head = struct.pack(
        "!BBHHHBBHII", 0x45, packet.tos, 20 + len(body), packet.ident, fragment, packet.ttl, packet.proto, 0,
        packet.src, packet.dst
    )  # fmt: skip
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body


def _body(packet: IPv4) -> bytes:
    payload = packet.payload
    if isinstance(payload, Piece):
        return _whole(packet, payload.whole)[payload.start : payload.start + payload.length]
    return _whole(packet, payload)


def _whole(packet: IPv4, payload: Any) -> bytes:
    if isinstance(payload, Icmp):
        return encode_icmp(payload)
    if isinstance(payload, Udp):
        return encode_udp(payload, packet.src, packet.dst)
    if isinstance(payload, Tcp):
        return encode_tcp(payload, packet.src, packet.dst)
    return bytes(payload.length)


def encode_icmp(message: Icmp) -> bytes:
    """An echo with ping's pattern in it, or an error with the packet that it quotes."""
    if message.inner is not None:
        data = encode_ip(message.inner)[: message.length - 8]
        rest = struct.pack("!HH", 0, message.mtu)
    else:
        seconds, fraction = divmod(round(message.stamp * 1_000_000), 1_000_000)
        time = struct.pack("<QQ", seconds, fraction) if message.size >= TIMEVAL else b""
        data = time + bytes(i & 255 for i in range(len(time), message.size))
        rest = struct.pack("!HH", message.ident & 0xFFFF, message.seq & 0xFFFF)
    head = struct.pack("!BBH", message.type, message.code, 0) + rest
    return head[:2] + struct.pack("!H", checksum(head + data)) + head[4:] + data


def encode_udp(datagram: Udp, src: int, dst: int) -> bytes:
    """A datagram between two addresses, which its checksum covers."""
    data = content(datagram.data)
    head = struct.pack("!HHHH", datagram.sport, datagram.dport, 8 + len(data), 0)
    found = checksum(_pseudo(src, dst, PROTO_UDP, 8 + len(data)) + head + data)
    return head[:6] + struct.pack("!H", found or 0xFFFF) + data


def encode_tcp(segment: Tcp, src: int, dst: int) -> bytes:
    """A segment between two addresses, which its checksum covers."""
    data, options = content(segment.data), encode_options(segment.options)
    flags = sum(FLAGS[letter] for letter in segment.flags if letter in FLAGS)
    words = 5 + len(options) // 4
    seq, ack = segment.seq & U32, (segment.ack & U32) if "." in segment.flags else 0
    head = struct.pack(
        "!HHIIBBHHH", segment.sport, segment.dport, seq, ack, words << 4, flags, segment.window & 0xFFFF, 0, 0
    )
    whole = head + options + data
    found = checksum(_pseudo(src, dst, PROTO_TCP, len(whole)) + whole)
    return whole[:16] + struct.pack("!H", found) + whole[18:]


def encode_options(text: str) -> bytes:
    """TCP options out of the text that tcpdump prints.

    >>> encode_options("mss 1460,sackOK,nop,nop").hex()
    '020405b404020101'
    """
    out = b"".join(_option(word.split()) for word in text.split(",") if word)
    assert len(out) == options_length(text), text
    return out + b"\0" * (-len(out) % 4)


def _option(words: list[str]) -> bytes:
    name = words[0]
    if name == "mss":
        return struct.pack("!BBH", 2, 4, int(words[1]))
    if name == "wscale":
        return struct.pack("!BBB", 3, 3, int(words[1]))
    if name == "sackOK":
        return b"\x04\x02"
    if name == "TS":
        return struct.pack("!BBII", 8, 10, int(words[2]) & U32, int(words[4]) & U32)
    if name == "sack":
        blocks = sack_of(" ".join(words))
        return struct.pack("!BB", 5, 2 + 8 * len(blocks)) + b"".join(
            struct.pack("!II", left & U32, right & U32) for left, right in blocks
        )
    return b"\x01"


def content(data: Any) -> bytes:
    """The bytes of what a datagram or segment carries."""
    if isinstance(data, bytes):
        return data
    encoded: bytes = data.encode() if hasattr(data, "encode") else bytes(data.size)
    return encoded


def _pseudo(src: int, dst: int, proto: int, length: int) -> bytes:
    return struct.pack("!IIBBH", src, dst, 0, proto, length)


def checksum(data: bytes) -> int:
    """The Internet checksum.

    >>> hex(checksum(bytes.fromhex("45000073000040004011 0000 c0a80001c0a800c7")))
    '0xb861'
    """
    if len(data) % 2:
        data += b"\0"
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
