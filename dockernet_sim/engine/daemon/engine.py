"""The engine: dockerd on one host, with all its calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from dockernet_sim.engine.cnm.controller import Controller
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
from dockernet_sim.engine.drivers.base import Driver, Machine
from dockernet_sim.engine.flags import parse_flags
from dockernet_sim.engine.images import STANDARD, Image
from dockernet_sim.engine.registry import Registry
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.engine.versions import release as find_release
from dockernet_sim.linux.host import Host
from dockernet_sim.programs.task import Place

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon.swarm import Swarm


class Engine:
    """A running dockerd: one object for each kind of resource that the Engine API knows.

    Their calls are those of the Engine API: plain data in, inspect JSON out, an ApiError with Docker's text and status
    when it refuses. They take no simulated time; what they would take is told by the table of routes, and callers let
    it pass.

    Parameters
    ----------
    host : Host
        The machine.
    place : Place
        Its root shell, where docker-proxy runs.
    version : str
        The release's name in the registry.
    flags : str or list of str
        dockerd's command line.
    images : iterable of Image
        What it has from the start.
    drivers : mapping, optional
        Drivers of networks besides the model's own.
    registry : Registry, optional
        Where it fetches others; without one it fails to, as a machine without the internet.

    Attributes
    ----------
    containers, networks, images, volumes, execs, events, system, swarm
        The calls.
    service : Service
        Starts and stops dockerd itself.
    daemon : Daemon
        What dockerd remembers.

    Raises
    ------
    StartError
        When dockerd would not start with these flags.
    NotModelled
        For a release or a flag that has no model.
    """

    def __init__(
        self,
        host: Host,
        place: Place,
        version: str = DEFAULT,
        flags: str | list[str] = "",
        images: Iterable[Image] = STANDARD,
        registry: Registry | None = None,
        drivers: Mapping[str, Callable[[Machine], Driver]] | None = None,
    ) -> None:
        self.host = host
        self.clock = host.clock
        self.release = find_release(version)
        settings = parse_flags(flags, self.release.flags)
        self.controller = Controller(Machine(host, place, settings, self.release, more=drivers or {}))
        daemon = self.daemon = Daemon(host, self.release, settings, self.controller, images)
        names, connections = Names(daemon), Connections(daemon)
        self.events = daemon.events
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
        self.service = Service(daemon, life, stopping, flags)

    @cached_property
    def swarm(self) -> Swarm:
        """The calls of Docker Swarm."""
        from dockernet_sim.engine.daemon.swarm import Swarm  # with the first of them

        return Swarm(self.daemon)

    def __repr__(self) -> str:
        return f"<Engine {self.release.name} on {self.host.name}: {len(self.daemon.containers)} containers>"
