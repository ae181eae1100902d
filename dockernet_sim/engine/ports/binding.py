"""A port binding: which host port leads to which container port."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

Exposed = tuple[int, str]
PublishOrder = Callable[[Iterable[Exposed], Mapping[Exposed, int]], list[Exposed]]
"""Given what is exposed, and the (highest) host port where one was asked for: the order of publishing"""


class PortBinding(NamedTuple):
    """One binding.

    Parameters
    ----------
    port, proto : int, str
        The container's side.
    host_ip : str
        Empty when the user named none; an address, which may be an IPv6 one, once it is in force.
    host_port, host_port_end : int
        0 lets the engine choose; an end above the start lets it choose from that range.

    Examples
    --------
    >>> str(PortBinding(80, "tcp", "0.0.0.0", 8080))
    '0.0.0.0:8080->80/tcp'
    """

    port: int
    proto: str = "tcp"
    host_ip: str = ""
    host_port: int = 0
    host_port_end: int = 0

    @property
    def ipv6(self) -> bool:
        """Whether the host's side is an IPv6 address."""
        return ":" in self.host_ip

    def __str__(self) -> str:
        return f"{self.host_ip}:{self.host_port}->{self.port}/{self.proto}"


def publish_order(ports: Iterable[Exposed], bound: Mapping[Exposed, int]) -> list[Exposed]:
    """The order in which releases up to 26 publish exposed ports: by host port, by container port, both downwards, tcp
    before udp.

    Several bindings of one port go by host port downwards too.

    Parameters
    ----------
    ports : iterable of (port, protocol)
        What is exposed.
    bound : mapping
        The (highest) host port that was asked for, where one was.

    Examples
    --------
    >>> publish_order([(80, "tcp"), (443, "tcp"), (53, "udp")], {(53, "udp"): 53})
    [(53, 'udp'), (443, 'tcp'), (80, 'tcp')]
    """
    return sorted(ports, key=lambda each: (-bound.get(each, 0), -each[0], each[1]))


def ascending(ports: Iterable[Exposed], bound: Mapping[Exposed, int]) -> list[Exposed]:
    """The order of later releases: those with a host port first, then by container port upwards, tcp before udp.

    >>> ascending([(443, "tcp"), (80, "tcp"), (53, "udp")], {(53, "udp"): 53})
    [(53, 'udp'), (80, 'tcp'), (443, 'tcp')]
    """
    return sorted(ports, key=lambda each: (not bound.get(each, 0), each[0], each[1]))
