"""Types of the engine's answers: what ``attrs`` and the low-level calls hold, key by key.

They are for type checkers alone: an answer is a plain dictionary, and nothing here is imported before a program asks
for it. A key that some releases, or some states, leave out is `NotRequired`; ``None`` stands where the engine says
null.

Examples
--------
>>> from dockernet_sim import Lab
>>> from dockernet_sim.client.answers import ContainerInspect
>>> def address(attrs: ContainerInspect) -> str:
...     return attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
>>> docker = Lab(engine="29").docker
>>> docker.containers.run("nginx", name="web", detach=True).name
'web'
>>> address(docker.containers.get("web").attrs)
'172.17.0.2'
"""

from dockernet_sim.client.answers.config import ContainerConfig, ContainerRequest, Healthcheck, HostConfig, PortBinding
from dockernet_sim.client.answers.containers import (
    ContainerInspect,
    ContainersPruned,
    ContainerSummary,
    Created,
    ExecInspect,
    Identified,
    Top,
    Updated,
    Waited,
)
from dockernet_sim.client.answers.daemon import DiskUsage, Info, Version
from dockernet_sim.client.answers.events import Event
from dockernet_sim.client.answers.images import (
    ImageGone,
    ImageInspect,
    ImageLayer,
    ImagesPruned,
    ImageSummary,
    Progress,
)
from dockernet_sim.client.answers.networks import Endpoint, NetworkCreated, NetworkInspect, NetworksPruned
from dockernet_sim.client.answers.stats import Stats
from dockernet_sim.client.answers.swarm import NodeInspect, SwarmInspect
from dockernet_sim.client.answers.volumes import VolumeInspect, VolumeList, VolumesPruned

__all__ = [
    "ContainerConfig",
    "ContainerInspect",
    "ContainerRequest",
    "ContainerSummary",
    "ContainersPruned",
    "Created",
    "DiskUsage",
    "Endpoint",
    "Event",
    "ExecInspect",
    "Healthcheck",
    "HostConfig",
    "Identified",
    "ImageGone",
    "ImageInspect",
    "ImageLayer",
    "ImageSummary",
    "ImagesPruned",
    "Info",
    "NetworkCreated",
    "NetworkInspect",
    "NetworksPruned",
    "NodeInspect",
    "PortBinding",
    "Progress",
    "Stats",
    "SwarmInspect",
    "Top",
    "Updated",
    "Version",
    "VolumeInspect",
    "VolumeList",
    "VolumesPruned",
    "Waited",
]
