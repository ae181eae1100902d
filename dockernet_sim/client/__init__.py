"""docker-py's grammar over the model's engine: scripts move by one import.

Examples
--------
>>> from dockernet_sim import Lab
>>> docker = Lab().docker
>>> web = docker.containers.run("nginx", detach=True, name="web")
>>> web.reload()
>>> web.attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
'172.17.0.2'
"""

from dockernet_sim.client import errors, types
from dockernet_sim.client.client import DockerClient, from_env
from dockernet_sim.client.container import Container, ExecResult
from dockernet_sim.client.containers import ContainerCollection
from dockernet_sim.client.errors import (
    APIError,
    ContainerError,
    DeprecatedMethod,
    DockerException,
    ImageNotFound,
    InvalidArgument,
    InvalidVersion,
    NotFound,
    NullResource,
)
from dockernet_sim.client.images import Image, ImageCollection
from dockernet_sim.client.lowlevel import APIClient
from dockernet_sim.client.networks import Network, NetworkCollection
from dockernet_sim.client.response import Response
from dockernet_sim.client.streams import CancellableStream, Socket
from dockernet_sim.client.swarm import Node, NodeCollection, Swarm
from dockernet_sim.client.types import (
    EndpointConfig,
    Healthcheck,
    IPAMConfig,
    IPAMPool,
    LogConfig,
    Mount,
    NetworkingConfig,
    Ulimit,
)
from dockernet_sim.client.volumes import Volume, VolumeCollection

__all__ = [
    "APIClient",
    "APIError",
    "CancellableStream",
    "Container",
    "ContainerCollection",
    "ContainerError",
    "DeprecatedMethod",
    "DockerClient",
    "DockerException",
    "EndpointConfig",
    "ExecResult",
    "Healthcheck",
    "IPAMConfig",
    "IPAMPool",
    "Image",
    "ImageCollection",
    "ImageNotFound",
    "InvalidArgument",
    "InvalidVersion",
    "LogConfig",
    "Mount",
    "Network",
    "NetworkCollection",
    "NetworkingConfig",
    "Node",
    "NodeCollection",
    "NotFound",
    "NullResource",
    "Response",
    "Socket",
    "Swarm",
    "Ulimit",
    "Volume",
    "VolumeCollection",
    "errors",
    "from_env",
    "types",
]
