"""The PORTS column of ``docker ps``."""

from __future__ import annotations

from typing import Any


def displayed_ports(ports: list[dict[str, Any]]) -> str:
    """Ports in Docker's order, neighbours of one kind joined to ranges, mappings to another number last.

    >>> displayed_ports([{"IP": "0.0.0.0", "PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"}, {"PrivatePort": 443, "Type": "tcp"}])
    '443/tcp, 0.0.0.0:8080->80/tcp'
    """  # noqa: E501
    ordered = sorted(ports, key=lambda p: (p["PrivatePort"], p.get("IP", ""), p.get("PublicPort", 0), p["Type"]))
    groups: dict[tuple[str, str], tuple[int, int]] = {}
    closed: list[str] = []
    mapped: list[str] = []
    for port in ordered:
        number, address = port["PrivatePort"], port.get("IP", "")
        if address and port.get("PublicPort", 0) != number:
            mapped.append(f"{address}:{port['PublicPort']}->{number}/{port['Type']}")
            continue
        key = (address, port["Type"])
        first, last = groups.get(key, (number, number - 1))
        if number != last + 1:
            closed.append(group_text(key, first, last))
            first = number
        groups[key] = (first, number)
    return ", ".join([*closed, *(group_text(key, *group) for key, group in groups.items()), *mapped])


def group_text(key: tuple[str, str], first: int, last: int) -> str:
    """``0.0.0.0:5000-5002->5000-5002/tcp`` or ``8080/tcp``."""
    address, proto = key
    numbers = str(first) if first == last else f"{first}-{last}"
    return f"{address}:{numbers}->{numbers}/{proto}" if address else f"{numbers}/{proto}"


def bracketed(address: str) -> str:
    """An address in front of a port: IPv6 ones stand in brackets.

    >>> bracketed("::"), bracketed("0.0.0.0")
    ('[::]', '0.0.0.0')
    """
    return f"[{address}]" if ":" in address else address


def bracketed_ports(ports: list[dict[str, Any]]) -> str:
    """The same as later clients write it: IPv6 addresses stand in brackets, and behind IPv4 ones."""
    return displayed_ports(
        [{**port, "IP": bracketed(port.get("IP", ""))} if port.get("IP") else port for port in ports]
    )
