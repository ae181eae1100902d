"""Network drivers: what a kind of network does on the host. They register themselves by name."""

from dockernet_sim.engine.drivers import absent, single
from dockernet_sim.engine.drivers.bridge import driver

__all__ = ["absent", "driver", "single"]
