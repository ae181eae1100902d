"""The client: collections of containers, networks, images and volumes of one engine."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, overload

from dockernet_sim.client.checks import refused
from dockernet_sim.client.containers import ContainerCollection
from dockernet_sim.client.images import ImageCollection
from dockernet_sim.client.lowlevel import APIClient
from dockernet_sim.client.networks import NetworkCollection
from dockernet_sim.client.options import refuse_unknown
from dockernet_sim.client.resource import of_collection
from dockernet_sim.client.swarm import Absent, NodeCollection, Swarm
from dockernet_sim.client.volumes import VolumeCollection
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.world.world import World

if TYPE_CHECKING:
    from dockernet_sim.client.answers import Event
    from dockernet_sim.client.arguments import Filters
    from dockernet_sim.client.streams import CancellableStream


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
        self.client = self  # for the methods that are calls of the API
        self.api = APIClient(world, machine)
        self.containers = ContainerCollection(self)
        self.images = ImageCollection(self)
        self.networks = NetworkCollection(self)
        self.volumes = VolumeCollection(self)
        self.nodes = NodeCollection(self)
        for kind in ("configs", "plugins", "secrets", "services"):
            setattr(self, kind, Absent(self, kind))

    configs: Absent
    plugins: Absent
    secrets: Absent
    services: Absent

    def __repr__(self) -> str:
        return f"<DockerClient of {self.api.machine}>"

    @property
    def swarm(self) -> Swarm:
        """The swarm that the engine is in."""
        return Swarm(self)

    info = of_collection(APIClient.info)
    version = of_collection(APIClient.version)
    ping = of_collection(APIClient.ping)
    df = of_collection(APIClient.df)
    login = refused("DockerClient.login")

    @overload
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: Filters | None = None,
        decode: Literal[False] | None = None,
    ) -> CancellableStream[bytes]: ...
    @overload
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: Filters | None = None,
        *,
        decode: Literal[True],
    ) -> CancellableStream[Event]: ...
    @overload
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: Filters | None = None,
        decode: bool | None = None,
    ) -> CancellableStream[bytes] | CancellableStream[Event]: ...
    def events(
        self,
        since: float | datetime | None = None,
        until: float | datetime | None = None,
        filters: Filters | None = None,
        decode: bool | None = None,
    ) -> CancellableStream[bytes] | CancellableStream[Event]:
        """What ``docker events`` tells, from now on; as the low-level ``events``."""
        return self.api.events(since, until, filters, decode)

    def close(self) -> None:
        """Nothing to close."""


IDLE = {"environment", "max_pool_size", "timeout", "use_context", "use_ssh_client", "version"}
"""docker-py's keywords of ``from_env``: there is no connection to which they could matter"""


def from_env(seed: int = 0, engine: str = DEFAULT, **options: object) -> DockerClient:
    """A client of a standard lab of its own, for scripts that begin with ``docker.from_env()``; each call makes a new
    lab.

    Parameters
    ----------
    seed : int
        The lab's seed.
    engine : str
        The engine's version.
    **options
        docker-py's own (``version``, ``timeout`` and others): they change nothing.

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
    refuse_unknown("from_env", options, dict.fromkeys(IDLE))
    return DockerClient(World(seed=seed, engine=engine))
