"""The client: collections of containers, networks and images of one engine."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked, refused
from dockernet_sim.client.containers import ContainerCollection
from dockernet_sim.client.images import ImageCollection
from dockernet_sim.client.lowlevel import LowLevelClient
from dockernet_sim.client.networks import NetworkCollection
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.sim import arguments as must
from dockernet_sim.world.world import World

if TYPE_CHECKING:
    from dockernet_sim.client.events import EventStream


class DockerClient:
    """docker-py's ``DockerClient``, talking to an engine of the model.

    Parameters
    ----------
    world : World
        The machines.
    machine : str
        The one whose engine is meant.
    """

    def __init__(self, world: World, machine: str = "vm") -> None:
        self.api = LowLevelClient(world, machine)
        self.images = ImageCollection(self.api)
        self.networks = NetworkCollection(self.api)
        self.containers = ContainerCollection(self.api, self.networks)
        self.networks.containers = self.containers

    def __repr__(self) -> str:
        return f"<DockerClient of {self.api.machine}>"

    def info(self) -> dict[str, Any]:
        """What ``docker info`` is made of."""
        found: dict[str, Any] = self.api.call("info")
        return found

    def version(self) -> dict[str, Any]:
        """What ``docker version`` is made of."""
        found: dict[str, Any] = self.api.call("version")
        return found

    def ping(self) -> bool:
        """Whether the engine answers."""
        return True

    @asked(
        since=must.maybe(checks.moment),
        until=must.maybe(checks.moment),
        filters=checks.filters,
        decode=must.maybe(must.flag),
    )
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: dict[str, Any] | None = None,
        decode: bool | None = None,
    ) -> EventStream:
        """What ``docker events`` tells, from now on.

        Parameters
        ----------
        since, until : float or datetime, optional
            Seconds since 1970 (an event's ``time``), or dates: what happened since then comes first (the last 256
            events are known); simulated time goes by up to `until` as the stream is read.
        filters : dict, optional
            ``{"type": "container", "event": ["start", "die"]}``; also container, network, image, label, volume, scope.
        decode : bool
            Dictionaries instead of lines of JSON.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> stream = lab.docker.events(filters={"event": ["start", "die"]}, decode=True)
        >>> lab.sh("docker run --rm busybox true").exit
        0
        >>> [event["Action"] for event in stream]
        ['start', 'die']
        """
        from dockernet_sim.client.events import EventStream, simulated

        return EventStream(self.api.world, self.api.machine, simulated(since), simulated(until), filters, bool(decode))

    df = refused("DockerClient.df")
    login = refused("DockerClient.login")
    configs = property(refused("DockerClient.configs"))
    nodes = property(refused("DockerClient.nodes"))
    plugins = property(refused("DockerClient.plugins"))
    secrets = property(refused("DockerClient.secrets"))
    services = property(refused("DockerClient.services"))
    swarm = property(refused("DockerClient.swarm"))
    volumes = property(refused("DockerClient.volumes"))

    def close(self) -> None:
        """Nothing to close."""


def from_env(seed: int = 0, engine: str = DEFAULT) -> DockerClient:
    """A client of a standard lab of its own, for scripts that begin with ``docker.from_env()``; each call makes a new
    lab.

    Parameters
    ----------
    seed : int
        The lab's seed.
    engine : str
        The engine's version.

    Returns
    -------
    DockerClient

    Examples
    --------
    >>> import dockernet_sim.client as docker
    >>> client = docker.from_env()
    >>> sorted(network.name for network in client.networks.list())
    ['bridge', 'host', 'none']
    """
    return DockerClient(World(seed=seed, engine=engine))
