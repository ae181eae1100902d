"""Drivers that Docker has and the model has not: what each of them says to a new network."""

from __future__ import annotations

from collections.abc import Mapping

from dockernet_sim.engine.drivers.base import driver
from dockernet_sim.engine.drivers.single import SingleDriver
from dockernet_sim.engine.errors import NO_SWARM, Forbidden, ServerError
from dockernet_sim.sim.errors import NotModelled


class LanDriver(SingleDriver):
    """A driver whose containers are stations of the host's own LAN, through a parent device."""

    def check(self, options: Mapping[str, str], internal: bool) -> None:
        """Without a parent it would hang on a dummy device, and the kernel has no driver for one."""
        if "parent" not in options or internal:
            raise ServerError("operation not supported")
        raise NotModelled(f"the {self.kind} driver is not modelled")


@driver("macvlan")
class MacvlanDriver(LanDriver):
    """Each container has a MAC of its own on the parent."""

    kind = "macvlan"


@driver("ipvlan")
class IpvlanDriver(LanDriver):
    """All containers share the parent's MAC."""

    kind = "ipvlan"


@driver("overlay")
class OverlayDriver(SingleDriver):
    """Networks across the hosts of a swarm."""

    kind = "overlay"

    def check(self, options: Mapping[str, str], internal: bool) -> None:
        """The lab's hosts are no swarm."""
        raise Forbidden(NO_SWARM)
