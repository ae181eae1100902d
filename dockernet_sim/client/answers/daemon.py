"""The engine itself: ``docker info``, ``version`` and ``system df``."""

from typing import NotRequired, TypedDict

from dockernet_sim.client.answers.containers import ContainerSummary
from dockernet_sim.client.answers.images import ImageSummary
from dockernet_sim.client.answers.swarm import Cluster
from dockernet_sim.client.answers.volumes import VolumeInspect


class Plugins(TypedDict):
    """Drivers, by kind."""

    Volume: list[str]
    Network: list[str]
    Authorization: list[str] | None
    Log: list[str]


class Registry(TypedDict):
    """One registry."""

    Name: str
    Mirrors: list[str]
    Secure: bool
    Official: bool


class RegistryConfig(TypedDict):
    """Where images come from."""

    AllowNondistributableArtifactsCIDRs: NotRequired[list[str]]
    AllowNondistributableArtifactsHostnames: NotRequired[list[str]]
    InsecureRegistryCIDRs: list[str]
    IndexConfigs: dict[str, Registry]
    Mirrors: list[str]


class Runtime(TypedDict):
    """One OCI runtime."""

    path: str


class Manager(TypedDict):
    """One manager of the swarm."""

    NodeID: str
    Addr: str


class SwarmInfo(TypedDict):
    """The swarm that the engine is in."""

    NodeID: str
    NodeAddr: str
    LocalNodeState: str
    ControlAvailable: bool
    Error: str
    RemoteManagers: list[Manager] | None
    Nodes: NotRequired[int]
    Managers: NotRequired[int]
    Cluster: NotRequired[Cluster]


class Commit(TypedDict):
    """What a tool was built from."""

    ID: str
    Expected: NotRequired[str]


class Namespaces(TypedDict):
    """Of containerd."""

    Containers: str
    Plugins: str


class Containerd(TypedDict):
    """Where containerd listens."""

    Address: str
    Namespaces: Namespaces


class FirewallBackend(TypedDict):
    """What writes the firewall's rules."""

    Driver: str
    Info: NotRequired[list[list[str]]]


class Info(TypedDict):
    """``docker info``."""

    ID: str
    Containers: int
    ContainersRunning: int
    ContainersPaused: int
    ContainersStopped: int
    Images: int
    Driver: str
    DriverStatus: list[list[str]]
    Plugins: Plugins
    MemoryLimit: bool
    SwapLimit: bool
    CpuCfsPeriod: bool
    CpuCfsQuota: bool
    CPUShares: bool
    CPUSet: bool
    PidsLimit: bool
    OomKillDisable: bool
    KernelMemory: NotRequired[bool]
    KernelMemoryTCP: NotRequired[bool]
    IPv4Forwarding: bool
    BridgeNfIptables: NotRequired[bool]
    BridgeNfIp6tables: NotRequired[bool]
    Debug: bool
    NFd: int
    NGoroutines: int
    NEventsListener: int
    LoggingDriver: str
    CgroupDriver: str
    CgroupVersion: str
    SystemTime: str
    KernelVersion: str
    OperatingSystem: str
    OSVersion: str
    OSType: str
    Architecture: str
    IndexServerAddress: str
    RegistryConfig: RegistryConfig
    NCPU: int
    GenericResources: None
    HttpProxy: str
    HttpsProxy: str
    NoProxy: str
    MemTotal: int
    DockerRootDir: str
    Name: str
    Labels: list[str]
    ExperimentalBuild: bool
    ServerVersion: str
    Runtimes: dict[str, Runtime]
    DefaultRuntime: str
    Swarm: SwarmInfo
    LiveRestoreEnabled: bool
    InitBinary: str
    Isolation: str
    ContainerdCommit: Commit
    RuncCommit: Commit
    InitCommit: Commit
    SecurityOptions: list[str]
    CDISpecDirs: NotRequired[list[str]]
    Containerd: NotRequired[Containerd]
    FirewallBackend: NotRequired[FirewallBackend]
    Warnings: list[str] | None


class Platform(TypedDict):
    """What the engine is sold as."""

    Name: str


class Component(TypedDict):
    """One program of the engine."""

    Name: str
    Version: str
    Details: dict[str, str]


class Version(TypedDict):
    """``docker version``."""

    Platform: Platform
    Components: list[Component]
    Version: str
    ApiVersion: str
    MinAPIVersion: str
    GitCommit: str
    GoVersion: str
    Os: str
    Arch: str
    KernelVersion: str
    BuildTime: str


class Usage(TypedDict, total=False):
    """One kind of things; what is zero is left out."""

    ActiveCount: int
    Reclaimable: int
    TotalCount: int
    TotalSize: int


class ImageUsage(Usage, total=False):
    """Of images."""

    Items: list[ImageSummary]


class ContainerUsage(Usage, total=False):
    """Of containers."""

    Items: list[ContainerSummary]


class VolumeUsage(Usage, total=False):
    """Of volumes."""

    Items: list[VolumeInspect]


class BuildCacheUsage(TypedDict):
    """Of builds: there are none."""


class DiskUsage(TypedDict):
    """``docker system df``; summaries since 29."""

    LayersSize: int
    Images: list[ImageSummary]
    Containers: list[ContainerSummary]
    Volumes: list[VolumeInspect]
    BuildCache: list[None] | None
    BuilderSize: NotRequired[int]
    ImageUsage: NotRequired[ImageUsage]
    ContainerUsage: NotRequired[ContainerUsage]
    VolumeUsage: NotRequired[VolumeUsage]
    BuildCacheUsage: NotRequired[BuildCacheUsage]
