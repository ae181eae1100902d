"""Who holds which local port: conflicts of binds, and ephemeral ports (ip(7), socket(7))."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from random import Random

    from dockernet_sim.linux.netns import NetNs

PORT_RANGE = "net.ipv4.ip_local_port_range"
UDP_PORTS, TCP_PORTS = "udp-port", "tcp-port"  # the streams of random numbers that they come from
INET, INET6, DUAL = "inet", "inet6", "dual"


class Holder(Protocol):
    """A socket that is bound: ``family`` is inet, inet6, or dual (a socket of ``::`` that takes IPv4 too)."""

    family: str
    ip: int
    port: int


class Ports:
    """The bound ports of one protocol in one namespace."""

    __slots__ = ("_choice", "_generation", "_purpose", "_stream", "bound", "ns")

    def __init__(self, ns: NetNs, purpose: str) -> None:
        self.ns = ns
        self._purpose = purpose
        self._choice, self._generation = range(0), -1  # the ephemeral ports, of that configuration
        self._stream: Random | None = None
        self.bound: dict[int, list[Holder]] = {}

    def holders(self, port: int) -> list[Holder]:
        """The sockets bound to a port."""
        return self.bound.get(port, [])

    def check(self, family: str, ip: int, port: int) -> None:
        """Refuse an address and port that overlap with what another socket holds: NetError EADDRINUSE."""
        for other in self.holders(port):
            if {family, other.family} == {INET, INET6}:
                continue
            if not ip or not other.ip or ip == other.ip:
                raise NetError("EADDRINUSE", f"{ip_text(ip)}:{port}")

    def hold(self, holder: Holder) -> None:
        """The socket is bound now."""
        self.bound.setdefault(holder.port, []).append(holder)

    def release(self, holder: Holder) -> None:
        """The socket is bound no more."""
        held = self.bound.get(holder.port, [])
        if holder in held:
            held.remove(holder)
            if not held:
                del self.bound[holder.port]

    def ephemeral(self, taken: set[int] | frozenset[int] = frozenset()) -> int:
        """A free port out of net.ipv4.ip_local_port_range; NetError EADDRINUSE when none is left."""
        ns = self.ns
        if self._generation != ns.generation or self._stream is None:
            self._choice, self._generation = ephemeral_ports(ns), ns.generation
            self._stream = ns.host.identity.stream(self._purpose)
        ports = self._choice
        first = ports.start + below(len(ports), self._stream)
        if first not in self.bound and first not in taken:
            return first
        for port in chain(range(first, ports.stop), range(ports.start, first)):
            if port not in self.bound and port not in taken:
                return port
        raise NetError("EADDRINUSE")


def draw_port(ns: NetNs, purpose: str) -> tuple[range, int]:
    """A namespace's ephemeral ports, and the one to begin with."""
    ports = ephemeral_ports(ns)
    return ports, ports.start + below(len(ports), ns.host.identity.stream(purpose))


def ephemeral_ports(ns: NetNs) -> range:
    """The ports that the kernel chooses from."""
    return _range(ns.sysctl[PORT_RANGE])


@lru_cache
def _range(text: str) -> range:
    low, high = map(int, text.split())
    return range(low, high + 1)


def below(limit: int, stream: Random) -> int:
    """A random number from 0 on below the limit: the same as randrange gives, without its questions."""
    bits = limit.bit_length()
    number = stream.getrandbits(bits)
    while number >= limit:
        number = stream.getrandbits(bits)
    return number
