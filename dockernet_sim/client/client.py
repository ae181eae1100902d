"""The client: collections of containers, networks and images of one engine."""

from __future__ import annotations

from typing import Any

from dockernet_sim.client.checks import refused
from dockernet_sim.client.containers import ContainerCollection
from dockernet_sim.client.images import ImageCollection
from dockernet_sim.client.lowlevel import LowLevelClient
from dockernet_sim.client.networks import NetworkCollection
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.world.world import World


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

    df = refused("DockerClient.df")
    events = refused("DockerClient.events")
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
