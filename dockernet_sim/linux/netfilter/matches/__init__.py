"""The matches that the model knows, by name; those that few rules use are loaded by the first one that does."""

from importlib import import_module

from dockernet_sim.linux.netfilter.matches import icmp, packet, place, ports, state
from dockernet_sim.linux.netfilter.matches.base import MATCHES, Match

RARE = {
    "connlimit": "counted", "connmark": "connmark", "dscp": "tos", "hashlimit": "hashlimit", "owner": "owner",
    "quota": "counted", "recent": "recent", "set": "ipset", "statistic": "counted", "tcpmss": "tos", "tos": "tos",
}  # fmt: skip

__all__ = ["MATCHES", "RARE", "Match", "icmp", "match_named", "packet", "place", "ports", "state"]


def match_named(name: str) -> type[Match] | None:
    """The match that ``-m NAME`` loads; None if the model has none of that name."""
    if name in RARE and name not in MATCHES:
        import_module(f"{__name__}.{RARE[name]}")
    return MATCHES.get(name)
