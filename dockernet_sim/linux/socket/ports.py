"""Who holds which local port: conflicts of binds, and ephemeral ports (ip(7), socket(7))."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.socket.owner import Owner
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from random import Random

    from dockernet_sim.linux.netns import NetNs

UNPRIVILEGED = "net.ipv4.ip_unprivileged_port_start"
PORT_RANGE = "net.ipv4.ip_local_port_range"
UDP_PORTS, TCP_PORTS = "udp-port", "tcp-port"  # the streams of random numbers that they come from
INET, INET6 = "inet", "inet6"
Key = tuple[int, int, int, int]
"""The ends of a connection: address, port, foreign address, foreign port."""


class Holder(Protocol):
    """A socket that is bound: ``family`` is inet, inet6, or dual (a socket of ``::`` that takes IPv4 too)."""

    family: str
    ip: int
    port: int


Held = TypeVar("Held", bound=Holder)


class Ports(Generic[Held]):
    """The bound ports of one protocol in one namespace."""

    __slots__ = ("_choice", "_generation", "_perturb", "_purpose", "_stream", "bound", "ns")

    def __init__(self, ns: NetNs, purpose: str) -> None:
        self.ns = ns
        self._purpose = purpose
        self._choice, self._generation = range(0), -1  # the ephemeral ports, of that configuration
        self._stream: Random | None = None
        self._perturb: dict[int, int] = {}  # how far the choice for a destination has moved on (table_perturb)
        self.bound: dict[int, list[Held]] = {}

    def holders(self, port: int) -> list[Held]:
        """The sockets bound to a port."""
        return self.bound.get(port, [])

    def sockets(self) -> list[Held]:
        """All bound sockets, by port."""
        return [holder for port in sorted(self.bound) for holder in self.bound[port]]

    def check(self, family: str, ip: int, port: int) -> None:
        """Refuse an address and port that overlap with what another socket holds: NetError EADDRINUSE."""
        for other in self.holders(port):
            if {family, other.family} == {INET, INET6}:
                continue
            if not ip or not other.ip or ip == other.ip:
                raise NetError("EADDRINUSE", f"{ip_text(ip)}:{port}")

    def check_privilege(self, owner: Owner | str, port: int) -> None:
        """Refuse another user than root a port below net.ipv4.ip_unprivileged_port_start: NetError EACCES."""
        if isinstance(owner, Owner) and owner.uid and port < self.ns.sysctl.number(UNPRIVILEGED):
            raise NetError("EACCES", str(port))

    def hold(self, holder: Held) -> None:
        """The socket is bound now."""
        self.bound.setdefault(holder.port, []).append(holder)

    def release(self, holder: Held) -> None:
        """The socket is bound no more."""
        held = self.bound.get(holder.port, [])
        if holder in held:
            held.remove(holder)
            if not held:
                del self.bound[holder.port]

    def _range(self) -> tuple[range, Random]:
        ns = self.ns
        if self._generation != ns.generation or self._stream is None:
            self._choice, self._generation = ephemeral_ports(ns), ns.generation
            self._stream = ns.host.identity.stream(self._purpose)
        return self._choice, self._stream

    def ephemeral(self) -> int:
        """A free port out of net.ipv4.ip_local_port_range; NetError EADDRINUSE when none is left."""
        ports, stream = self._range()
        first = ports.start + below(len(ports), stream)
        if first not in self.bound:
            return first
        for port in chain(range(first, ports.stop), range(ports.start, first)):
            if port not in self.bound:
                return port
        raise NetError("EADDRINUSE")

    def connecting(self, offset: int, usable: Callable[[int], bool]) -> int:
        """A source port for connect(2), chosen as __inet_hash_connect does.

        Parameters
        ----------
        offset : int
            A keyed hash of both addresses and the destination port: where the search for that destination begins.
        usable : callable
            Whether no living connection to the destination has this port.

        Returns
        -------
        int
            A port of the parity of the range's first port (bind(2) takes the others), else one of the other parity.

        Raises
        ------
        NetError
            EADDRNOTAVAIL when every port is taken.
        """
        ports, stream = self._range()
        count = len(ports) & ~1 or 1
        slot = offset & 0xFFFF
        moved = self._perturb.get(slot, 0)
        first = (moved + (offset >> 32)) % count & ~1
        for parity in (0, 1):
            for step in range(0, count - parity, 2):
                port = ports.start + (first + parity + step) % count
                if port not in self.bound and usable(port):
                    self._perturb[slot] = moved + max(step, 2 * below(8, stream)) + 2
                    return port
        raise NetError("EADDRNOTAVAIL")


def draw_port(ns: NetNs, purpose: str, ports: range) -> int:
    """The one of a namespace's ephemeral ports to begin with."""
    return ports.start + below(len(ports), ns.host.identity.stream(purpose))


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
