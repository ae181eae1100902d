"""Who holds which local port: conflicts of binds, and ephemeral ports (ip(7), socket(7))."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs

INET, INET6, DUAL = "inet", "inet6", "dual"


class Holder(Protocol):
    """A socket that is bound: ``family`` is inet, inet6, or dual (a socket of ``::`` that takes IPv4 too)."""

    family: str
    ip: int
    port: int


class Ports:
    """The bound ports of one protocol in one namespace."""

    def __init__(self, ns: NetNs, purpose: str) -> None:
        self.ns = ns
        self._purpose = purpose
        self._bound: dict[int, list[Holder]] = {}

    def holders(self, port: int) -> list[Holder]:
        """The sockets bound to a port."""
        return self._bound.get(port, [])

    def check(self, family: str, ip: int, port: int) -> None:
        """Refuse an address and port that overlap with what another socket holds: NetError EADDRINUSE."""
        for other in self.holders(port):
            if {family, other.family} == {INET, INET6}:
                continue
            if not ip or not other.ip or ip == other.ip:
                raise NetError("EADDRINUSE", f"{ip_text(ip)}:{port}")

    def hold(self, holder: Holder) -> None:
        """The socket is bound now."""
        self._bound.setdefault(holder.port, []).append(holder)

    def release(self, holder: Holder) -> None:
        """The socket is bound no more."""
        held = self._bound.get(holder.port, [])
        if holder in held:
            held.remove(holder)
            if not held:
                del self._bound[holder.port]

    def ephemeral(self, taken: set[int] | frozenset[int] = frozenset()) -> int:
        """A free port out of net.ipv4.ip_local_port_range; NetError EADDRINUSE when none is left."""
        low, high = (int(n) for n in self.ns.sysctl["net.ipv4.ip_local_port_range"].split())
        count = high - low + 1
        start = self.ns.host.identity.stream(self._purpose).randrange(max(1, count))
        for step in range(count):
            port = low + (start + step) % count
            if port not in self._bound and port not in taken:
                return port
        raise NetError("EADDRINUSE")
