"""The swarm and its nodes."""

from typing import TypedDict


class ObjectVersion(TypedDict):
    """How often it was changed."""

    Index: int


class Orchestration(TypedDict):
    """Tasks that ended."""

    TaskHistoryRetentionLimit: int


class Raft(TypedDict):
    """How managers agree."""

    SnapshotInterval: int
    KeepOldSnapshots: int
    LogEntriesForSlowFollowers: int
    ElectionTick: int
    HeartbeatTick: int


class Dispatcher(TypedDict):
    """Nanoseconds between heartbeats."""

    HeartbeatPeriod: int


class CAConfig(TypedDict):
    """Nanoseconds that a node's certificate is good for."""

    NodeCertExpiry: int


class TaskDefaults(TypedDict):
    """Nothing is set."""


class EncryptionConfig(TypedDict):
    """Whether a manager must be unlocked."""

    AutoLockManagers: bool


class SwarmSpec(TypedDict):
    """The swarm's settings."""

    Name: str
    Labels: dict[str, str]
    Orchestration: Orchestration
    Raft: Raft
    Dispatcher: Dispatcher
    CAConfig: CAConfig
    TaskDefaults: TaskDefaults
    EncryptionConfig: EncryptionConfig


class TLSInfo(TypedDict):
    """The certificate that all trust."""

    TrustRoot: str
    CertIssuerSubject: str
    CertIssuerPublicKey: str


class Cluster(TypedDict):
    """The swarm, as ``docker info`` shows it."""

    ID: str
    Version: ObjectVersion
    CreatedAt: str
    UpdatedAt: str
    Spec: SwarmSpec
    TLSInfo: TLSInfo
    RootRotationInProgress: bool
    DefaultAddrPool: list[str]
    SubnetSize: int
    DataPathPort: int


class JoinTokens(TypedDict):
    """What ``docker swarm join`` needs."""

    Worker: str
    Manager: str


class SwarmInspect(Cluster):
    """``client.swarm``."""

    JoinTokens: JoinTokens


class NodeSpec(TypedDict):
    """A node's settings."""

    Labels: dict[str, str]
    Role: str
    Availability: str


class NodePlatform(TypedDict):
    """What it is built for."""

    Architecture: str
    OS: str


class Resources(TypedDict):
    """Its processors and bytes."""

    NanoCPUs: int
    MemoryBytes: int


class NodePlugin(TypedDict):
    """One plug-in of a node."""

    Type: str
    Name: str


class NodeEngine(TypedDict):
    """Its engine."""

    EngineVersion: str
    Plugins: list[NodePlugin]


class Description(TypedDict):
    """What a node is."""

    Hostname: str
    Platform: NodePlatform
    Resources: Resources
    Engine: NodeEngine
    TLSInfo: TLSInfo


class NodeStatus(TypedDict):
    """Whether it can be reached, and where."""

    State: str
    Addr: str


class ManagerStatus(TypedDict):
    """Of a manager."""

    Leader: bool
    Reachability: str
    Addr: str


class NodeInspect(TypedDict):
    """``docker node inspect``."""

    ID: str
    Version: ObjectVersion
    CreatedAt: str
    UpdatedAt: str
    Spec: NodeSpec
    Description: Description
    Status: NodeStatus
    ManagerStatus: ManagerStatus
