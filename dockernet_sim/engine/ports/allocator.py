"""Which host ports are taken (libnetwork's portallocator)."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.engine.refusals import Refusals


@dataclass(eq=False)
class _Ports:
    taken: set[int] = field(default_factory=set)
    last: dict[tuple[int, int], int] = field(default_factory=dict)


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

    def request(self, ip: str, proto: str, start: int = 0, end: int = 0) -> int:
        """Take a port: `start` itself, one of a range, or one of the default range.

        Raises
        ------
        ServerError
            ``port-taken`` or ``ports-taken``.
        """
        ports = self._ports.setdefault((ip, proto), _Ports())
        if start > 0 and start == end:
            if self._taken(ip, proto, start):
                raise self._refuse("port-taken", ip=ip, port=start)
            ports.taken.add(start)
            return start
        first, last = (start, end) if start or end else self.range
        port = ports.last.get((first, last), self._before if (first, last) == self.range else last)
        for _ in range(last - first + 1):
            port = port + 1 if port < last else first
            if not self._taken(ip, proto, port):
                ports.taken.add(port)
                ports.last[first, last] = port
                return port
        raise self._refuse("ports-taken")

    def _taken(self, ip: str, proto: str, port: int) -> bool:
        if port in self._ports[ip, proto].taken:
            return True
        everywhere = "::" if ":" in ip else "0.0.0.0"
        return self._wildcards and any(
            port in ports.taken and everywhere in (ip, other) and (":" in other) == (":" in ip)
            for (other, kind), ports in self._ports.items()
            if kind == proto
        )

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
