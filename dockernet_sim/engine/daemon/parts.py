"""What an engine's calls are made of: one object for each kind of resource, and what these share."""

from __future__ import annotations

from dockernet_sim.engine.daemon.connections import Connections
from dockernet_sim.engine.daemon.containers import Containers
from dockernet_sim.engine.daemon.creating import Creating
from dockernet_sim.engine.daemon.execs import Execs
from dockernet_sim.engine.daemon.images import Images
from dockernet_sim.engine.daemon.life import Life
from dockernet_sim.engine.daemon.mounting import Mounting
from dockernet_sim.engine.daemon.names import Names
from dockernet_sim.engine.daemon.networks import Networks
from dockernet_sim.engine.daemon.service import Service
from dockernet_sim.engine.daemon.starting import Starting
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.daemon.stopping import Stopping
from dockernet_sim.engine.daemon.system import System
from dockernet_sim.engine.daemon.volumes import Volumes
from dockernet_sim.engine.registry import Registry


class Parts:
    """The calls of one engine.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    registry : Registry or None
        Where it fetches images.
    flags : str or list of str
        dockerd's command line.
    started : float
        When it started, in simulated seconds.
    """

    def __init__(self, daemon: Daemon, registry: Registry | None, flags: str | list[str], started: float) -> None:
        names, connections = Names(daemon), Connections(daemon)
        self.system = System(daemon)
        self.images = Images(daemon, registry)
        self.volumes = Volumes(daemon)
        self.networks = Networks(daemon, connections)
        self.execs = Execs(daemon, connections)
        mounting = Mounting(daemon, self.volumes)
        creating = Creating(daemon, names, mounting)
        starting = Starting(daemon, connections, mounting)
        life = Life(daemon, names, connections, mounting, starting, self.execs)
        stopping = Stopping(daemon, life)
        self.containers = Containers(daemon, creating, names, starting, life, stopping, self.images)
        self.service = Service(daemon, life, stopping, flags, started)
