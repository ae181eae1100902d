"""The matches that the model knows, by name; each is loaded by the first rule that has it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from dockernet_sim.iptables.matches.base import MATCHES, Match

if TYPE_CHECKING:
    from dockernet_sim.linux.host import Host

MODULES = {
    "addrtype": "place", "comment": "packet", "connlimit": "counted", "connmark": "packet", "conntrack": "state",
    "dscp": "tos", "hashlimit": "hashlimit", "icmp": "icmp", "iprange": "place", "length": "packet", "limit": "packet",
    "mac": "place", "mark": "packet", "multiport": "ports", "owner": "owner", "physdev": "place", "pkttype": "place",
    "quota": "counted", "recent": "recent", "sctp": "ports", "set": "ipset", "state": "state", "statistic": "counted",
    "tcp": "ports", "tcpmss": "tos", "tos": "tos", "ttl": "packet", "udp": "ports",
}  # fmt: skip

__all__ = ["MATCHES", "MODULES", "Match", "match_named"]


def match_named(name: str, host: Host | None = None) -> type[Match] | None:
    """The match that ``-m NAME`` loads, on a machine that may have an extension's; None if there is none."""
    if name not in MATCHES and name in MODULES:
        import_module(f"{__name__}.{MODULES[name]}")
    if host is not None and name in host.matches:
        return cast("type[Match]", host.matches[name])
    return MATCHES.get(name)
