"""Ports in their short forms: ``[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]``, each of them a range or a number."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple


class Port(NamedTuple):
    """One published port; ``published`` is text, as it may be a range to choose from, or empty for any port."""

    host_ip: str
    published: str
    target: int
    protocol: str


def span(text: str) -> tuple[int, int]:
    """First and last of a range, or of one number.

    Raises
    ------
    ValueError
        When it is no port, or the range runs backwards.
    """
    first, dash, last = text.partition("-")
    low, high = number(first), number(last) if dash else number(first)
    if high < low:
        raise ValueError(f"invalid range specified for port: {text}")
    return low, high


def number(text: str) -> int:
    """A port number."""
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise ValueError(text)
    return int(text)


def short(text: str) -> list[Port]:
    """The ports that a short form means.

    Raises
    ------
    ValueError
        When Compose refuses it, with its words.

    Examples
    --------
    >>> short("127.0.0.1:8080-8081:80-81/udp")
    [Port(host_ip='127.0.0.1', published='8080', target=80, protocol='udp'), Port(host_ip='127.0.0.1', published='8081', target=81, protocol='udp')]
    """  # noqa: E501
    rest, slash, protocol = text.partition("/")
    protocol = protocol.lower() if slash else "tcp"
    address, published, target = parts(rest)
    if not target:
        raise ValueError(f"no port specified: {text}<empty>")
    address = checked_address(address, text)
    try:
        low, high = span(target)
    except ValueError:
        raise ValueError(f"invalid containerPort: {target}") from None
    if protocol not in ("tcp", "udp", "sctp"):
        raise ValueError(f"invalid proto: {protocol}")
    if not published:
        return [Port(address, "", port, protocol) for port in range(low, high + 1)]
    return paired(address, published, (low, high), target, protocol)


def paired(address: str, published: str, inside: tuple[int, int], target: str, protocol: str) -> list[Port]:
    """Ports of the host beside those of the container; one container port may take one of a range."""
    try:
        first, last = span(published)
    except ValueError:
        raise ValueError(f"invalid hostPort: {published}") from None
    low, high = inside
    if last - first != high - low:
        if low != high:
            raise ValueError(f"invalid ranges specified for container and host Ports: {target} and {published}")
        return [Port(address, f"{first}-{last}", low, protocol)]
    return [Port(address, str(first + offset), low + offset, protocol) for offset in range(high - low + 1)]


def parts(text: str) -> tuple[str, str, str]:
    """Address, host part and container part."""
    words = text.split(":")
    if len(words) == 1:
        return "", "", words[0]
    return ":".join(words[:-2]), words[-2], words[-1]


def checked_address(address: str, text: str) -> str:
    """The address without its brackets."""
    if not address:
        return ""
    bare = address[1:-1] if address.startswith("[") and address.endswith("]") else address
    try:
        ipaddress.ip_address(bare.split("%", 1)[0])
    except ValueError:
        raise ValueError(f"invalid IP address: {address}") from None
    return bare
