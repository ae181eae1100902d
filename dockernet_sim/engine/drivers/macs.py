"""Which MACs Docker gives to bridges and to containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from dockernet_sim.wire.address import mac_of

if TYPE_CHECKING:
    from dockernet_sim.sim.identity import Identity

DOCKER = 0x0242  # the first two bytes of every MAC that releases up to 27 make


class Macs(Protocol):
    """A release's choice; ``--mac-address`` goes before it."""

    def bridge(self, identity: Identity) -> int:
        """A new bridge's."""

    def endpoint(self, identity: Identity, ip: int) -> int:
        """An endpoint's, which has the address `ip`; asked anew each time a container starts."""


class AtRandom:
    """46 random bits, locally administered, and new ones at each start (releases from 28 on)."""

    def bridge(self, identity: Identity) -> int:
        """As for containers."""
        return identity.mac("bridge-mac")

    def endpoint(self, identity: Identity, ip: int) -> int:
        """Whatever the address is."""
        return identity.mac("endpoint-mac")


class FromAddress:
    """``02:42:`` and the address: same address, same MAC; bridges have random digits behind ``02:42:``."""

    def bridge(self, identity: Identity) -> int:
        """``02:42:`` and 32 random bits."""
        return identity.mac("bridge-mac", DOCKER)

    def endpoint(self, identity: Identity, ip: int) -> int:
        """``02:42:ac:11:00:02`` for 172.17.0.2."""
        return mac_of(DOCKER, ip)
