"""Packets in few words: what stands on arrows, in lists and at steps."""

from __future__ import annotations

from typing import Any

from dockernet_sim.wire.address import ip_text, mac_text
from dockernet_sim.wire.arp import REPLY, Arp
from dockernet_sim.wire.dns import Message
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY, Icmp
from dockernet_sim.wire.packet import Packet, Piece, is_packet
from dockernet_sim.wire.tcp import Tcp
from dockernet_sim.wire.udp import Udp

FLAGS = {"S": "SYN", "F": "FIN", "R": "RST", "P": "PSH", ".": "ACK"}


def short(packet: Any) -> str:
    """A frame or packet in a few words.

    >>> short(Arp(1, 0x0242AC110002, 0xAC110002, 0, 0xAC110003))
    'ARP who has 172.17.0.3?'
    """
    if isinstance(packet, Frame):
        packet = packet.payload
    if isinstance(packet, Arp):
        if packet.op == REPLY:
            return f"ARP {ip_text(packet.spa)} is at {mac_text(packet.sha)}"
        return f"ARP who has {ip_text(packet.tpa)}?"
    if is_packet(packet):
        return _ip(packet)
    return str(packet or "")


def kind(packet: Any) -> str:
    """ARP, ICMP, DNS, TCP, UDP or IP; empty for no packet."""
    words = short(packet).split()
    return words[0].rstrip(":") if words else ""


def ends(packet: Any) -> str:
    """``172.17.0.2 → 172.17.0.3``, with ports where there are any."""
    if isinstance(packet, Frame):
        packet = packet.payload
    if isinstance(packet, Arp):
        return f"{ip_text(packet.spa)} → {ip_text(packet.tpa)}"
    if not is_packet(packet):
        return ""
    payload = packet.payload.whole if isinstance(packet.payload, Piece) else packet.payload
    if isinstance(payload, (Tcp, Udp)):
        return f"{ip_text(packet.src)}:{payload.sport} → {ip_text(packet.dst)}:{payload.dport}"
    return f"{ip_text(packet.src)} → {ip_text(packet.dst)}"


def ends_in(text: str) -> str:
    """The same out of a packet's text, as the trace keeps it for NAT.

    >>> ends_in("10.0.0.1.5000 > 10.0.0.2.80: Flags [S], seq 1")
    '10.0.0.1:5000 → 10.0.0.2:80'
    """
    return " → ".join(_with_colon(end) for end in text.partition(": ")[0].split(" > "))


def _with_colon(end: str) -> str:
    address, _, port = end.rpartition(".")
    return f"{address}:{port}" if end.count(".") == 4 else end


def _ip(packet: Packet) -> str:
    payload = packet.payload
    if isinstance(payload, Piece):
        return f"IP fragment at {packet.offset} of {_payload(payload.whole)}"
    return _payload(payload)


def _payload(payload: Any) -> str:
    if isinstance(payload, Icmp):
        if payload.type in (ECHO, ECHO_REPLY):
            return f"ICMP echo {'request' if payload.type == ECHO else 'reply'} {payload.seq}"
        return str(payload).rsplit(", length", 1)[0]
    if isinstance(payload, Tcp):
        flags = "+".join(FLAGS[letter] for letter in payload.flags if letter in FLAGS) or "no flags"
        data = f", {payload.data_length} bytes" if payload.data_length else ""
        return f"TCP {flags}{data}"
    if isinstance(payload, Udp):
        return _dns(payload.data) if isinstance(payload.data, Message) else f"UDP {payload.length - 8} bytes"
    return "IP"


def _dns(message: Message) -> str:
    asked = f"{message.question.type}? {message.question.name}" if message.question is not None else "(no question)"
    if not message.qr:
        return f"DNS {asked}"
    data = ", ".join(record.data for record in message.answers)
    return f"DNS {asked}: {data or message.rcode if message.rcode != 'NOERROR' else data or 'nothing'}"
