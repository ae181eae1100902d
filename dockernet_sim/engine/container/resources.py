"""Limits and devices of a request: what dockerd 20.10 refuses, at create or at start,
on a machine with two processors and no more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dockernet_sim.engine.container.users import DIGITS, HIGHEST
from dockernet_sim.engine.errors import ApiError, BadRequest, NotFound, ServerError
from dockernet_sim.engine.refusals import Refusals
from dockernet_sim.programs.passwd import groups
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.vfs.files import Files

CPUS = 2
LEAST_MEMORY = 6 * 1024 * 1024  # bytes
RUNTIMES = ("", "runc", "io.containerd.runc.v2", "io.containerd.runtime.v1.linux")
LOG_DRIVERS = ("json-file", "local", "none")
OTHER_LOG_DRIVERS = ("awslogs", "fluentd", "gcplogs", "gelf", "journald", "logentries", "splunk", "syslog")
LOG_OPTIONS = {
    "json-file": ("max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size"),  # noqa: E501
    "local": ("max-file", "max-size", "compress", "mode", "max-buffer-size"),
}  # fmt: skip
DEVICES = (
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/tty",
)  # that a container has anyway
KERNEL_MEMORY = "Specifying a kernel memory limit is deprecated and will be removed in a future release."
NO_BLKIO_DEVICE = (
    "Your kernel does not support Block I/O weight_device or the cgroup is not mounted. Weight-device discarded."
)
NO_BLKIO = "Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded."
OOM_DANGER = (
    "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of "  # noqa: E501
    "resources."
)
IPC_MODES = ("", "none", "private", "shareable", "host")
RATES = (
    "BlkioDeviceReadBps",
    "BlkioDeviceWriteBps",
    "BlkioDeviceReadIOps",
    "BlkioDeviceWriteIOps",
    "BlkioWeightDevice",
)


def check_resources(host: dict[str, Any], refuse: Refusals, kernel_memory: bool) -> list[str]:
    """Refuse a request's HostConfig as dockerd does before it creates anything; the warnings are returned.

    Parameters
    ----------
    host : dict
        HostConfig with all its fields; what dockerd passes over is taken out of it.
    refuse : Refusals
        In the release's words.
    kernel_memory : bool
        Whether the release takes a limit of the kernel's memory.

    Raises
    ------
    BadRequest, NotFound
        In dockerd's words.
    NotModelled
        For logging drivers and settings that exist and have no model.
    """
    if not kernel_memory:
        host["KernelMemory"] = 0
    _check_memory(host)
    _check_cpus(host, refuse)
    _check_runtime(host, refuse)
    _check_logging(host["LogConfig"])
    warnings = [KERNEL_MEMORY] if host["KernelMemory"] else []
    if host["BlkioWeightDevice"]:
        host["BlkioWeightDevice"] = []
        warnings.append(NO_BLKIO_DEVICE)
    if host["BlkioWeight"]:
        host["BlkioWeight"] = 0
        warnings.append(NO_BLKIO)
    if host["OomKillDisable"] and not host["Memory"]:
        warnings.append(OOM_DANGER)
    return warnings


def _check_memory(host: Mapping[str, Any]) -> None:
    memory, swap = host["Memory"], host["MemorySwap"]
    if memory and memory < LEAST_MEMORY:
        raise BadRequest("Minimum memory limit allowed is 6MB")
    if swap > 0 and not memory:
        raise BadRequest("You should always set the Memory limit when using Memoryswap limit, see usage")
    if memory and 0 < swap < memory:
        raise BadRequest("Minimum memoryswap limit should be larger than memory limit, see usage")
    if 0 < host["KernelMemory"] < LEAST_MEMORY:
        raise BadRequest("Minimum kernel memory limit allowed is 6MB")
    if memory and host["MemoryReservation"] > memory:
        raise BadRequest("Minimum memory limit can not be less than memory reservation limit, see usage")
    if host["ShmSize"] < 0:
        raise BadRequest("SHM size can not be less than 0")
    if not -1000 <= host["OomScoreAdj"] <= 1000:
        raise BadRequest(f"Invalid value {host['OomScoreAdj']}, range for oom score adj is [-1000, 1000]")


def _check_cpus(host: Mapping[str, Any], refuse: Refusals) -> None:
    if host["NanoCpus"] and not 10**7 <= host["NanoCpus"] <= CPUS * 10**9:
        available = f"as there are only {CPUS} CPUs available"
        raise refuse("bad-cpus", range=f"0.01 to {CPUS}.00, {available}")
    if host["CpuPeriod"] and not 1000 <= host["CpuPeriod"] <= 1_000_000:
        raise BadRequest("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)")
    if host["CpuRealtimePeriod"] or host["CpuRealtimeRuntime"]:
        raise NotModelled("real-time scheduling (--cpu-rt-period, --cpu-rt-runtime) is not modelled")
    for key, word, last in (("CpusetCpus", "CPUs", CPUS - 1), ("CpusetMems", "memory nodes", 0)):
        if host[key] and not _is_list(host[key]):
            kind = f"cpuset {key.removeprefix('Cpuset').lower()}"
            raise BadRequest(f"Invalid value {host[key]} for {kind}: invalid format: {host[key]}")
        numbers = [int(n) for part in host[key].split(",") for n in part.split("-") if n]
        if any(n > last for n in numbers):
            available = f"0-{last}" if last else "0"
            raise BadRequest(f"Requested {word} are not available - requested {host[key]}, available: {available}")


def _is_list(text: str) -> bool:
    """Whether a text is numbers and ranges, as ``0-2,5``."""
    parts = [re.fullmatch("([0-9]{1,9})(?:-([0-9]{1,9}))?", part) for part in text.split(",")]
    return all(part is not None and int(part[1]) <= int(part[2] or part[1]) for part in parts)


def _check_runtime(host: Mapping[str, Any], refuse: Refusals) -> None:
    if host["Runtime"] not in RUNTIMES:
        raise refuse("no-such-runtime", name=host["Runtime"])
    if host["Isolation"] not in ("", "default"):
        raise refuse("bad-isolation", name=host["Isolation"])
    if host["StorageOpt"]:
        raise BadRequest("--storage-opt is supported only for overlay over xfs with 'pquota' mount option")
    if host["UsernsMode"] not in ("", "host"):
        raise BadRequest("invalid userns mode")


def _check_logging(config: Mapping[str, Any]) -> None:
    kind = config.get("Type") or "json-file"
    if kind in OTHER_LOG_DRIVERS:
        raise NotModelled(f"the logging driver {kind} is not modelled")
    if kind not in LOG_DRIVERS:
        raise NotFound(f'error looking up logging plugin {kind}: plugin "{kind}" not found')
    known = LOG_OPTIONS.get(kind)
    for option in config.get("Config") or {} if known is not None else {}:
        if option not in (known or ()):
            raise BadRequest(f"unknown log opt '{option}' for {kind} log driver")


def check_start(host: Mapping[str, Any], files: Files, refuse: Refusals) -> None:
    """Refuse what dockerd finds out only as it starts the container; ApiError, NotModelled."""
    for asked in host["DeviceRequests"] or ():
        driver, sets = asked.get("Driver") or "", asked.get("Capabilities") or []
        capabilities = " ".join(f"[{' '.join(each)}]" for each in sets)
        plain = not driver and any({*each} <= {"gpu", "amd"} for each in sets)
        raise refuse("no-gpu" if plain else "no-device-driver", driver=driver, capabilities=capabilities)
    for device in host["Devices"] or ():
        path = device["PathOnHost"]
        if path not in DEVICES:
            what = "error gathering device information while adding custom device"
            raise ServerError(f'{what} "{path}": no such file or directory')
        if device["PathInContainer"] != path:
            raise NotModelled(f"--device {path} under another name is not modelled")
    for key in RATES:
        for entry in host[key] or ():
            raise ServerError(f"stat {entry['Path']}: no such file or directory")
    _check_modes(host, files, refuse)


def starts_plainly(host: Mapping[str, Any]) -> bool:
    """Whether nothing is there for :func:`check_start` to look at."""
    return host["IpcMode"] in IPC_MODES and not any(
        host[key] for key in ("DeviceRequests", "Devices", "GroupAdd", *RATES)
    )


def _check_modes(host: Mapping[str, Any], files: Files, refuse: Refusals) -> None:
    ipc = host["IpcMode"]
    if ipc not in IPC_MODES and not ipc.startswith("container:"):
        raise BadRequest(f"Invalid IPC mode: {ipc}")
    for group in host["GroupAdd"] or ():
        digits = re.fullmatch("0*([0-9]+)", group)
        if digits is None and not has_group(files, group):
            raise refuse("no-such-group", name=group)
        if digits is not None and (len(digits[1]) > DIGITS or int(digits[1]) > HIGHEST):
            raise ServerError(f"uids and gids must be in range 0-{HIGHEST}")


def has_group(files: Files, name: str) -> bool:
    """Whether /etc/group has a group of that name; every image has root."""
    return name == "root" or any(each.name == name for each in groups(files))


def unreadable_log(host: Mapping[str, Any]) -> ApiError | None:
    """Why ``docker logs`` has nothing to read, or None."""
    if host["LogConfig"].get("Type") == "none":
        return ServerError("configured logging driver does not support reading")
    return None
