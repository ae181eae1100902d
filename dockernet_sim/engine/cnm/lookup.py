"""Who a container's DNS server asks: the names of the networks that the container is on, and its own links."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.endpoint import Endpoint


class Lookup:
    """Names as one container sees them: what a sandbox answers its DNS server.

    Endpoints are asked in the sandbox's order, and the first network that knows a name answers alone. ``a.b.c`` is
    tried as a name of any network, then as ``a.b`` of network ``c``, then as ``a`` of network ``b.c``; each time the
    container's own links go first, which are matched letter by letter.
    """

    __slots__ = ()

    endpoints: tuple[Endpoint, ...]

    def addresses_of(self, name: str) -> list[int]:
        """The addresses of a name; none when no network knows it."""
        endpoints = self.endpoints
        for wanted, network in _splits(name.removesuffix(".")):
            within = [each for each in endpoints if each.network.name == network] if network else endpoints
            for endpoint in within:
                if wanted in endpoint.links and (found := self._on(endpoint, endpoint.links[wanted])):
                    return found
            for endpoint in within:
                if wanted not in endpoint.links and (found := self._on(endpoint, wanted)):
                    return found
        return []

    @staticmethod
    def _on(endpoint: Endpoint, name: str) -> list[int]:
        return endpoint.network.records.addresses(name.removesuffix("."))

    def name_of(self, ip: int) -> str:
        """``NAME.NETWORK`` of an address, or ``""``."""
        for endpoint in self.endpoints:
            found = endpoint.network.records.name(ip)
            if found:
                return f"{found}.{endpoint.network.name}"
        return ""


@lru_cache(maxsize=1024)
def _splits(name: str) -> list[tuple[str, str]]:
    """The ways to read a name, each with the network it is of (``""``: any).

    >>> _splits("a.b.c")
    [('a.b.c', ''), ('a.b', 'c'), ('a', 'b.c')]
    """
    labels = name.split(".")
    cuts = range(len(labels) - 1, 0, -1)
    return [(name, ""), *((".".join(labels[:cut]), ".".join(labels[cut:])) for cut in cuts)]
