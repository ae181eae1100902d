"""A port binding: which host port leads to which container port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Exposed = tuple[int, str]


@dataclass(frozen=True, slots=True)
class PortBinding:
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


def publish_order(ports: Mapping[Exposed, Sequence[PortBinding]]) -> list[tuple[Exposed, list[PortBinding]]]:
    """Exposed ports and their bindings in the order in which 20.10 publishes them.

    The higher host port goes first, then the higher container port, then tcp before udp.

    Parameters
    ----------
    ports : mapping
        From each exposed (port, protocol) to the bindings that were asked for, which may be none.

    Examples
    --------
    >>> [port for port, _ in publish_order({(80, "tcp"): [], (443, "tcp"): [], (53, "udp"): [PortBinding(53, "udp", "", 53)]})]
    [(53, 'udp'), (443, 'tcp'), (80, 'tcp')]
    """
    entries = [(each, binding) for each, bindings in ports.items() for binding in bindings or (None,)]
    entries.sort(key=lambda e: (-(e[1].host_port if e[1] else 0), -e[0][0], e[0][1]))
    ordered: dict[Exposed, list[PortBinding]] = {}
    for each, binding in entries:
        ordered.setdefault(each, []).extend([binding] if binding else [])
    return list(ordered.items())
