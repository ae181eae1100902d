"""The rows of ``docker network ls``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from dockernet_sim.shell.formats.table import Rows
from dockernet_sim.shell.formats.units import short_id
from dockernet_sim.shell.templates.show import show
from dockernet_sim.shell.templates.values import Time

HEADERS = {
    "ID": "NETWORK ID", "Name": "NAME", "Driver": "DRIVER", "Scope": "SCOPE", "IPv6": "IPV6",
    "Internal": "INTERNAL", "Labels": "LABELS", "CreatedAt": "CREATED AT",
}  # fmt: skip
TABLE = "{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}"
RAW = "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n"


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key that sorts numbers inside names by their value.

    >>> sorted(["n10", "n9"], key=natural)
    ['n9', 'n10']
    """
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"[0-9]+|[^0-9]+", text)]


def network_rows(networks: list[dict[str, Any]], full: bool) -> Rows:
    """The Engine API's list of networks as rows; `full` is ``--no-trunc``."""
    return Rows("*network.networkContext", HEADERS, (row(network, full) for network in networks), TABLE, raw=RAW)


def later_network_rows(networks: list[dict[str, Any]], full: bool) -> Rows:
    """The same in later clients, which also show whether a network has IPv4."""

    def later(network: dict[str, Any]) -> Mapping[str, Callable[..., Any]]:
        return {**row(network, full), "IPv4": lambda: show(network.get("EnableIPv4", True))}

    rows = [later(network) for network in networks]
    return Rows("*network.networkContext", {**HEADERS, "IPv4": "IPV4"}, rows, TABLE, raw=RAW)


def row(n: dict[str, Any], full: bool) -> Mapping[str, Callable[..., Any]]:
    """One network's values."""
    labels = n.get("Labels") or {}
    ipv4 = {"IPv4": lambda: show(bool(n["EnableIPv4"]))} if "EnableIPv4" in n else {}  # since 28
    return {
        **ipv4,
        "ID": lambda: n["Id"] if full else short_id(n["Id"]),
        "Name": lambda: n["Name"],
        "Driver": lambda: n["Driver"],
        "Scope": lambda: n["Scope"],
        "IPv6": lambda: show(bool(n.get("EnableIPv6"))),
        "Internal": lambda: show(bool(n.get("Internal"))),
        "Labels": lambda: ",".join(f"{key}={value}" for key, value in sorted(labels.items())),
        "Label": lambda name: labels.get(name, ""),
        "CreatedAt": lambda: str(Time(n["Created"])),
    }
