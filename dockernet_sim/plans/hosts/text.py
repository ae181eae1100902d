"""What ``ss``, ``sysctl`` and ``docker version`` print."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dockernet_sim.plans.hosts.dump import Listener

LOCAL = re.compile(r"^\[?(?P<address>[^\s%\]]*)\]?(?:%\S+)?:(?P<port>\d+)$")
PROGRAM = re.compile(r'users:\(\("([^"]+)"')


def listeners(lines: Iterable[str]) -> list[Listener]:
    """Listening sockets from ``ss -ltnup`` with or without its Netid column; IPv6-only ones are left out."""
    found: list[Listener] = []
    proto = "tcp"
    for line in lines:
        words = line.split()
        if words and words[0] in ("tcp", "udp"):
            proto, words = words[0], words[1:]
        elif words and words[0] in ("LISTEN", "UNCONN"):
            proto = "udp" if words[0] == "UNCONN" else "tcp"
        local = LOCAL.match(words[3]) if len(words) > 4 and words[0] in ("LISTEN", "UNCONN") else None
        if local is None or (":" in local["address"] and local["address"] != "::"):
            continue
        program = PROGRAM.search(line)
        address = "" if local["address"] in ("*", "0.0.0.0", "::") else local["address"]
        each = Listener(proto, address, int(local["port"]), program[1] if program else "")
        if each not in found:
            found.append(each)
    return found


def settings(lines: Iterable[str]) -> dict[str, str]:
    """``name = value`` by name."""
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {name.strip().replace("/", "."): value.strip() for name, _, value in pairs}


def server_version(lines: Iterable[str]) -> str:
    """The engine's version out of ``docker version`` or ``docker --version``.

    >>> server_version(["Client:", " Version: 27.1.0", "Server:", " Engine:", "  Version:          28.0.4"])
    '28.0.4'
    """
    server, found = False, ""
    for line in lines:
        short = re.match(r"Docker version ([\d.]+)", line)
        if short:
            return short[1]
        if line.startswith("Server"):
            server = True
        version = re.match(r"\s+Version:\s+(\S+)", line)
        if version and (server or not found):
            if server:
                return version[1]
            found = version[1]
    return found
