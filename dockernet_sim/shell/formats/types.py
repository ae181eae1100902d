"""The Go types behind ``inspect`` (API 1.41): fields in Go's order, so that a struct prints as Docker prints it."""

from __future__ import annotations

from dockernet_sim.shell.templates.gotypes import (
    BOOL,
    INT,
    INT64,
    STRING,
    STRING_MAP,
    STRINGS,
    TIME,
    UINT16,
    UINT64,
    Basic,
    Field,
    MapOf,
    PointerTo,
    SliceOf,
    StructType,
    Type,
)


def struct(name: str, *fields: Field) -> StructType:
    """A struct type."""
    return StructType(name, fields)


def plain(type_: Type, *names: str) -> list[Field]:
    """Fields of one type; ``Name=json`` where JSON calls it differently, ``Name?`` where an empty one is left out."""
    found = []
    for name in names:
        go, _, key = name.rstrip("?").partition("=")
        found.append(Field(go, type_, key, omit_empty=name.endswith("?")))
    return found


EMPTY = struct("struct {}")
PORT_BINDING = struct("nat.PortBinding", Field("HostIP", STRING, "HostIp"), Field("HostPort", STRING))
PORT_MAP = MapOf(SliceOf(PORT_BINDING), "nat.PortMap", named_keys=True)
PORT_SET = MapOf(EMPTY, "nat.PortSet", named_keys=True)
WORDS = SliceOf(STRING, "strslice.StrSlice")

IPAM_SETTINGS = struct(
    "network.EndpointIPAMConfig",
    *plain(STRING, "IPv4Address?", "IPv6Address?"),
    Field("LinkLocalIPs", STRINGS, omit_empty=True),
)
ENDPOINT_SETTINGS = struct(
    "network.EndpointSettings",
    Field("IPAMConfig", PointerTo(IPAM_SETTINGS)),
    *plain(STRINGS, "Links", "Aliases"),
    *plain(STRING, "NetworkID", "EndpointID", "Gateway", "IPAddress"),
    Field("IPPrefixLen", INT),
    *plain(STRING, "IPv6Gateway", "GlobalIPv6Address"),
    Field("GlobalIPv6PrefixLen", INT),
    Field("MacAddress", STRING),
    Field("DriverOpts", STRING_MAP),
)
ADDRESS = struct("network.Address", Field("Addr", STRING), Field("PrefixLen", INT))
SETTINGS_BASE = struct(
    "types.NetworkSettingsBase",
    *plain(STRING, "Bridge", "SandboxID"),
    Field("HairpinMode", BOOL),
    Field("LinkLocalIPv6Address", STRING),
    Field("LinkLocalIPv6PrefixLen", INT),
    Field("Ports", PORT_MAP),
    Field("SandboxKey", STRING),
    *plain(SliceOf(ADDRESS), "SecondaryIPAddresses", "SecondaryIPv6Addresses"),
)
DEFAULT_SETTINGS = struct(
    "types.DefaultNetworkSettings",
    *plain(STRING, "EndpointID", "Gateway", "GlobalIPv6Address"),
    Field("GlobalIPv6PrefixLen", INT),
    Field("IPAddress", STRING),
    Field("IPPrefixLen", INT),
    *plain(STRING, "IPv6Gateway", "MacAddress"),
)
NETWORK_SETTINGS = struct(
    "types.NetworkSettings",
    Field("NetworkSettingsBase", SETTINGS_BASE, embedded=True),
    Field("DefaultNetworkSettings", DEFAULT_SETTINGS, embedded=True),
    Field("Networks", MapOf(PointerTo(ENDPOINT_SETTINGS))),
)

HEALTH_CONFIG = struct(
    "container.HealthConfig",
    Field("Test", STRINGS, omit_empty=True),
    *plain(Basic("time.Duration", 0), "Interval?", "Timeout?", "StartPeriod?"),
    Field("Retries", INT, omit_empty=True),
)
CONFIG = struct(
    "container.Config",
    *plain(STRING, "Hostname", "Domainname", "User"),
    *plain(BOOL, "AttachStdin", "AttachStdout", "AttachStderr"),
    Field("ExposedPorts", PORT_SET, omit_empty=True),
    *plain(BOOL, "Tty", "OpenStdin", "StdinOnce"),
    Field("Env", STRINGS),
    Field("Cmd", WORDS),
    Field("Healthcheck", PointerTo(HEALTH_CONFIG), omit_empty=True),
    Field("ArgsEscaped", BOOL, omit_empty=True),
    Field("Image", STRING),
    Field("Volumes", MapOf(EMPTY)),
    Field("WorkingDir", STRING),
    Field("Entrypoint", WORDS),
    Field("NetworkDisabled", BOOL, omit_empty=True),
    Field("MacAddress", STRING, omit_empty=True),
    Field("OnBuild", STRINGS),
    Field("Labels", STRING_MAP),
    Field("StopSignal", STRING, omit_empty=True),
    Field("StopTimeout", PointerTo(INT), omit_empty=True),
    Field("Shell", WORDS, omit_empty=True),
)

LOG_CONFIG = struct("container.LogConfig", Field("Type", STRING), Field("Config", STRING_MAP))
RESTART_POLICY = struct("container.RestartPolicy", Field("Name", STRING), Field("MaximumRetryCount", INT))
DEVICE = struct("container.DeviceMapping", *plain(STRING, "PathOnHost", "PathInContainer", "CgroupPermissions"))
ULIMIT = struct("units.Ulimit", Field("Name", STRING), *plain(INT64, "Hard", "Soft"))
ANY_STRUCT = struct("struct")
BLKIO = SliceOf(PointerTo(ANY_STRUCT))
MOUNT = struct(
    "mount.Mount",
    *plain(STRING, "Type?", "Source?", "Target?"),
    Field("ReadOnly", BOOL, omit_empty=True),
    Field("Consistency", STRING, omit_empty=True),
    *(Field(name, PointerTo(ANY_STRUCT), omit_empty=True) for name in ("BindOptions", "VolumeOptions")),
    Field(
        "TmpfsOptions", PointerTo(struct("mount.TmpfsOptions", *plain(INT64, "SizeBytes?", "Mode?"))), omit_empty=True
    ),
)
RESOURCES = struct(
    "container.Resources",
    *plain(INT64, "CPUShares=CpuShares", "Memory", "NanoCPUs=NanoCpus"),
    Field("CgroupParent", STRING),
    Field("BlkioWeight", UINT16),
    *plain(
        BLKIO,
        "BlkioWeightDevice",
        "BlkioDeviceReadBps",
        "BlkioDeviceWriteBps",
        "BlkioDeviceReadIOps",
        "BlkioDeviceWriteIOps",
    ),
    *plain(
        INT64,
        "CPUPeriod=CpuPeriod",
        "CPUQuota=CpuQuota",
        "CPURealtimePeriod=CpuRealtimePeriod",
        "CPURealtimeRuntime=CpuRealtimeRuntime",
    ),
    *plain(STRING, "CpusetCpus", "CpusetMems"),
    Field("Devices", SliceOf(DEVICE)),
    Field("DeviceCgroupRules", STRINGS),
    Field("DeviceRequests", SliceOf(ANY_STRUCT)),
    *plain(INT64, "KernelMemory", "KernelMemoryTCP", "MemoryReservation", "MemorySwap"),
    Field("MemorySwappiness", PointerTo(INT64)),
    Field("OomKillDisable", PointerTo(BOOL)),
    Field("PidsLimit", PointerTo(INT64)),
    Field("Ulimits", SliceOf(PointerTo(ULIMIT))),
    *plain(INT64, "CPUCount=CpuCount", "CPUPercent=CpuPercent"),
    *plain(UINT64, "IOMaximumIOps", "IOMaximumBandwidth"),
)
HOST_CONFIG = struct(
    "container.HostConfig",
    Field("Binds", STRINGS),
    Field("ContainerIDFile", STRING),
    Field("LogConfig", LOG_CONFIG),
    Field("NetworkMode", STRING),
    Field("PortBindings", PORT_MAP),
    Field("RestartPolicy", RESTART_POLICY),
    Field("AutoRemove", BOOL),
    Field("VolumeDriver", STRING),
    Field("VolumesFrom", STRINGS),
    *plain(WORDS, "CapAdd", "CapDrop"),
    Field("CgroupnsMode", STRING),
    *plain(STRINGS, "DNS=Dns", "DNSOptions=DnsOptions", "DNSSearch=DnsSearch", "ExtraHosts", "GroupAdd"),
    *plain(STRING, "IpcMode", "Cgroup"),
    Field("Links", STRINGS),
    Field("OomScoreAdj", INT),
    Field("PidMode", STRING),
    *plain(BOOL, "Privileged", "PublishAllPorts", "ReadonlyRootfs"),
    Field("SecurityOpt", STRINGS),
    *plain(STRING_MAP, "StorageOpt?", "Tmpfs?"),
    *plain(STRING, "UTSMode", "UsernsMode"),
    Field("ShmSize", INT64),
    Field("Sysctls", STRING_MAP, omit_empty=True),
    Field("Runtime", STRING, omit_empty=True),
    Field("ConsoleSize", SliceOf(Basic("uint", 0), "[2]uint")),
    Field("Isolation", STRING),
    Field("Resources", RESOURCES, embedded=True),
    Field("Mounts", SliceOf(MOUNT), omit_empty=True),
    *plain(STRINGS, "MaskedPaths", "ReadonlyPaths"),
    Field("Init", PointerTo(BOOL), omit_empty=True),
)

HEALTH = struct(
    "types.Health",
    Field("Status", STRING),
    Field("FailingStreak", INT),
    Field(
        "Log",
        SliceOf(
            PointerTo(
                struct(
                    "types.HealthcheckResult",
                    *plain(TIME, "Start", "End"),
                    Field("ExitCode", INT),
                    Field("Output", STRING),
                )
            )
        ),
    ),
)
STATE = struct(
    "types.ContainerState",
    Field("Status", STRING),
    *plain(BOOL, "Running", "Paused", "Restarting", "OOMKilled", "Dead"),
    *plain(INT, "Pid", "ExitCode"),
    *plain(STRING, "Error", "StartedAt", "FinishedAt"),
    Field("Health", PointerTo(HEALTH), omit_empty=True),
)
GRAPH_DRIVER = struct("types.GraphDriverData", Field("Data", STRING_MAP), Field("Name", STRING))
CONTAINER_BASE = struct(
    "types.ContainerJSONBase",
    *plain(STRING, "ID=Id", "Created", "Path"),
    Field("Args", STRINGS),
    Field("State", PointerTo(STATE)),
    *plain(STRING, "Image", "ResolvConfPath", "HostnamePath", "HostsPath", "LogPath"),
    Field("Node", PointerTo(ANY_STRUCT), omit_empty=True),
    Field("Name", STRING),
    Field("RestartCount", INT),
    *plain(STRING, "Driver", "Platform", "MountLabel", "ProcessLabel", "AppArmorProfile"),
    Field("ExecIDs", STRINGS),
    Field("HostConfig", PointerTo(HOST_CONFIG)),
    Field("GraphDriver", GRAPH_DRIVER),
    *plain(PointerTo(INT64), "SizeRw?", "SizeRootFs?"),
)
MOUNT_POINT = struct(
    "types.MountPoint",
    *plain(STRING, "Type?", "Name?", "Source", "Destination", "Driver?", "Mode"),
    Field("RW", BOOL),
    Field("Propagation", STRING),
)
CONTAINER = struct(
    "types.ContainerJSON",
    Field("ContainerJSONBase", PointerTo(CONTAINER_BASE), embedded=True),
    Field("Mounts", SliceOf(MOUNT_POINT)),
    Field("Config", PointerTo(CONFIG)),
    Field("NetworkSettings", PointerTo(NETWORK_SETTINGS)),
)

IPAM_CONFIG = struct(
    "network.IPAMConfig",
    *plain(STRING, "Subnet?", "IPRange?", "Gateway?"),
    Field("AuxAddress", STRING_MAP, "AuxiliaryAddresses", omit_empty=True),
)
IPAM = struct(
    "network.IPAM", Field("Driver", STRING), Field("Options", STRING_MAP), Field("Config", SliceOf(IPAM_CONFIG))
)
ENDPOINT = struct(
    "types.EndpointResource", *plain(STRING, "Name", "EndpointID", "MacAddress", "IPv4Address", "IPv6Address")
)
NETWORK = struct(
    "types.NetworkResource",
    *plain(STRING, "Name", "ID=Id"),
    Field("Created", TIME),
    *plain(STRING, "Scope", "Driver"),
    Field("EnableIPv6", BOOL),
    Field("IPAM", IPAM),
    *plain(BOOL, "Internal", "Attachable", "Ingress"),
    Field("ConfigFrom", struct("network.ConfigReference", Field("Network", STRING))),
    Field("ConfigOnly", BOOL),
    Field("Containers", MapOf(ENDPOINT)),
    *plain(STRING_MAP, "Options", "Labels"),
    Field("Peers", SliceOf(ANY_STRUCT), omit_empty=True),
    Field("Services", MapOf(ANY_STRUCT), omit_empty=True),
)

IMAGE = struct(
    "types.ImageInspect",
    Field("ID", STRING, "Id"),
    *plain(STRINGS, "RepoTags", "RepoDigests"),
    *plain(STRING, "Parent", "Comment", "Created", "Container"),
    Field("ContainerConfig", PointerTo(CONFIG)),
    *plain(STRING, "DockerVersion", "Author"),
    Field("Config", PointerTo(CONFIG)),
    *plain(STRING, "Architecture", "Variant?", "Os", "OsVersion?"),
    *plain(INT64, "Size", "VirtualSize"),
    Field("GraphDriver", GRAPH_DRIVER),
    Field("RootFS", struct("types.RootFS", Field("Type", STRING), Field("Layers", STRINGS, omit_empty=True))),
    Field("Metadata", struct("types.ImageMetadata", Field("LastTagTime", TIME))),
)

EVENT = struct(
    "events.Message",
    *plain(STRING, "Status=status?", "ID=id?", "From=from?", "Type", "Action"),
    Field("Actor", struct("events.Actor", Field("ID", STRING), Field("Attributes", STRING_MAP))),
    Field("Scope", STRING, "scope", omit_empty=True),
    *plain(INT64, "Time=time?", "TimeNano=timeNano?"),
)

VOLUME = struct(
    "types.Volume",
    *plain(STRING, "CreatedAt?", "Driver"),
    Field("Labels", STRING_MAP),
    *plain(STRING, "Mountpoint", "Name"),
    Field("Options", STRING_MAP),
    Field("Scope", STRING),
)
