"""How a container is configured: what ``create`` sends, and what inspect shows of it."""

from typing import Literal, NotRequired, TypedDict

from dockernet_sim.client.answers.networks import Endpoint


class Nothing(TypedDict):
    """``{}``: the key alone says it."""


class Healthcheck(TypedDict):
    """How health is checked; times in nanoseconds."""

    Test: list[str]
    Interval: NotRequired[int]
    Timeout: NotRequired[int]
    Retries: NotRequired[int]
    StartPeriod: NotRequired[int]


class ContainerConfig(TypedDict, total=False):
    """``Config`` of a container or an image."""

    Hostname: str
    Domainname: str
    User: str
    AttachStdin: bool
    AttachStdout: bool
    AttachStderr: bool
    ExposedPorts: dict[str, Nothing]
    Tty: bool
    OpenStdin: bool
    StdinOnce: bool
    Env: list[str] | None
    Cmd: list[str] | None
    Healthcheck: Healthcheck
    Image: str
    Volumes: dict[str, Nothing] | None
    WorkingDir: str
    Entrypoint: list[str] | None
    MacAddress: str
    OnBuild: list[str] | None
    Labels: dict[str, str] | None
    StopSignal: str
    StopTimeout: int


class NetworkingConfig(TypedDict):
    """``NetworkingConfig`` of a request."""

    EndpointsConfig: dict[str, Endpoint]


class LogConfig(TypedDict):
    """The log driver."""

    Type: str
    Config: dict[str, str]


class RestartPolicy(TypedDict):
    """When the engine starts it again."""

    Name: Literal["", "no", "always", "unless-stopped", "on-failure"]
    MaximumRetryCount: int


class PortBinding(TypedDict):
    """Where a port is published."""

    HostIp: str
    HostPort: str


class WeightDevice(TypedDict):
    """The weight of a block device."""

    Path: str
    Weight: int


class ThrottleDevice(TypedDict):
    """The highest rate of a block device."""

    Path: str
    Rate: int


class Device(TypedDict):
    """A device of the host in the container."""

    PathOnHost: str
    PathInContainer: str
    CgroupPermissions: str


class DeviceRequest(TypedDict):
    """Devices that a driver is asked for."""

    Driver: str
    Count: int
    Capabilities: list[list[str]]
    DeviceIDs: list[str]
    Options: dict[str, str]


class Ulimit(TypedDict):
    """A limit of its programs."""

    Name: str
    Soft: int
    Hard: int


class VolumeOptions(TypedDict):
    """Of a mount of a volume."""

    NoCopy: bool
    Labels: dict[str, str]


class BindOptions(TypedDict):
    """Of a mount of a folder."""

    Propagation: str


class TmpfsOptions(TypedDict):
    """Of a tmpfs; bytes, and the mode of its root."""

    SizeBytes: int
    Mode: int


class MountRequest(TypedDict):
    """A mount as it was asked for."""

    Target: str
    Source: str | None
    Type: str
    ReadOnly: bool
    VolumeOptions: NotRequired[VolumeOptions]
    BindOptions: NotRequired[BindOptions]
    TmpfsOptions: NotRequired[TmpfsOptions]


class HostConfig(TypedDict, total=False):
    """``HostConfig``: inspect shows all of it, a request holds what was asked for."""

    Binds: list[str] | None
    ContainerIDFile: str
    LogConfig: LogConfig
    NetworkMode: str
    PortBindings: dict[str, list[PortBinding]] | None
    RestartPolicy: RestartPolicy
    AutoRemove: bool
    VolumeDriver: str
    VolumesFrom: list[str] | None
    Mounts: list[MountRequest]
    CapAdd: list[str] | None
    CapDrop: list[str] | None
    CgroupnsMode: str
    Dns: list[str] | None
    DnsOptions: list[str] | None
    DnsSearch: list[str] | None
    ExtraHosts: list[str] | None
    GroupAdd: list[str] | None
    Init: bool
    IpcMode: str
    Cgroup: str
    Links: list[str] | None
    OomScoreAdj: int
    PidMode: str
    Privileged: bool
    PublishAllPorts: bool
    ReadonlyRootfs: bool
    SecurityOpt: list[str] | None
    Sysctls: dict[str, str]
    Tmpfs: dict[str, str]
    UTSMode: str
    UsernsMode: str
    ShmSize: int
    Runtime: str
    ConsoleSize: list[int]
    Isolation: str
    CpuShares: int
    Memory: int
    NanoCpus: int
    CgroupParent: str
    BlkioWeight: int
    BlkioWeightDevice: list[WeightDevice]
    BlkioDeviceReadBps: list[ThrottleDevice] | None
    BlkioDeviceWriteBps: list[ThrottleDevice] | None
    BlkioDeviceReadIOps: list[ThrottleDevice] | None
    BlkioDeviceWriteIOps: list[ThrottleDevice] | None
    CpuPeriod: int
    CpuQuota: int
    CpuRealtimePeriod: int
    CpuRealtimeRuntime: int
    CpusetCpus: str
    CpusetMems: str
    Devices: list[Device]
    DeviceCgroupRules: list[str] | None
    DeviceRequests: list[DeviceRequest] | None
    KernelMemory: int
    KernelMemoryTCP: int
    MemoryReservation: int
    MemorySwap: int
    MemorySwappiness: int | None
    OomKillDisable: bool
    PidsLimit: int | None
    Ulimits: list[Ulimit] | None
    CpuCount: int
    CpuPercent: int
    IOMaximumIOps: int
    IOMaximumBandwidth: int
    MaskedPaths: list[str] | None
    ReadonlyPaths: list[str] | None


class ContainerRequest(ContainerConfig, total=False):
    """The whole body of ``create_container``."""

    HostConfig: HostConfig | None
    NetworkingConfig: NetworkingConfig | None
