"""Ethernet II frames (RFC 894)."""

from __future__ import annotations

from typing import Any

from dockernet_sim.wire.address import BROADCAST_MAC, mac_text

ETHERTYPE_IP = 0x0800
ETHERTYPE_ARP = 0x0806
HEADER = 14
_NAMES = {ETHERTYPE_IP: "IPv4", ETHERTYPE_ARP: "ARP"}


class Frame:
    """A frame: two MACs, an EtherType and what it carries (an IPv4 or an Arp). Never changed once sent.

    ``length`` is in bytes on the wire, without preamble and checksum.
    """

    __slots__ = ("dst", "ethertype", "length", "payload", "src")

    def __init__(self, dst: int, src: int, ethertype: int, payload: Any) -> None:
        self.dst = dst
        self.src = src
        self.ethertype = ethertype
        self.payload = payload
        self.length: int = HEADER + payload.length

    @property
    def is_broadcast(self) -> bool:
        """Whether all stations should take it (multicast counts)."""
        return self.dst == BROADCAST_MAC or bool(self.dst >> 40 & 1)

    def __str__(self) -> str:
        """As ``tcpdump -n -t -e`` prints it."""
        kind = _NAMES.get(self.ethertype, "Unknown")
        return (
            f"{mac_text(self.src)} > {mac_text(self.dst)}, ethertype {kind} (0x{self.ethertype:04x}), length "
            f"{self.length}: {self.payload}"
        )

    def __repr__(self) -> str:
        return f"<Frame {self}>"

    def flat(self) -> dict[str, Any]:
        """Its fields and those of what it carries, as plain values."""
        return {
            "src_mac": mac_text(self.src),
            "dst_mac": mac_text(self.dst),
            **self.payload.flat(),
            "length": self.length,
        }
