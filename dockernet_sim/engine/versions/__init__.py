"""What differs between Docker's releases: data and small strategies, chosen once, when an engine is built."""

from dockernet_sim.engine.versions.version import Version, version

__all__ = ["Version", "version"]
