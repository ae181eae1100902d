"""The pools that networks without a ``--subnet`` get theirs from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from dockernet_sim.engine.errors import StartError
from dockernet_sim.wire.address import network, parse_cidr, parse_net, prefix_size, width

Subnet = tuple[int, int]

LOCAL_BASES = (
    ("172.17.0.0/16", 16),
    ("172.18.0.0/16", 16),
    ("172.19.0.0/16", 16),
    ("172.20.0.0/14", 16),
    ("172.24.0.0/14", 16),
    ("172.28.0.0/14", 16),
    ("192.168.0.0/16", 20),
)


def split(base: str, size: int) -> list[Subnet]:
    """A base pool cut into subnets of one prefix length.

    >>> len(split("192.168.0.0/16", 20))
    16
    """
    address, plen = parse_cidr(base)
    if size <= 0 or size < plen or size > width(address):
        raise StartError(
            f"Error initializing network controller: error obtaining controller instance: invalid pools size: {size}"
        )
    first = network(address, plen)
    return [(first + n * prefix_size(first, size), size) for n in range(1 << (size - plen))]


def local_pools(bases: Iterable[tuple[str, int]] = ()) -> list[Subnet]:
    """Docker's own pools, or those of ``--default-address-pool``, in the order in which they are tried."""
    return list(_pools(tuple(bases) or LOCAL_BASES))


@lru_cache(maxsize=16)
def _pools(bases: tuple[tuple[str, int], ...]) -> tuple[Subnet, ...]:
    return tuple(subnet for base, size in bases for subnet in split(base, size))


def own_addresses(engine_id: str) -> Subnet:
    """The unique local addresses of one engine: fd00::/8 with 40 bits of its id's SHA-256 behind it, a /48 (RFC 4193).

    >>> from dockernet_sim.wire.address import ip_text
    >>> ip_text(own_addresses("")[0])
    'fd42:98fc:1c14::'
    """
    bits = int.from_bytes(hashlib.sha256(engine_id.encode()).digest()[:8], "big") & (1 << 40) - 1
    first, _ = parse_net("fd00::/48")
    return first + (bits << 80), 48
