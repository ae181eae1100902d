"""What ``--driver-opt`` asks of one endpoint: its device's name and sysctls (releases from 28 on)."""

from __future__ import annotations

import re

IFNAME = "com.docker.network.endpoint.ifname"
SYSCTLS = "com.docker.network.endpoint.sysctls"
SYSCTL = re.compile(r"net\.(ipv4|ipv6|mpls)\.([^.]+)\.(?:IFNAME|ifname)\.(.+?)(?:=(.*))?")


def interface_sysctls(options: dict[str, str]) -> tuple[tuple[str, str | None], ...]:
    """``net.ipv4.conf.IFNAME.forwarding=1,...`` of a ``--driver-opt``: names with ``{}`` for the device, and values
    (None for one without)."""
    found = []
    for text in options.get(SYSCTLS, "").split(","):
        match = SYSCTL.fullmatch(text.strip())
        if match:
            found.append((f"net.{match[1]}.{match[2]}.{{}}.{match[3]}", match[4]))
    return tuple(found)


def unreadable_sysctls(options: dict[str, str] | None) -> list[str]:
    """Those that cannot be read."""
    text = (options or {}).get(SYSCTLS, "")
    return [each for each in text.split(",") if each and not SYSCTL.fullmatch(each.strip())]
