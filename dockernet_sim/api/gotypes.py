"""The Go types of request bodies: which fields a body has, and what each may hold.

Fields that the model reads, or could be asked for; others may have any type. A type is a word (``"string"``), a
:class:`Struct`, a list of one type, a mapping of ``"*"`` to one, :data:`WORDS`, ``None`` for any, or a :class:`Since`.
Real 20.10.24 and 29.7.2 engines gave the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dockernet_sim.api.versions import V23, V28, V29, Version

V25 = (1, 44)
WORDS = "words"  # a command: a list, or one text


@dataclass(frozen=True)
class Struct:
    """A Go struct: its name, and the types of its fields."""

    name: str
    fields: Mapping[str, Any]

    def field(self, key: str) -> str | None:
        """The name of the field that a key of JSON means: its own, or one that differs in case only."""
        return key if key in self.fields else self._folded.get(folded(key))

    def is_gone(self, name: str, most: Version) -> bool:
        """Whether a release does not have the field any more."""
        kind = self.fields.get(name)
        return isinstance(kind, Until) and most >= kind.version

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {folded(name): name for name in self.fields}


@dataclass(frozen=True)
class Since:
    """A type that a later release has; `older` is the one before it."""

    version: Version
    newer: Any
    older: Any = None


@dataclass(frozen=True)
class Until:
    """A type of a field that a later release does not have any more."""

    version: Version
    older: Any


@dataclass(frozen=True)
class Named:
    """A map with a name of its own in complaints."""

    name: str
    of: Any


def folded(key: str) -> str:
    """A key as Go compares it: the long s and the Kelvin sign are letters, too.

    >>> folded("LAB\N{LATIN SMALL LETTER LONG S}")
    'labs'
    """
    return key.replace("\N{LATIN SMALL LETTER LONG S}", "s").lower()


def of_release(wanted: Any, most: Version) -> Any:
    """A type as a release has it."""
    while isinstance(wanted, (Since, Until)):
        wanted = wanted.newer if isinstance(wanted, Since) and most >= wanted.version else wanted.older
    return wanted


def texts(*names: str) -> dict[str, Any]:
    """Fields that hold a text each."""
    return dict.fromkeys(names, "string")


def flags(*names: str) -> dict[str, Any]:
    """Fields that hold a boolean each."""
    return dict.fromkeys(names, "bool")


def numbers(*names: str) -> dict[str, Any]:
    """Fields that hold a number of 64 bits each."""
    return dict.fromkeys(names, "int64")


def lists(*names: str) -> dict[str, Any]:
    """Fields that hold a list of texts each."""
    return dict.fromkeys(names, TEXTS)


def modes(*names: str) -> dict[str, Any]:
    """Fields whose type has their name."""
    return {name: f"container.{name}" for name in names}


TEXTS, MAP = ["string"], {"*": "string"}
ADDRESS, ADDRESSES = Since(V29, "netip.Addr", "string"), Since(V29, ["netip.Addr"], TEXTS)
SUBNET = Since(V29, "netip.Prefix", "string")
COMMAND = Since(V29, TEXTS, WORDS)
EMPTY = {"*": Struct("struct {}", {})}
CONSOLE = Since(V23, "[2]uint")
IPAM = Struct("network.IPAM", {**texts("Driver"), "Options": MAP, "Config": [Struct("network.IPAMConfig", {
    "Subnet": SUBNET, "IPRange": SUBNET, "Gateway": ADDRESS,
    "AuxiliaryAddresses": Since(V29, {"*": "netip.Addr"}, MAP)})]})  # fmt: skip
ENDPOINT = Struct("network.EndpointSettings", {
    "IPAMConfig": Struct("network.EndpointIPAMConfig", {
        "IPv4Address": ADDRESS, "IPv6Address": ADDRESS, "LinkLocalIPs": ADDRESSES}),
    **lists("Links", "Aliases"), **texts("NetworkID", "EndpointID"), "Gateway": ADDRESS, "IPAddress": ADDRESS,
    "IPPrefixLen": "int", "MacAddress": Since(V29, "network.HardwareAddr", "string"), "DriverOpts": MAP,
    "GwPriority": Since(V28, "int"), "DNSNames": Since(V25, TEXTS),
})  # fmt: skip
RESTART = Struct("container.RestartPolicy", {
    "Name": Since(V23, "container.RestartPolicyMode", "string"), "MaximumRetryCount": "int"})  # fmt: skip
BINDING = Struct("network.PortBinding", {"HostIp": ADDRESS, "HostPort": "string"})
BINDINGS = Since(
    V29, Named("map[network.Port][]network.PortBinding", {"*": [BINDING]}), Named("nat.PortMap", {"*": [BINDING]})
)
EXPOSED = Since(V29, Named("map[network.Port]struct {}", EMPTY), Named("nat.PortSet", EMPTY))
THROTTLED = ["blkiodev.ThrottleDevice"]
HOST = Struct("container.HostConfig", {
    **lists("Binds", "DnsOptions", "DnsSearch", "ExtraHosts", "GroupAdd", "Links", "SecurityOpt", "VolumesFrom",
            "DeviceCgroupRules", "MaskedPaths", "ReadonlyPaths"),
    **texts("ContainerIDFile", "VolumeDriver", "Runtime", "CgroupParent", "CpusetCpus", "CpusetMems"),
    **flags("AutoRemove", "Privileged", "PublishAllPorts", "ReadonlyRootfs", "OomKillDisable", "Init"),
    **numbers("ShmSize", "CpuShares", "Memory", "NanoCpus", "CpuPeriod", "CpuQuota", "CpuRealtimePeriod", "PidsLimit",
              "CpuRealtimeRuntime", "MemoryReservation", "MemorySwap", "MemorySwappiness", "CpuCount", "CpuPercent"),
    **modes("NetworkMode", "CgroupnsMode", "IpcMode", "PidMode", "UTSMode", "UsernsMode", "Isolation"),
    **dict.fromkeys(("KernelMemory", "KernelMemoryTCP"), Until(V23, "int64")),
    **dict.fromkeys(("CapAdd", "CapDrop"), COMMAND), **dict.fromkeys(("StorageOpt", "Sysctls", "Tmpfs"), MAP),
    "Dns": ADDRESSES, "PortBindings": BINDINGS, "RestartPolicy": RESTART, "OomScoreAdj": "int",
    "ConsoleSize": "[2]uint", "Cgroup": "container.CgroupSpec", "BlkioWeight": "uint16", "IOMaximumIOps": "uint64",
    "IOMaximumBandwidth": "uint64", "LogConfig": Struct("container.LogConfig", {"Type": "string", "Config": MAP}),
    "BlkioWeightDevice": ["blkiodev.WeightDevice"], "BlkioDeviceReadBps": THROTTLED, "BlkioDeviceWriteBps": THROTTLED,
    "BlkioDeviceReadIOps": THROTTLED, "BlkioDeviceWriteIOps": THROTTLED, "Devices": ["container.DeviceMapping"],
    "DeviceRequests": ["container.DeviceRequest"], "Ulimits": ["units.Ulimit"], "Mounts": ["mount.Mount"],
})  # fmt: skip
HEALTH_FIELDS = {
    "Test": TEXTS, **dict.fromkeys(("Interval", "Timeout", "StartPeriod"), "time.Duration"),
    "StartInterval": Since(V25, "time.Duration"), "Retries": "int"}  # fmt: skip
HEALTH = Since(V29, Struct("v1.HealthcheckConfig", HEALTH_FIELDS), Struct("container.HealthConfig", HEALTH_FIELDS))
CONTAINER = {
    **texts("Image", "Hostname", "Domainname", "User", "WorkingDir", "StopSignal"),
    **flags("Tty", "OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr", "NetworkDisabled"),
    **lists("Env", "OnBuild"), **dict.fromkeys(("Cmd", "Entrypoint", "Shell"), COMMAND),
    "Labels": MAP, "Volumes": EMPTY, "ExposedPorts": EXPOSED, "Healthcheck": HEALTH, "HostConfig": HOST,
    "StopTimeout": "int", "MacAddress": Since(V29, None, "string"),
    "NetworkingConfig": Struct("network.NetworkingConfig", {"EndpointsConfig": {"*": ENDPOINT}}),
}  # fmt: skip
NETWORK = {
    **texts("Name", "Driver", "Scope"), "IPAM": IPAM, "Options": MAP, "Labels": MAP,
    **flags("EnableIPv6", "Internal", "Attachable", "Ingress", "ConfigOnly"), "EnableIPv4": Since(V28, "bool"),
    "CheckDuplicate": Until(V29, "bool"), "ConfigFrom": Struct("network.ConfigReference", texts("Network")),
}  # fmt: skip
Body = tuple[str, str, Mapping[str, Any]]
"""The name of a body's struct before and since 29, and its fields"""

BODIES: Mapping[str, Body] = {
    "container_create": ("runconfig.ContainerConfigWrapper", "container.CreateRequest", CONTAINER),
    "container_commit": ("runconfig.ContainerConfigWrapper", "container.commitRequest", CONTAINER),
    "container_update": ("container.UpdateConfig", "container.UpdateConfig", {"RestartPolicy": RESTART, **{
        name: kind for name, kind in HOST.fields.items() if kind == "int64" and name != "ShmSize"
    }}),
    "network_create": ("types.NetworkCreateRequest", "network.CreateRequest", NETWORK),
    "network_connect": ("types.NetworkConnect", "network.ConnectRequest", {
        "Container": "string", "EndpointConfig": ENDPOINT}),
    "network_disconnect": ("types.NetworkDisconnect", "network.DisconnectRequest", {
        "Container": "string", "Force": "bool"}),
    "exec_create": ("types.ExecConfig", "container.ExecCreateRequest", {
        **lists("Cmd", "Env"), **texts("User", "WorkingDir", "DetachKeys"), "ConsoleSize": CONSOLE,
        **flags("Tty", "Privileged", "AttachStdin", "AttachStdout", "AttachStderr"),
        "Detach": Until(V29, "bool")}),
    "exec_start": ("types.ExecStartCheck", "container.ExecStartRequest", {
        **flags("Detach", "Tty"), "ConsoleSize": CONSOLE}),
    "volume_create": ("volume.VolumeCreateBody", "volume.CreateRequest", {
        **texts("Name", "Driver"), "DriverOpts": MAP, "Labels": MAP}),
    "swarm_init": ("swarm.InitRequest", "swarm.InitRequest", {
        **texts("ListenAddr", "AdvertiseAddr", "DataPathAddr", "Availability"), "DefaultAddrPool": TEXTS,
        "SubnetSize": "uint32", "DataPathPort": "uint32", **flags("ForceNewCluster", "AutoLockManagers"),
        "Spec": None}),
    "swarm_join": ("swarm.JoinRequest", "swarm.JoinRequest", {
        **texts("ListenAddr", "AdvertiseAddr", "DataPathAddr", "JoinToken", "Availability"), "RemoteAddrs": TEXTS}),
}  # fmt: skip
