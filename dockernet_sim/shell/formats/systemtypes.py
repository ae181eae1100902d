"""The Go types behind ``docker version`` and ``docker info`` with ``--format``."""

from __future__ import annotations

from dockernet_sim.shell.formats.types import plain, struct
from dockernet_sim.shell.templates.gotypes import (
    ANY,
    BOOL,
    INT,
    INT64,
    STRING,
    STRING_MAP,
    STRINGS,
    Field,
    MapOf,
    PointerTo,
    SliceOf,
    StructType,
)

COMPONENTS = SliceOf(
    struct("types.ComponentVersion", *plain(STRING, "Name", "Version"), *plain(STRING_MAP, "Details?"))
)
PLATFORM = Field("Platform", struct("struct { Name string }", *plain(STRING, "Name")), omit_empty=True)
KERNEL = (*plain(STRING, "KernelVersion?"), *plain(BOOL, "Experimental?"), *plain(STRING, "BuildTime?"))
OLD_SERVER = struct(
    "types.Version",
    PLATFORM,
    Field("Components", COMPONENTS, omit_empty=True),
    *plain(STRING, "Version", "APIVersion=ApiVersion", "MinAPIVersion?", "GitCommit", "GoVersion", "Os", "Arch"),
    *KERNEL,
)
LATEST_SERVER = struct(
    "system.serverVersion",
    PLATFORM,
    *plain(STRING, "Version", "APIVersion=ApiVersion", "MinAPIVersion?", "Os", "Arch"),
    Field("Components", COMPONENTS, omit_empty=True),
    *plain(STRING, "GitCommit?", "GoVersion?"),
    *KERNEL,
)
OLD_CLIENT = struct(
    "system.clientVersion",
    PLATFORM,
    *plain(STRING, "Version", "APIVersion=ApiVersion", "DefaultAPIVersion?", "GitCommit", "GoVersion", "Os", "Arch"),
    *plain(STRING, "BuildTime?", "Context"),
    *plain(BOOL, "Experimental?"),
)
LATER_CLIENT = struct(
    "system.clientVersion",
    Field("Platform", PointerTo(struct("system.platformInfo", *plain(STRING, "Name?"))), omit_empty=True),
    *plain(STRING, "Version?"),
    Field("APIVersion", STRING, "ApiVersion", omit_empty=True),
    *plain(STRING, "DefaultAPIVersion?", "GitCommit?", "GoVersion?", "Os?", "Arch?", "BuildTime?", "Context"),
)


def _version(client: StructType, server: StructType) -> StructType:
    return struct("system.versionInfo", Field("Client", client), Field("Server", PointerTo(server)))


OLD_VERSION = _version(OLD_CLIENT, OLD_SERVER)
LATER_VERSION = _version(LATER_CLIENT, OLD_SERVER)
LATEST_VERSION = _version(LATER_CLIENT, LATEST_SERVER)

PAIRS = SliceOf(STRINGS)
PLUGINS = struct("system.PluginsInfo", *plain(STRINGS, "Volume", "Network", "Authorization", "Log"))
INDEX = struct(
    "registry.IndexInfo", *plain(STRING, "Name"), *plain(STRINGS, "Mirrors"), *plain(BOOL, "Secure", "Official")
)
SWARM = struct(
    "swarm.Info",
    *plain(STRING, "NodeID", "NodeAddr", "LocalNodeState"),
    *plain(BOOL, "ControlAvailable"),
    *plain(STRING, "Error"),
    Field("RemoteManagers", SliceOf(struct("swarm.Peer", *plain(STRING, "NodeID", "Addr")))),
    *plain(INT, "Nodes?", "Managers?"),
    Field("Cluster", ANY, omit_empty=True),
    *plain(STRINGS, "Warnings?"),
)
START = (
    *plain(STRING, "ID"),
    *plain(INT, "Containers", "ContainersRunning", "ContainersPaused", "ContainersStopped", "Images"),
    *plain(STRING, "Driver"),
    Field("DriverStatus", PAIRS),
    Field("SystemStatus", PAIRS, omit_empty=True),
    Field("Plugins", PLUGINS),
    *plain(BOOL, "MemoryLimit", "SwapLimit"),
)
QUOTAS = (
    Field("CPUCfsPeriod", BOOL, "CpuCfsPeriod"),
    Field("CPUCfsQuota", BOOL, "CpuCfsQuota"),
    *plain(BOOL, "CPUShares", "CPUSet", "PidsLimit", "IPv4Forwarding"),
)
BRIDGES = (*plain(BOOL, "BridgeNfIptables"), Field("BridgeNfIP6tables", BOOL, "BridgeNfIp6tables"))
MACHINE = (
    *plain(BOOL, "Debug"),
    *plain(INT, "NFd"),
    *plain(BOOL, "OomKillDisable"),
    *plain(INT, "NGoroutines"),
    *plain(STRING, "SystemTime", "LoggingDriver", "CgroupDriver", "CgroupVersion?"),
    *plain(INT, "NEventsListener"),
    *plain(STRING, "KernelVersion", "OperatingSystem", "OSVersion", "OSType", "Architecture", "IndexServerAddress"),
)


def _registry(*before: Field) -> Field:
    indexes = Field("IndexConfigs", MapOf(PointerTo(INDEX)))
    config = struct(
        "registry.ServiceConfig", *before, *plain(STRINGS, "InsecureRegistryCIDRs"), indexes, *plain(STRINGS, "Mirrors")
    )
    return Field("RegistryConfig", PointerTo(config))


NAMES = (
    *plain(INT, "NCPU"),
    *plain(INT64, "MemTotal"),
    Field("GenericResources", SliceOf(ANY)),
    *plain(STRING, "DockerRootDir", "HTTPProxy=HttpProxy", "HTTPSProxy=HttpsProxy", "NoProxy", "Name"),
    *plain(STRINGS, "Labels"),
    *plain(BOOL, "ExperimentalBuild"),
    *plain(STRING, "ServerVersion"),
)


def _end(runtime: StructType, *commit: str) -> tuple[Field, ...]:
    kind = struct("system.Commit", *plain(STRING, *commit))
    pool = struct("system.NetworkAddressPool", *plain(STRING, "Base"), *plain(INT, "Size"))
    return (
        Field("Runtimes", MapOf(runtime)),
        *plain(STRING, "DefaultRuntime"),
        Field("Swarm", SWARM),
        *plain(BOOL, "LiveRestoreEnabled"),
        *plain(STRING, "Isolation", "InitBinary"),
        *plain(kind, "ContainerdCommit", "RuncCommit", "InitCommit"),
        *plain(STRINGS, "SecurityOptions"),
        *plain(STRING, "ProductLicense?"),
        Field("DefaultAddressPools", SliceOf(pool), omit_empty=True),
    )


OLD_RUNTIME = struct(
    "types.Runtime",
    Field("Path", STRING, "path"),
    Field("Args", STRINGS, "runtimeArgs", omit_empty=True),
    Field("Shim", ANY, "-", omit_empty=True),  # never set
)
LATER_RUNTIME = struct(
    "system.RuntimeWithStatus",
    Field(
        "Runtime",
        struct(
            "system.Runtime",
            Field("Path", STRING, "path", omit_empty=True),
            Field("Args", STRINGS, "runtimeArgs", omit_empty=True),
            Field("Type", STRING, "runtimeType", omit_empty=True),
            Field("Options", MapOf(ANY), "options", omit_empty=True),
        ),
        embedded=True,
    ),
    Field("Status", STRING_MAP, "status", omit_empty=True),
)
OLD_INFO = struct(
    "types.Info",
    *START, *plain(BOOL, "KernelMemory", "KernelMemoryTCP"), *QUOTAS, *BRIDGES, *MACHINE,
    _registry(*plain(STRINGS, "AllowNondistributableArtifactsCIDRs", "AllowNondistributableArtifactsHostnames")),
    *NAMES, *_end(OLD_RUNTIME, "ID", "Expected"), *plain(STRINGS, "Warnings"),
)  # fmt: skip
INFO_26 = struct(
    "system.Info",
    *START, *QUOTAS, *BRIDGES, *MACHINE,
    _registry(*plain(STRINGS, "AllowNondistributableArtifactsCIDRs", "AllowNondistributableArtifactsHostnames")),
    *NAMES, *_end(LATER_RUNTIME, "ID", "Expected"), *plain(STRINGS, "CDISpecDirs", "Warnings"),
)  # fmt: skip
FIREWALL = struct("system.FirewallInfo", *plain(STRING, "Driver"), Field("Info", PAIRS, omit_empty=True))
CONTAINERD = struct(
    "system.ContainerdInfo",
    *plain(STRING, "Address?"),
    Field("Namespaces", struct("system.ContainerdNamespaces", *plain(STRING, "Containers", "Plugins"))),
)
LATER_INFO = struct(
    "system.Info",
    *START, *QUOTAS, *MACHINE, _registry(), *NAMES, *_end(LATER_RUNTIME, "ID"),
    Field("FirewallBackend", PointerTo(FIREWALL), omit_empty=True),
    *plain(STRINGS, "CDISpecDirs"),
    Field("Containerd", PointerTo(CONTAINERD), omit_empty=True),
    *plain(STRINGS, "Warnings"),
)  # fmt: skip


def _whole(name: str, info: StructType, *client: Field) -> StructType:
    """What is known of a client and its server: Info lends its fields."""
    about = struct("system.clientInfo", *client, Field("Plugins", SliceOf(ANY)), *plain(STRINGS, "Warnings"))
    return struct(
        name,
        Field("Info", PointerTo(info), embedded=True),
        *plain(STRINGS, "ServerErrors?"),
        Field("ClientInfo", PointerTo(about), omit_empty=True),
        *plain(STRINGS, "ClientErrors?"),
    )


OLD_WHOLE = _whole("system.info", OLD_INFO, *plain(BOOL, "Debug"), *plain(STRING, "Context"))
WHOLE_26 = _whole(
    "system.dockerInfo", INFO_26, *plain(BOOL, "Debug"), Field("clientVersion", LATER_CLIENT, embedded=True)
)
LATER_WHOLE = _whole(
    "system.dockerInfo", LATER_INFO, *plain(BOOL, "Debug"), Field("clientVersion", LATER_CLIENT, embedded=True)
)
