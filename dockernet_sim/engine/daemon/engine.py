"""The engine: dockerd on one host, with all its calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from dockernet_sim.engine.cnm.controller import Controller
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.drivers.base import Driver, Machine
from dockernet_sim.engine.flags import parse_flags
from dockernet_sim.engine.images import STANDARD, Image
from dockernet_sim.engine.registry import Registry
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.engine.versions import release as find_release
from dockernet_sim.linux.host import Host
from dockernet_sim.programs.task import Place
from dockernet_sim.sim.later import later

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon.containers import Containers
    from dockernet_sim.engine.daemon.execs import Execs
    from dockernet_sim.engine.daemon.images import Images
    from dockernet_sim.engine.daemon.networks import Networks
    from dockernet_sim.engine.daemon.parts import Parts
    from dockernet_sim.engine.daemon.service import Service
    from dockernet_sim.engine.daemon.swarm import Swarm
    from dockernet_sim.engine.daemon.system import System
    from dockernet_sim.engine.daemon.volumes import Volumes


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
        self.daemon = Daemon(host, self.release, settings, self.controller, images)
        self.events = self.daemon.events
        self._given = registry, flags, host.clock.now

    @later
    def _parts(self) -> Parts:
        from dockernet_sim.engine.daemon.parts import Parts  # with the first call of any kind

        return Parts(self.daemon, *self._given)

    @later
    def containers(self) -> Containers:
        """The calls about containers."""
        return self._parts.containers

    @later
    def networks(self) -> Networks:
        """The calls about networks."""
        return self._parts.networks

    @later
    def images(self) -> Images:
        """The calls about images."""
        return self._parts.images

    @later
    def volumes(self) -> Volumes:
        """The calls about volumes."""
        return self._parts.volumes

    @later
    def execs(self) -> Execs:
        """The calls about programs that ``docker exec`` starts."""
        return self._parts.execs

    @later
    def system(self) -> System:
        """The calls about the engine as a whole."""
        return self._parts.system

    @later
    def service(self) -> Service:
        """Starts and stops dockerd itself."""
        return self._parts.service

    @later
    def swarm(self) -> Swarm:
        """The calls of Docker Swarm."""
        from dockernet_sim.engine.daemon.swarm import Swarm  # with the first of them

        return Swarm(self.daemon)

    def __repr__(self) -> str:
        return f"<Engine {self.release.name} on {self.host.name}: {len(self.daemon.containers)} containers>"
