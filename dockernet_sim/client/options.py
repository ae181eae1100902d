"""docker-py's keyword arguments for a container, in the Engine API's spelling."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from dockernet_sim.client import checks
from dockernet_sim.client.errors import InvalidArgument, InvalidVersion
from dockernet_sim.client.types import Healthcheck, LogConfig, Ulimit, in_bytes, link_list, port_bindings
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import verified

if TYPE_CHECKING:
    from dockernet_sim.client.arguments import Pairs, Words


def words(command: Words | None) -> list[str]:
    """A command as words; InvalidArgument when its quotes are not closed."""
    try:
        return shlex.split(command) if isinstance(command, str) else list(command or ())
    except ValueError as error:
        raise InvalidArgument(f"command: {error}: {must.shown(command)}") from None


def environment(given: Pairs) -> list[str]:
    """An environment as ``NAME=VALUE`` texts; a name alone is not set."""
    if not isinstance(given, Mapping):
        return list(given)
    return [name if value is None else f"{name}={value}" for name, value in given.items()]


def _hosts(given: dict[str, Any] | list[str]) -> list[str]:
    return [f"{name}:{address}" for name, address in sorted(given.items())] if isinstance(given, dict) else given


def _labels(given: dict[str, str] | list[str]) -> dict[str, str]:
    return dict(given) if isinstance(given, dict) else dict.fromkeys(given, "")


def _binds(given: dict[str, Any] | list[str]) -> list[str]:
    if not isinstance(given, dict):
        return list(given)
    return [f"{source}:{_bind(each)}" for source, each in given.items()]


def _bind(given: Any) -> str:
    if not isinstance(given, dict):
        return f"{given}:rw"
    if "bind" not in given or ("ro" in given and "mode" in given):
        raise InvalidArgument(f'volumes: a bind, and not both "ro" and "mode": {must.shown(given)}')
    mode = given.get("mode", "rw") if "ro" not in given else "ro" if given["ro"] else "rw"
    parts = [str(part) for part in (mode, given.get("propagation")) if part]
    return f"{given['bind']}:{','.join(parts)}"


def _devices(given: list[Any]) -> list[Any]:
    return [each if isinstance(each, dict) else _device(*each.split(":", 2)) for each in given]


def _device(host: str, inside: str = "", permissions: str = "rwm") -> dict[str, str]:
    return {"PathOnHost": host, "PathInContainer": inside or host, "CgroupPermissions": permissions}


def _tmpfs(given: dict[str, str] | list[str]) -> dict[str, str]:
    return given if isinstance(given, dict) else {each.partition(":")[0]: each.partition(":")[2] for each in given}


def _exposed(given: Any) -> dict[str, Any]:
    if isinstance(given, dict):
        return given
    pairs = (each if isinstance(each, list) else [each] for each in given)
    return {f"{port}/{kind[0] if kind else 'tcp'}": {} for port, *kind in pairs}


def _settings(given: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in given.items()}


def _texts(given: list[Any]) -> list[str]:
    return [str(each) for each in given]


def _same(given: Any) -> Any:
    return given


class Field(NamedTuple):
    """Where a keyword goes: the API's name, what it must be, how it is written, and whether it is sent when empty."""

    name: str
    check: must.Check
    convert: Callable[[Any], Any] = _same
    empty: bool = False


COUNT, SIZE = must.count(), must.either(must.count(), must.text)
MAPPING = must.mapping(must.text, must.plain, "a mapping")
LIST = must.sequence(must.plain, "a list")
NAMES = must.either(MAPPING, must.texts)
CONFIG: dict[str, Field] = {
    "hostname": Field("Hostname", must.text),
    "domainname": Field("Domainname", must.either(must.text, must.texts), lambda given: given if isinstance(given,
        str) else ".".join(given)),
    "user": Field("User", must.either(must.text, must.count(0)), str, True),
    "working_dir": Field("WorkingDir", must.text),
    "environment": Field("Env", checks.pairs, environment, True),
    "entrypoint": Field("Entrypoint", checks.words, words, True),
    "labels": Field("Labels", checks.labels, _labels, True),
    "tty": Field("Tty", must.flag),
    "stdin_open": Field("OpenStdin", must.flag),
    "mac_address": Field("MacAddress", must.text),
    "stop_signal": Field("StopSignal", must.text),
    "stop_timeout": Field("StopTimeout", COUNT, _same, True),
    "healthcheck": Field("Healthcheck", MAPPING, lambda given: Healthcheck(**given)),
    "network_disabled": Field("NetworkDisabled", must.flag),
    "runtime": Field("Runtime", must.text),
    "volumes": Field("Volumes", must.either(must.text, NAMES), lambda given: given if isinstance(given,
        dict) else {each: {} for each in ([given] if isinstance(given, str) else given)}, True),
    "ports": Field("ExposedPorts", must.either(LIST, MAPPING), _exposed, True),
}  # fmt: skip
PORT = re.compile(r"[0-9]{1,5}(/(tcp|udp|sctp))?")


def _port(value: Any) -> Any:
    if isinstance(value, str) and PORT.fullmatch(value):
        return value
    if not isinstance(value, str):
        return must.port(value)
    raise ValueError("a port, as 80, '80' or '80/udp'")


def _bound(value: Any) -> Any:
    if value is None or isinstance(value, dict):
        return must.plain(value)
    if isinstance(value, list):
        return [_bound(each) for each in value]
    if isinstance(value, tuple) and 1 <= len(value) <= 2 and all(isinstance(each, (str, int)) for each in value):
        return value
    return must.either(must.count(0, 65535), must.text)(value)


PORTS = must.mapping(_port, _bound, "container ports, each with a host port, (address, port), a list of these, or None")
ENDPOINTS = must.mapping(must.text, must.maybe(MAPPING), "networks, each with an EndpointConfig or None")
HOST_CONFIG: dict[str, Field] = {
    "auto_remove": Field("AutoRemove", must.flag),
    "binds": Field("Binds", must.either(must.mapping(must.text, must.plain, "folders or volumes with where they go"),
        must.texts), _binds, True),
    "blkio_weight": Field("BlkioWeight", COUNT),
    "blkio_weight_device": Field("BlkioWeightDevice", LIST),
    "cap_add": Field("CapAdd", must.texts),
    "cap_drop": Field("CapDrop", must.texts),
    "cgroup_parent": Field("CgroupParent", must.text, _same, True),
    "cgroupns": Field("CgroupnsMode", must.text),
    "cpu_count": Field("CpuCount", COUNT),
    "cpu_percent": Field("CpuPercent", COUNT),
    "cpu_period": Field("CpuPeriod", COUNT),
    "cpu_quota": Field("CpuQuota", COUNT),
    "cpu_rt_period": Field("CPURealtimePeriod", COUNT),
    "cpu_rt_runtime": Field("CPURealtimeRuntime", COUNT),
    "cpu_shares": Field("CpuShares", COUNT),
    "cpuset_cpus": Field("CpusetCpus", must.text),
    "cpuset_mems": Field("CpusetMems", must.text),
    "device_cgroup_rules": Field("DeviceCgroupRules", must.texts, _same, True),
    "device_read_bps": Field("BlkioDeviceReadBps", LIST),
    "device_read_iops": Field("BlkioDeviceReadIOps", LIST),
    "device_requests": Field("DeviceRequests", LIST, _same, True),
    "device_write_bps": Field("BlkioDeviceWriteBps", LIST),
    "device_write_iops": Field("BlkioDeviceWriteIOps", LIST),
    "devices": Field("Devices", must.sequence(must.either(MAPPING, must.name), "a list of devices"), _devices),
    "dns": Field("Dns", must.texts, _same, True),
    "dns_opt": Field("DnsOptions", must.texts, _same, True),
    "dns_search": Field("DnsSearch", must.texts),
    "extra_hosts": Field("ExtraHosts", checks.pairs, _hosts, True),
    "group_add": Field("GroupAdd", must.sequence(SIZE, "a list of groups"), _texts),
    "init": Field("Init", must.flag, _same, True),
    "ipc_mode": Field("IpcMode", must.text),
    "isolation": Field("Isolation", must.text),
    "kernel_memory": Field("KernelMemory", SIZE, in_bytes),
    "links": Field("Links", checks.links, link_list, True),
    "log_config": Field("LogConfig", MAPPING, lambda given: LogConfig(**given), True),
    "lxc_conf": Field("LxcConf", must.either(MAPPING, LIST), lambda given: given if isinstance(given,
        list) else [{"Key": key, "Value": str(value)} for key, value in given.items()], True),
    "mem_limit": Field("Memory", SIZE, in_bytes, True),
    "mem_reservation": Field("MemoryReservation", SIZE, in_bytes),
    "mem_swappiness": Field("MemorySwappiness", COUNT, _same, True),
    "memswap_limit": Field("MemorySwap", SIZE, in_bytes, True),
    "mounts": Field("Mounts", must.sequence(must.plain, "a list of mounts"), _same, True),
    "nano_cpus": Field("NanoCpus", COUNT),
    "oom_kill_disable": Field("OomKillDisable", must.flag),
    "oom_score_adj": Field("OomScoreAdj", COUNT),
    "pid_mode": Field("PidMode", must.text),
    "pids_limit": Field("PidsLimit", COUNT),
    "port_bindings": Field("PortBindings", PORTS, port_bindings, True),
    "privileged": Field("Privileged", must.flag),
    "publish_all_ports": Field("PublishAllPorts", must.flag),
    "read_only": Field("ReadonlyRootfs", must.flag, _same, True),
    "restart_policy": Field("RestartPolicy", MAPPING),
    "runtime": Field("Runtime", must.text),
    "security_opt": Field("SecurityOpt", must.texts, _same, True),
    "shm_size": Field("ShmSize", SIZE, in_bytes, True),
    "storage_opt": Field("StorageOpt", MAPPING, _same, True),
    "sysctls": Field("Sysctls", must.mapping(must.text, checks.scalar, "settings"), _settings),
    "tmpfs": Field("Tmpfs", must.either(must.mapping(must.text, must.text, "folders"), must.texts), _tmpfs),
    "ulimits": Field("Ulimits", must.sequence(MAPPING, "a list of limits"), lambda given: [Ulimit(**each)
        for each in given], True),
    "userns_mode": Field("UsernsMode", must.choice("host", "")),
    "uts_mode": Field("UTSMode", must.choice("host", "")),
    "volume_driver": Field("VolumeDriver", must.text, _same, True),
    "volumes_from": Field("VolumesFrom", must.either(must.text, must.texts), lambda given: given.split(",")
        if isinstance(given, str) else given, True),
}  # fmt: skip
WITHOUT_EFFECT = frozenset(
    name for name in HOST_CONFIG if name.startswith(("blkio", "cgroup", "cpu", "device", "mem", "oom"))
) | {
    "group_add", "init_path", "ipc_mode", "isolation", "kernel_memory", "log_config", "lxc_conf", "nano_cpus",
    "pid_mode", "pids_limit", "platform", "read_only", "runtime", "security_opt", "shm_size", "storage_opt", "tmpfs",
    "ulimits", "use_config_proxy", "userns_mode", "uts_mode", "version", "volume_driver",
}  # fmt: skip
"""docker-py's keywords for resources and the like: shown by inspect where the engine shows them, and without effect on
networks."""


def written(where: str, options: Mapping[str, Any], table: Mapping[str, Field]) -> dict[str, Any]:
    """Keywords of a table as the API's fields.

    Raises
    ------
    InvalidArgument
        For a value that a keyword cannot take.
    """
    fields = {}
    for name, value in options.items():
        if value is None:
            continue
        field = table[name]
        found = verified(where, name, value, field.check, InvalidArgument)
        if found or field.empty:
            fields[field.name] = field.convert(found)
    return fields


def host_config(where: str = "create_host_config", **options: Any) -> dict[str, Any]:
    """``HostConfig`` of the Engine API.

    >>> host_config(port_bindings={80: 8080}, network_mode="mynet")
    {'NetworkMode': 'mynet', 'PortBindings': {'80/tcp': [{'HostIp': '', 'HostPort': '8080'}]}}
    """
    mode = options.pop("network_mode", None)
    mode = verified(where, "network_mode", mode, must.maybe(must.text), InvalidArgument) or "default"
    if options.pop("init_path", None) is not None:
        raise InvalidVersion("init_path param is not supported in API versions > 1.29")
    refuse_unknown(where, options, HOST_CONFIG)
    if mode == "host" and options.get("port_bindings"):
        raise InvalidArgument(f'{where}: network_mode "host" and port_bindings exclude each other')
    return {"NetworkMode": mode, **written(where, options, HOST_CONFIG)}


def container_config(
    image: str, command: Words | None, options: Mapping[str, Any], where: str = "create_container"
) -> dict[str, Any]:
    """``Config`` of the Engine API, with ``HostConfig`` and ``NetworkingConfig``."""
    options = dict(options)
    detached = verified(where, "detach", options.pop("detach", False), must.flag, InvalidArgument)
    nested = {
        field: verified(where, name, options.pop(name, None), must.maybe(must.plain), InvalidArgument)
        for name, field in (("host_config", "HostConfig"), ("networking_config", "NetworkingConfig"))
    }
    refuse_unknown(where, options, CONFIG)
    config = written(where, options, CONFIG)
    given = not detached and bool(config.get("OpenStdin"))
    streams = {"AttachStdin": given, "StdinOnce": given, "AttachStdout": not detached, "AttachStderr": not detached}
    if command is not None:
        config["Cmd"] = words(command)
    return {**config, **streams, "Image": image, **nested}


def refuse_unknown(where: str, options: Mapping[str, Any], known: Mapping[str, object]) -> None:
    """InvalidArgument for a keyword that docker-py does not have."""
    for name in options:
        if name not in known:
            raise InvalidArgument(f"{where}() got an unexpected keyword argument {name!r}")
