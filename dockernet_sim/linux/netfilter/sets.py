"""Sets of addresses and ports (ipset(8)), which ``-m set`` asks."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.wire.address import network, width

KINDS = {  # by type: what each part of an entry is
    "hash:ip": ("ip",),
    "hash:net": ("net",),
    "hash:ip,port": ("ip", "port"),
    "hash:net,port": ("net", "port"),
    "hash:ip,port,ip": ("ip", "port", "ip"),
    "hash:net,net": ("net", "net"),
    "bitmap:port": ("port",),
}
Part = tuple[int, int]  # network and prefix length, or protocol (0: any) and port


@dataclass
class IpSet:
    """One set: its type, the options that it was created with, and its entries, each with how it was written.

    Examples
    --------
    >>> from dockernet_sim.wire.address import ip_int
    >>> found = IpSet("hash:net", entries={((ip_int("10.0.0.0"), 8),): "10.0.0.0/8"})
    >>> found.holds(((ip_int("10.1.2.3"), 0),)), found.holds(((ip_int("11.0.0.1"), 0),))
    (True, False)
    """

    type: str
    options: str = ""
    entries: dict[tuple[Part, ...], str] = field(default_factory=dict)
    exceptions: dict[tuple[Part, ...], str] = field(default_factory=dict)

    @property
    def six(self) -> bool:
        """Whether it is for IPv6: no packet of the model is in it."""
        return "inet6" in self.options

    def holds(self, values: tuple[tuple[int, int], ...]) -> bool:
        """Whether a packet's parts are in it: addresses as (address, 0), ports as (protocol, port)."""
        if self.six or any(self._fits(key, values) for key in self.exceptions):
            return False
        if len(values) == 1 and self.parts == ("ip",):
            return ((values[0][0], width(values[0][0])),) in self.entries
        return any(self._fits(key, values) for key in self.entries)

    @property
    def parts(self) -> tuple[str, ...]:
        """What each part of an entry is."""
        return KINDS[self.type]

    def _fits(self, key: tuple[Part, ...], values: tuple[tuple[int, int], ...]) -> bool:
        for kind, part, value in zip(self.parts, key, values, strict=False):
            if kind == "port":
                if part[1] != value[1] or (part[0] and part[0] != value[0]):
                    return False
            elif network(value[0], part[1]) != part[0]:
                return False
        return True
