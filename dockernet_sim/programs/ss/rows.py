"""The kernel's sockets as rows."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.linux.netns import NetNs
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.wire.address import ip_text

UNCONN, ESTAB, LISTEN = "UNCONN", "ESTAB", "LISTEN"


@dataclass(eq=False)
class Row:
    """One socket: what ss knows of it."""

    netid: str
    state: str
    recv: int
    send: int
    family: str
    ip: int
    port: int
    remote_ip: int
    remote_port: int
    owner: Owner | str

    @property
    def ipv6(self) -> bool:
        """Whether the kernel counts it among the IPv6 sockets."""
        return self.family != "inet"

    def local(self) -> str:
        """The local address."""
        return self._address(self.ip)

    def peer(self) -> str:
        """The peer's address."""
        return self._address(self.remote_ip)

    def _address(self, ip: int) -> str:
        if ip:
            return f"[::ffff:{ip_text(ip)}]" if self.ipv6 else ip_text(ip)
        return {"inet": "0.0.0.0", "inet6": "[::]"}.get(self.family, "*")


def udp_rows(ns: NetNs) -> list[Row]:
    """All UDP sockets, IPv4 first."""
    rows = [
        Row(
            "udp", ESTAB if s.remote_port else UNCONN, 0, 0, s.family, s.ip, s.port, s.remote_ip, s.remote_port, s.owner
        )
        for s in reversed(ns.sockets.udp_sockets())
    ]
    return sorted(rows, key=lambda row: row.ipv6)


def tcp_rows(ns: NetNs) -> list[Row]:
    """All TCP sockets: of each family first those that listen."""
    rows = [
        Row("tcp", LISTEN, 0, listener.backlog, listener.family, listener.ip, listener.port, 0, 0, listener.owner)
        for listener in reversed(ns.sockets.listeners())
    ]
    for c in ns.sockets.connections():
        owner = c.owner if c.state != "TIME-WAIT" else ""
        waiting = c.state == "TIME-WAIT"
        recv, send = (0, 0) if waiting else (c.receiver.unread, c.sender.unacked)
        rows.append(Row("tcp", c.state, recv, send, c.family, c.ip, c.port, c.remote_ip, c.remote_port, owner))
    return sorted(rows, key=lambda row: row.ipv6)
