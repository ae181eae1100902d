"""Header fields of a frame or packet, layer by layer: what is compared before and after."""

from __future__ import annotations

from typing import Any

from dockernet_sim.wire.address import ip_text, mac_text
from dockernet_sim.wire.arp import Arp
from dockernet_sim.wire.dns import Message
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.icmp import Icmp
from dockernet_sim.wire.packet import Packet, Piece, is_packet
from dockernet_sim.wire.tcp import Tcp
from dockernet_sim.wire.udp import Udp

Fields = dict[str, str]
RANK = {"Ethernet": 0, "ARP": 1, "IP": 2}
PROTOCOLS = {1: "ICMP", 6: "TCP", 17: "UDP"}


def fields(packet: Any) -> Fields:
    """``layer.field`` to its value, outermost layer first.

    >>> fields(Arp(1, 0x0242AC110002, 0xAC110002, 0, 0xAC110003))["ARP.target address"]
    '172.17.0.3'
    """
    if isinstance(packet, Frame):
        ether = {"Ethernet.from": mac_text(packet.src), "Ethernet.to": mac_text(packet.dst)}
        return {**ether, **fields(packet.payload)}
    if isinstance(packet, Arp):
        return {
            "ARP.operation": "reply" if packet.op == 2 else "request",
            "ARP.sender MAC": mac_text(packet.sha),
            "ARP.sender address": ip_text(packet.spa),
            "ARP.target MAC": mac_text(packet.tha),
            "ARP.target address": ip_text(packet.tpa),
        }
    return _ip(packet) if is_packet(packet) else {}


def _ip(packet: Packet) -> Fields:
    found = {
        "IP.from": ip_text(packet.src),
        "IP.to": ip_text(packet.dst),
        "IP.TTL": str(packet.ttl),
        "IP.protocol": PROTOCOLS.get(packet.proto, str(packet.proto)),
        "IP.length": str(packet.length),
        "IP.flags": " ".join(word for word, on in (("DF", packet.df), ("MF", packet.mf)) if on) or "none",
    }
    if packet.offset or packet.mf:
        found["IP.offset"] = str(packet.offset)
    payload = packet.payload.whole if isinstance(packet.payload, Piece) else packet.payload
    return {**found, **_payload(payload)}


def _payload(payload: Any) -> Fields:
    if isinstance(payload, Icmp):
        found = {
            "ICMP.type": f"{payload.type}/{payload.code}",
            "ICMP.id": str(payload.ident),
            "ICMP.seq": str(payload.seq),
        }
        return {**found, "ICMP.about": str(payload.inner)} if payload.inner is not None else found
    if isinstance(payload, Tcp):
        return {
            "TCP.from port": str(payload.sport),
            "TCP.to port": str(payload.dport),
            "TCP.flags": payload.flags,
            "TCP.seq": str(payload.seq),
            "TCP.ack": str(payload.ack),
            "TCP.data": f"{payload.data_length} bytes",
        }
    if isinstance(payload, Udp):
        ports = {"UDP.from port": str(payload.sport), "UDP.to port": str(payload.dport)}
        return {**ports, "DNS.message": str(payload.data)} if isinstance(payload.data, Message) else ports
    return {}


def changes(before: Fields, after: Fields) -> list[tuple[str, str, str]]:
    """Each field with its value before and after; fields that are not there are empty.

    What a record does not show stays.
    """
    names = sorted(dict.fromkeys([*after, *before]), key=lambda name: RANK.get(name.partition(".")[0], 3))
    return [(name, before.get(name, ""), after.get(name, before.get(name, ""))) for name in names]
