"""Which host ports are taken (libnetwork's portallocator)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.engine.refusals import Refusals


@dataclass(eq=False)
class _Ports:
    taken: set[int] = field(default_factory=set)
    last: dict[tuple[int, int], int] = field(default_factory=dict)


def _overlap(ip: str, other: str) -> bool:
    """Whether one of two addresses of a family stands for all of it."""
    everywhere = "::" if ":" in ip else "0.0.0.0"
    return everywhere in (ip, other) and (":" in other) == (":" in ip)


class PortAllocator:
    """Host ports, counted apart for each host address and protocol.

    A chosen port is the next free one behind the last one chosen from that range, so that a port which was given back
    is not used again until the search has come round.

    Parameters
    ----------
    first, last : int
        The range of ports that are chosen when the user names none.
    refuse : Refusals, optional
        Words for what it refuses.
    wildcards : bool
        Whether a port of all addresses is taken for each of them, and the other way round.

    Examples
    --------
    >>> ports = PortAllocator(32768, 60999)
    >>> ports.request("0.0.0.0", "tcp"), ports.request("0.0.0.0", "tcp"), ports.request("0.0.0.0", "tcp", 80, 80)
    (32768, 32769, 80)
    """

    def __init__(self, first: int, last: int, refuse: Refusals | None = None, wildcards: bool = False) -> None:
        self.range = (first, last)
        self._wildcards = wildcards
        self._refuse = refuse or Refusals()
        self._ports: dict[tuple[str, str], _Ports] = {}
        self._before = last  # of the default range, the port before the first one that is chosen

    def request(self, ips: str | Sequence[str], proto: str, start: int = 0, end: int = 0) -> int:
        """Take one port of all the addresses: `start` itself, one of a range, or one of the default range.

        Raises
        ------
        ServerError
            ``port-taken`` or ``ports-taken``.
        """
        if end and not start:
            raise ServerError(f"invalid port range: {start}-{end}")
        ips = (ips,) if isinstance(ips, str) else ips
        theirs = [self._ports.setdefault((ip, proto), _Ports()) for ip in ips]
        if start > 0 and start == end:
            holder = self._holder(ips, proto, start)
            if holder is not None:
                raise self._refuse("port-taken", ip=holder, port=start)
            for ports in theirs:
                ports.taken.add(start)
            return start
        first, last = (start, end) if start or end else self.range
        port = theirs[0].last.get((first, last), self._before if (first, last) == self.range else last)
        for _ in range(last - first + 1):
            port = port + 1 if port < last else first
            if self._holder(ips, proto, port) is None:
                for ports in theirs:
                    ports.taken.add(port)
                    ports.last[first, last] = port
                return port
        raise self._refuse("ports-taken")

    def _holder(self, ips: Sequence[str], proto: str, port: int) -> str | None:
        """The address that has taken the port (of several, dockerd names any: a Go map's order)."""
        for ip in ips:
            if port in self._ports[ip, proto].taken:
                return ip
        if not self._wildcards:
            return None
        for (other, kind), ports in self._ports.items():
            if kind == proto and port in ports.taken and any(_overlap(ip, other) for ip in ips):
                return other
        return None

    def next(self, ip: str = "0.0.0.0", proto: str = "tcp") -> int:
        """The port at which the next search of the default range begins."""
        first, last = self.range
        known = self._ports.get((ip, proto))
        port = known.last.get(self.range, self._before) if known is not None else self._before
        return port + 1 if port < last else first

    def begin_at(self, port: int) -> None:
        """Let the next search of the default range begin at a port, for all addresses and protocols."""
        first, last = self.range
        self._before = port - 1 if first < port <= last else last
        for ports in self._ports.values():
            ports.last[self.range] = self._before

    def release(self, ip: str, proto: str, port: int) -> None:
        """Give a port back."""
        self._ports.setdefault((ip, proto), _Ports()).taken.discard(port)
