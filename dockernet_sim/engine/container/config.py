"""Config and HostConfig of the Engine API:
what a request leaves out filled in, in the order in which inspect shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockernet_sim.engine.images import Image

MASKED_PATHS = (
    "/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
    "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
)  # fmt: skip
READONLY_PATHS = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
SHM_SIZE = 67_108_864

CONFIG: dict[str, Any] = {
    "Hostname": "",
    "Domainname": "",
    "User": "",
    "AttachStdin": False,
    "AttachStdout": False,
    "AttachStderr": False,
    "ExposedPorts": {},
    "Tty": False,
    "OpenStdin": False,
    "StdinOnce": False,
    "Env": None,
    "Cmd": None,
    "Healthcheck": None,
    "Image": "",
    "Volumes": None,
    "WorkingDir": "",
    "Entrypoint": None,
    "NetworkDisabled": False,
    "MacAddress": "",
    "OnBuild": None,
    "Labels": None,
    "StopSignal": "",
    "StopTimeout": None,
    "Shell": None,
}
CONFIG_LEFT_OUT = ("ExposedPorts", "Healthcheck", "NetworkDisabled", "MacAddress", "StopSignal", "StopTimeout", "Shell")

HOST_CONFIG: dict[str, Any] = {
    "Binds": None,
    "ContainerIDFile": "",
    "LogConfig": {"Type": "json-file", "Config": {}},
    "NetworkMode": "default",
    "PortBindings": None,
    "RestartPolicy": {"Name": "", "MaximumRetryCount": 0},
    "AutoRemove": False,
    "VolumeDriver": "",
    "VolumesFrom": None,
    "CapAdd": None,
    "CapDrop": None,
    "CgroupnsMode": "host",
    "Dns": None,
    "DnsOptions": None,
    "DnsSearch": None,
    "ExtraHosts": None,
    "GroupAdd": None,
    "IpcMode": "private",
    "Cgroup": "",
    "Links": None,
    "OomScoreAdj": 0,
    "PidMode": "",
    "Privileged": False,
    "PublishAllPorts": False,
    "ReadonlyRootfs": False,
    "SecurityOpt": None,
    "StorageOpt": None,
    "Tmpfs": None,
    "UTSMode": "",
    "UsernsMode": "",
    "ShmSize": SHM_SIZE,
    "Sysctls": None,
    "Runtime": "runc",
    "ConsoleSize": [0, 0],
    "Isolation": "",
    "CpuShares": 0,
    "Memory": 0,
    "NanoCpus": 0,
    "CgroupParent": "",
    "BlkioWeight": 0,
    "BlkioWeightDevice": [],
    "BlkioDeviceReadBps": None,
    "BlkioDeviceWriteBps": None,
    "BlkioDeviceReadIOps": None,
    "BlkioDeviceWriteIOps": None,
    "CpuPeriod": 0,
    "CpuQuota": 0,
    "CpuRealtimePeriod": 0,
    "CpuRealtimeRuntime": 0,
    "CpusetCpus": "",
    "CpusetMems": "",
    "Devices": [],
    "DeviceCgroupRules": None,
    "DeviceRequests": None,
    "KernelMemory": 0,
    "KernelMemoryTCP": 0,
    "MemoryReservation": 0,
    "MemorySwap": 0,
    "MemorySwappiness": None,
    "OomKillDisable": False,
    "PidsLimit": None,
    "Ulimits": None,
    "CpuCount": 0,
    "CpuPercent": 0,
    "IOMaximumIOps": 0,
    "IOMaximumBandwidth": 0,
    "Mounts": None,
    "MaskedPaths": list(MASKED_PATHS),
    "ReadonlyPaths": list(READONLY_PATHS),
    "Init": None,
}
HOST_CONFIG_LEFT_OUT = ("StorageOpt", "Tmpfs", "Sysctls", "Mounts", "Init")


def filled(template: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """A request's values in the template's order; what it leaves out, or gives as null, is the template's."""
    return {**template, **{key: value for key, value in body.items() if value is not None and key in template}}


def shown(values: Mapping[str, Any], left_out: tuple[str, ...]) -> dict[str, Any]:
    """Without those keys that JSON leaves out when they are empty (Go's ``omitempty``);
    a copy that the asker may change."""
    return {
        key: value.copy() if isinstance(value, (dict, list)) else value
        for key, value in values.items()
        if value or key not in left_out
    }


def make_config(body: dict[str, Any], image: Image) -> dict[str, Any]:
    """A container's Config: the request's, and the image's where the request has none.

    Examples
    --------
    >>> config = make_config({"Env": ["A=1"]}, Image("i", env=("A=0", "B=2"), expose=("80",)))
    >>> config["Env"], config["ExposedPorts"]
    (['A=1', 'B=2'], {'80/tcp': {}})
    """
    config = filled(CONFIG, body)
    own, base = config, image.config()
    ports = {_with_proto(port): {} for port in own["ExposedPorts"]} | base.get("ExposedPorts", {})
    own["ExposedPorts"] = dict(sorted(ports.items()))
    own["Env"] = _merged_env(own["Env"], base["Env"])
    own["Labels"] = {**(base["Labels"] or {}), **(own["Labels"] or {})}
    if own["Entrypoint"] == [""]:
        own["Entrypoint"] = None  # --entrypoint '': not the image's, and none of its own
    elif not own["Entrypoint"]:
        own["Cmd"] = own["Cmd"] or base["Cmd"]
        own["Entrypoint"] = own["Entrypoint"] or base["Entrypoint"]
    own["Volumes"] = {**(base.get("Volumes") or {}), **(own["Volumes"] or {})} or None
    for key in ("User", "WorkingDir", "StopSignal"):
        own[key] = own[key] or base.get(key, "")
    return config


def _with_proto(port: str) -> str:
    return port if "/" in port else f"{port}/tcp"


def _merged_env(own: list[str] | None, base: list[str] | None) -> list[str] | None:
    if not own:
        return base
    keys = {variable.partition("=")[0] for variable in own}
    return [*own, *(variable for variable in base or () if variable.partition("=")[0] not in keys)]


def make_host_config(body: dict[str, Any] | None) -> dict[str, Any]:
    """A container's HostConfig.

    Examples
    --------
    >>> make_host_config({"PortBindings": {"80/tcp": [{"HostPort": "8080"}]}})["PortBindings"]
    {'80/tcp': [{'HostIp': '', 'HostPort': '8080'}]}
    """
    body = body or {}
    config = filled(HOST_CONFIG, body)
    config["NetworkMode"] = config["NetworkMode"] or "default"
    config["RestartPolicy"] = {**HOST_CONFIG["RestartPolicy"], **config["RestartPolicy"]}
    config["ShmSize"] = config["ShmSize"] or SHM_SIZE
    config["LogConfig"] = {
        "Type": config["LogConfig"].get("Type") or "json-file",
        "Config": config["LogConfig"].get("Config") or {},
    }
    if config["PortBindings"] is not None:
        bindings = {_with_proto(port): _bindings(found) for port, found in config["PortBindings"].items()}
        config["PortBindings"] = dict(sorted(bindings.items()))
    if config["Memory"] and not config["MemorySwap"]:
        config["MemorySwap"] = 2 * config["Memory"]
    if config["Privileged"]:
        config["MaskedPaths"] = config["ReadonlyPaths"] = None
    return config


def _bindings(found: Any) -> list[dict[str, str]]:
    entries = [{}] if found is None else found
    return [{"HostIp": entry.get("HostIp") or "", "HostPort": str(entry.get("HostPort") or "")} for entry in entries]


def merge_variables(base: list[str], changes: list[str] | None) -> list[str]:
    """Variables with others set over them: a known one in its place, a new one at the end, one without ``=`` unset.

    >>> merge_variables(["A=1", "B=2"], ["A=3", "C=4", "B"])
    ['A=3', 'C=4']
    """
    found = {variable.partition("=")[0]: variable for variable in base}
    for variable in changes or ():
        key, equals, _ = variable.partition("=")
        if equals:
            found[key] = variable
        else:
            found.pop(key, None)
    return list(found.values())
