"""Sets of addresses and ports (ipset(8)), which ``-m set`` asks."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.wire.address import WIDTH, ip_int, net_text, network, parse_cidr, prefix_size, width

KINDS = {  # by type: what each part of an entry is
    "hash:ip": ("ip",),
    "hash:net": ("net",),
    "hash:ip,port": ("ip", "port"),
    "hash:net,port": ("net", "port"),
    "hash:ip,port,ip": ("ip", "port", "ip"),
    "hash:net,net": ("net", "net"),
    "bitmap:port": ("port",),
}
PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132, "icmp": 1}
Part = tuple[int, int]  # network and prefix length, or protocol (0: any) and port


@dataclass
class IpSet:
    """One set: its type, the options that it was created with, and its entries as they were written.

    Examples
    --------
    >>> found = IpSet("hash:net", "family inet")
    >>> found.add("10.0.0.0/8")
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

    def add(self, text: str, nomatch: bool = False) -> None:
        """Put an entry in; ValueError for one that is none."""
        for key, written in self._keys(text):
            (self.exceptions if nomatch else self.entries)[key] = written

    def remove(self, text: str) -> bool:
        """Take an entry out; False if it was not there."""
        found = [key for key, _ in self._keys(text) if key in self.entries or key in self.exceptions]
        for key in found:
            self.entries.pop(key, None)
            self.exceptions.pop(key, None)
        return bool(found)

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

    def _keys(self, text: str) -> list[tuple[tuple[Part, ...], str]]:
        if self.six:
            return [((), text)]
        words = text.split(",")
        if len(words) != len(self.parts):
            raise ValueError(text)
        found: list[tuple[Part, ...]] = [()]
        for kind, word in zip(self.parts, words, strict=True):
            found = [(*key, part) for key in found for part in _parts(kind, word)]
        return [(key, text if len(found) == 1 else _written(self.parts, key)) for key in found]


def _parts(kind: str, word: str) -> list[Part]:
    if kind == "port":
        proto, colon, rest = word.rpartition(":")
        first, _, last = rest.partition("-")
        number = PROTOCOLS.get(proto, 0) if colon else PROTOCOLS["tcp"]
        return [(number, port) for port in range(int(first), int(last or first) + 1)]
    if "/" in word:
        address, plen = parse_cidr(word)
        if kind == "ip":
            return (
                [(network(address, plen) + offset, WIDTH) for offset in range(prefix_size(address, plen))]
                if plen >= 20
                else _refuse(word)
            )
        return [(network(address, plen), plen)]
    first, dash, last = word.partition("-")
    if dash:
        if ip_int(last) - ip_int(first) > 65535:
            _refuse(word)
        return [(address, WIDTH) for address in range(ip_int(first), ip_int(last) + 1)]
    return [(ip_int(word), WIDTH)]


def _refuse(word: str) -> list[Part]:
    raise ValueError(word)


def _written(kinds: tuple[str, ...], key: tuple[Part, ...]) -> str:
    names = {number: name for name, number in PROTOCOLS.items()}
    words = []
    for kind, part in zip(kinds, key, strict=True):
        if kind == "port":
            words.append(f"{names.get(part[0], 'all')}:{part[1]}")
        else:
            words.append(net_text(*part))
    return ",".join(words)
