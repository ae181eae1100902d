"""ARP: who has this address (RFC 826)."""

from __future__ import annotations

from typing import Any

from dockernet_sim.wire.address import ip_text, mac_text

REQUEST = 1
REPLY = 2


class Arp:
    """One ARP message: operation, sender's and target's hardware and protocol addresses."""

    __slots__ = ("op", "sha", "spa", "tha", "tpa")

    length = 28

    def __init__(self, op: int, sha: int, spa: int, tha: int, tpa: int) -> None:
        self.op = op
        self.sha = sha
        self.spa = spa
        self.tha = tha
        self.tpa = tpa

    def __str__(self) -> str:
        """As tcpdump prints it."""
        if self.op == REPLY:
            return f"Reply {ip_text(self.spa)} is-at {mac_text(self.sha)}, length {self.length}"
        if self.spa == self.tpa and self.tha == 0:
            return f"Request who-has {ip_text(self.tpa)} tell {ip_text(self.spa)}, length {self.length}"
        whom = f" ({mac_text(self.tha)})" if self.tha else ""
        return f"Request who-has {ip_text(self.tpa)}{whom} tell {ip_text(self.spa)}, length {self.length}"

    def __repr__(self) -> str:
        return f"<Arp {self}>"

    def flat(self) -> dict[str, Any]:
        """Its fields as plain values."""
        return {"protocol": "arp", "src": ip_text(self.spa), "dst": ip_text(self.tpa), "length": self.length}
