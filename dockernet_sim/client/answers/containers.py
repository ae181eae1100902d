"""Containers: ``docker ps``, ``inspect``, ``top``, ``exec``, ``wait`` and others."""

from typing import Literal, NotRequired, TypedDict

from dockernet_sim.client.answers.config import ContainerConfig, HostConfig, PortBinding
from dockernet_sim.client.answers.images import GraphDriver
from dockernet_sim.client.answers.networks import Endpoint

Status = Literal["created", "running", "paused", "restarting", "removing", "exited", "dead"]
HealthStatus = Literal["none", "starting", "healthy", "unhealthy"]


class HealthProbe(TypedDict):
    """One run of the health check."""

    Start: str
    End: str
    ExitCode: int
    Output: str


class Health(TypedDict):
    """Of a container with a health check."""

    Status: HealthStatus
    FailingStreak: int
    Log: list[HealthProbe]


class State(TypedDict):
    """What a container does."""

    Status: Status
    Running: bool
    Paused: bool
    Restarting: bool
    OOMKilled: bool
    Dead: bool
    Pid: int
    ExitCode: int
    Error: str
    StartedAt: str
    FinishedAt: str
    Health: NotRequired[Health]


class MountPoint(TypedDict):
    """One mount of a container."""

    Type: str
    Name: NotRequired[str]
    Source: str
    Destination: str
    Driver: NotRequired[str]
    Mode: str
    RW: bool
    Propagation: str


class NetworkSettings(TypedDict):
    """Its networks and ports; the flat addresses are those on the default bridge, and gone since 29."""

    Bridge: NotRequired[str]
    SandboxID: str
    SandboxKey: str
    HairpinMode: NotRequired[bool]
    LinkLocalIPv6Address: NotRequired[str]
    LinkLocalIPv6PrefixLen: NotRequired[int]
    Ports: dict[str, list[PortBinding] | None]
    SecondaryIPAddresses: NotRequired[None]
    SecondaryIPv6Addresses: NotRequired[None]
    EndpointID: NotRequired[str]
    Gateway: NotRequired[str]
    GlobalIPv6Address: NotRequired[str]
    GlobalIPv6PrefixLen: NotRequired[int]
    IPAddress: NotRequired[str]
    IPPrefixLen: NotRequired[int]
    IPv6Gateway: NotRequired[str]
    MacAddress: NotRequired[str]
    Networks: dict[str, Endpoint]


class ContainerInspect(TypedDict):
    """``docker inspect``."""

    Id: str
    Created: str
    Path: str
    Args: list[str]
    State: State
    Image: str
    ResolvConfPath: str
    HostnamePath: str
    HostsPath: str
    LogPath: str
    Name: str
    RestartCount: int
    Driver: str
    Platform: str
    MountLabel: str
    ProcessLabel: str
    AppArmorProfile: str
    ExecIDs: list[str] | None
    HostConfig: HostConfig
    GraphDriver: GraphDriver
    Mounts: list[MountPoint]
    Config: ContainerConfig
    NetworkSettings: NetworkSettings


class PortSummary(TypedDict):
    """One port in a list."""

    IP: NotRequired[str]
    PrivatePort: int
    PublicPort: NotRequired[int]
    Type: str


class HostConfigSummary(TypedDict):
    """What a list shows of ``HostConfig``."""

    NetworkMode: str


class NetworksSummary(TypedDict):
    """What a list shows of ``NetworkSettings``."""

    Networks: dict[str, Endpoint]


class HealthSummary(TypedDict):
    """What a list shows of health, since 29."""

    Status: HealthStatus
    FailingStreak: int


class ContainerSummary(TypedDict):
    """One entry of ``docker ps``."""

    Id: str
    Names: list[str]
    Image: str
    ImageID: str
    Command: str
    Created: int
    Ports: list[PortSummary]
    SizeRw: NotRequired[int]
    SizeRootFs: NotRequired[int]
    Labels: dict[str, str]
    State: Status
    Status: str
    HostConfig: HostConfigSummary
    NetworkSettings: NetworksSummary
    Mounts: list[MountPoint]
    Health: NotRequired[HealthSummary]


class Identified(TypedDict):
    """Something that was made, or is listed by its id alone."""

    Id: str


class Created(TypedDict):
    """A container that was made."""

    Id: str
    Warnings: list[str]


class Updated(TypedDict):
    """``docker update``."""

    Warnings: list[str] | None


class Waited(TypedDict):
    """``docker wait``."""

    StatusCode: int
    Error: None


class Top(TypedDict):
    """``docker top``: columns and rows."""

    Titles: list[str]
    Processes: list[list[str]]


class ProcessConfig(TypedDict):
    """The program of an exec."""

    tty: bool
    entrypoint: str
    arguments: list[str]
    privileged: bool
    user: NotRequired[str]


class ExecInspect(TypedDict):
    """One exec; its ``ExitCode`` is None until it has ended."""

    ID: str
    Running: bool
    ExitCode: int | None
    ProcessConfig: ProcessConfig
    OpenStdin: bool
    OpenStderr: bool
    OpenStdout: bool
    CanRemove: bool
    ContainerID: str
    DetachKeys: str
    Pid: int


class ContainersPruned(TypedDict):
    """``docker container prune``."""

    ContainersDeleted: list[str] | None
    SpaceReclaimed: int
