"""docker-py's grammar over the model's engine: scripts move by one import.

Examples
--------
>>> from dockernet_sim import Lab
>>> docker = Lab().docker
>>> web = docker.containers.run("nginx", detach=True, name="web")
>>> web.attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
'172.17.0.2'
"""

from dockernet_sim.client.client import DockerClient, from_env
from dockernet_sim.client.containers import Container, ContainerCollection, ExecResult
from dockernet_sim.client.errors import (
    APIError,
    ContainerError,
    DockerException,
    ImageNotFound,
    InvalidArgument,
    NotFound,
)
from dockernet_sim.client.images import Image, ImageCollection
from dockernet_sim.client.networks import Network, NetworkCollection
from dockernet_sim.client.types import EndpointConfig, IPAMConfig, IPAMPool

__all__ = [
    "APIError",
    "Container",
    "ContainerCollection",
    "ContainerError",
    "DockerClient",
    "DockerException",
    "EndpointConfig",
    "ExecResult",
    "IPAMConfig",
    "IPAMPool",
    "Image",
    "ImageCollection",
    "ImageNotFound",
    "InvalidArgument",
    "Network",
    "NetworkCollection",
    "NotFound",
    "from_env",
]
