"""The engine: dockerd on one host, with all its calls."""

from __future__ import annotations

from collections.abc import Iterable

from dockernet_sim.engine.cnm.controller import Controller
from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.daemon.containers import ContainerCalls
from dockernet_sim.engine.daemon.execs import ExecCalls
from dockernet_sim.engine.daemon.imagecalls import ImageCalls
from dockernet_sim.engine.daemon.networks import NetworkCalls
from dockernet_sim.engine.daemon.restart import Restarting
from dockernet_sim.engine.daemon.system import SystemCalls
from dockernet_sim.engine.daemon.updating import UpdateCalls
from dockernet_sim.engine.drivers.base import Machine
from dockernet_sim.engine.flags import parse_flags
from dockernet_sim.engine.images import STANDARD, Image
from dockernet_sim.engine.inspect.network import NetworkFacts
from dockernet_sim.engine.registry import Registry
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.engine.versions import release as find_release
from dockernet_sim.linux.host import Host
from dockernet_sim.programs.task import Place


class Engine(ContainerCalls, ExecCalls, NetworkCalls, ImageCalls, SystemCalls, UpdateCalls, Restarting):
    """A running dockerd.

    Calls are those of the Engine API: plain data in, inspect JSON out, an ApiError with Docker's text and status when
    it refuses. They take no simulated time; what they would take is told by :meth:`seconds`, and callers let it pass.

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
    registry : Registry, optional
        Where it fetches others; without one it fails to, as a machine without the internet.

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
    ) -> None:
        super().__init__(host, find_release(version), parse_flags(flags, find_release(version).flags), images, registry)
        self.flags = flags
        self.controller = Controller(Machine(host, place, self.settings, self.release))
        for network in self.controller.networks:
            self.network_facts[network.id] = NetworkFacts(self.clock.now)

    def _watch_health(self, container: Container) -> None:
        from dockernet_sim.engine.container.health import read_check
        from dockernet_sim.engine.daemon.health import watch

        check = read_check(container.config["Healthcheck"])
        if check is not None:
            watch(self, container, check)

    def __repr__(self) -> str:
        return f"<Engine {self.release.name} on {self.host.name}: {len(self.containers)} containers>"
