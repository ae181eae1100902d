"""Which pools the host itself leaves no room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.engine.ipam.defaults import Subnet
from dockernet_sim.engine.names.resolvconf import nameservers_ipv4
from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.address import ip_int, network, width

if TYPE_CHECKING:
    from dockernet_sim.linux.host import Host


def overlaps(one: Subnet, other: Subnet) -> bool:
    """Whether one subnet holds the other.

    >>> overlaps((0x0A000000, 8), (0x0A010000, 16))
    True
    """
    shorter = min(one[1], other[1])
    return network(one[0], shorter) == network(other[0], shorter)


def host_uses(host: Host, pool: Subnet) -> bool:
    """Whether a pool overlaps one of the host's nameservers or on-link routes (20.10.15 and later)."""
    taken = [(ip, width(ip)) for ip in _nameservers(host)]
    taken += [(route.net, route.plen) for route in host.root.ip.fib.routes() if route.scope == "link" and route.plen]
    return any(overlaps(pool, each) for each in taken)


def _nameservers(host: Host) -> list[int]:
    found = []
    for text in nameservers_ipv4(host_resolv_conf(host)):
        try:
            found.append(ip_int(text))
        except ValueError:
            continue
    return found


def host_resolv_conf(host: Host) -> str:
    """The host's /etc/resolv.conf; empty without one."""
    try:
        return host.files.read("/etc/resolv.conf")
    except NetError:
        return ""
