"""Addresses are integers inside the model; text is made at its face (RFC 791, RFC 4632)."""

from __future__ import annotations

from functools import lru_cache

from dockernet_sim.sim.errors import DockernetError

BROADCAST_MAC = 0xFFFFFFFFFFFF
LIMITED_BROADCAST = 0xFFFFFFFF
_MASKS = tuple((0xFFFFFFFF << (32 - plen)) & 0xFFFFFFFF for plen in range(33))


class BadAddress(DockernetError, ValueError):
    """A text that is no address, MAC or prefix."""


@lru_cache(maxsize=4096)
def ip_int(text: str) -> int:
    """An IPv4 address as an integer.

    >>> ip_int("172.17.0.2")
    2886795266
    """
    parts = text.split(".")
    if len(parts) != 4:
        raise BadAddress(f"not an IPv4 address: {text!r}")
    value = 0
    for part in parts:
        if not (part.isascii() and part.isdigit()) or len(part) > 3 or int(part) > 255:
            raise BadAddress(f"not an IPv4 address: {text!r}")
        value = value << 8 | int(part)
    return value


def ip_text(value: int) -> str:
    """An IPv4 address as dotted text."""
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


def mac_int(text: str) -> int:
    """A MAC address as an integer.

    >>> hex(mac_int("02:42:ac:11:00:02"))
    '0x242ac110002'
    """
    parts = text.split(":")
    if len(parts) != 6 or not all(1 <= len(p) <= 2 for p in parts):
        raise BadAddress(f"not a MAC address: {text!r}")
    return int("".join(p.zfill(2) for p in parts), 16)


def mac_text(value: int) -> str:
    """A MAC address as colon-separated text."""
    digits = f"{value:012x}"
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


def mask(plen: int) -> int:
    """The netmask of a prefix length, as an integer."""
    return _MASKS[plen]


def network(address: int, plen: int) -> int:
    """The first address of the prefix that `address` is in."""
    return address & _MASKS[plen]


def broadcast(address: int, plen: int) -> int:
    """The last address of the prefix that `address` is in."""
    return address | (~_MASKS[plen] & 0xFFFFFFFF)


def parse_cidr(text: str) -> tuple[int, int]:
    """``"10.0.0.5/8"`` as (address, prefix length); a bare address has length 32."""
    address, slash, plen = text.partition("/")
    if not slash:
        return ip_int(address), 32
    if not (plen.isascii() and plen.isdigit()) or int(plen) > 32:
        raise BadAddress(f"not a prefix: {text!r}")
    return ip_int(address), int(plen)


def is_multicast(address: int) -> bool:
    """Whether 224.0.0.0/4 holds the address."""
    return address >> 28 == 14


def is_loopback(address: int) -> bool:
    """Whether 127.0.0.0/8 holds the address."""
    return address >> 24 == 127
