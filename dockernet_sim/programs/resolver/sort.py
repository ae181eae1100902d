"""The order in which getaddrinfo gives addresses: RFC 6724's rules, as far as they tell IPv4 addresses apart."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import common_plen, in_net, is_link_local, is_loopback

LINK, GLOBAL = 2, 14


def scope(ip: int) -> int:
    """Loopback and 169.254/16 are link-local, all others global (glibc's gai.conf default)."""
    return LINK if is_loopback(ip) or is_link_local(ip) else GLOBAL


def sort_addresses(ns: NetNs, addresses: list[int]) -> list[int]:
    """Reachable ones first, then those whose scope fits the source's, then small scopes,
    then close relatives of the source."""
    if len(addresses) < 2:
        return addresses
    return sorted(addresses, key=lambda ip: _rank(ns, ip))


def _rank(ns: NetNs, ip: int) -> tuple[bool, bool, int, int]:
    try:
        source = ns.ip.source_for(ip)
    except NetError:
        return (True, True, scope(ip), 0)
    plen = next((a.plen for a in ns.ip.addresses if a.ip == source), 0)
    same_subnet = plen > 0 and in_net(ip, source, plen)
    common = common_plen(source, ip) if same_subnet else 0
    return (False, scope(ip) != scope(source), scope(ip), -common)
