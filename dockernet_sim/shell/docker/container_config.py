"""The options of ``docker run`` and ``docker create`` made into the Engine API's request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dockernet_sim.engine.container.request import ContainerRequest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.checks import check_mac, environment, label
from dockernet_sim.shell.docker.endpoints import endpoint_settings
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.kinds import BadValue
from dockernet_sim.shell.docker.limits import device, logging, security, storage
from dockernet_sim.shell.docker.mounts import split_volumes, tmpfs
from dockernet_sim.shell.docker.ports import expose, publish
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.sim.gonumbers import NoNumber, atoi

MODES = (
    ("pid", "PID", ("", "host"), True),
    ("uts", "UTS", ("", "host"), False),
    ("userns", "USER", ("", "host"), False),
    ("cgroupns", "CGROUP", ("", "host", "private"), False),
)
RESOURCES = {
    "blkio-weight": "BlkioWeight", "cgroup-parent": "CgroupParent", "cpu-period": "CpuPeriod", "cpu-quota": "CpuQuota",
    "cpu-rt-period": "CpuRealtimePeriod", "cpu-rt-runtime": "CpuRealtimeRuntime", "cpu-shares": "CpuShares",
    "cpus": "NanoCpus", "cpuset-cpus": "CpusetCpus", "cpuset-mems": "CpusetMems", "kernel-memory": "KernelMemory",
    "memory": "Memory", "memory-reservation": "MemoryReservation", "memory-swap": "MemorySwap",
    "oom-score-adj": "OomScoreAdj",
    "pids-limit": "PidsLimit", "runtime": "Runtime", "shm-size": "ShmSize", "group-add": "GroupAdd", "ipc": "IpcMode",
    "isolation": "Isolation",
    "blkio-weight-device": "BlkioWeightDevice",
    "device-read-bps": "BlkioDeviceReadBps", "device-write-bps": "BlkioDeviceWriteBps",
    "device-read-iops": "BlkioDeviceReadIOps", "device-write-iops": "BlkioDeviceWriteIOps", "ulimit": "Ulimits",
    "userns": "UsernsMode",
    "memory-swappiness": "MemorySwappiness", "oom-kill-disable": "OomKillDisable",
    "device-cgroup-rule": "DeviceCgroupRules",
    "cgroupns": "CgroupnsMode",
}  # fmt: skip


def container_request(call: Call) -> dict[str, Any]:
    """The body of the Engine API's create call; CliError with the CLI's own text."""
    check_mac(call["mac-address"])
    if not -1 <= call["memory-swappiness"] <= 100:
        raise CliError(f"invalid value: {call['memory-swappiness']}. Valid memory swappiness range is 0-100")
    bindings = publish(call["publish"])
    exposed = list(dict.fromkeys([*bindings, *expose(call["expose"])]))
    variables = read_variables(call, call["env-file"], call["env"])
    check_modes(call)
    policy = restart_policy(call["restart"])
    endpoints = endpoint_settings(call)
    if call["rm"] and policy["Name"] not in ("", "no"):
        raise cli_error("restart-and-rm")
    networks = call["network"]
    return ContainerRequest(
        image=call.words[0],
        network=networks[0]["target"] if networks else "default",
        bindings=bindings,
        endpoints=endpoints,
        config=container_config(call, exposed, variables),
        host=host_config(call, policy),
    ).body()


def container_config(call: Call, exposed: list[str], variables: list[str]) -> dict[str, Any]:
    """What the Engine API calls Config, but for the image."""
    attached = call["attach"] or ["stdout", "stderr"]
    detached = call["detach"] if call.command.name == "run" else False
    config: dict[str, Any] = {
        "Hostname": call["hostname"],
        "Domainname": call["domainname"],
        "User": call["user"],
        "AttachStdin": not detached and ("stdin" in attached or call["interactive"]),
        "AttachStdout": not detached and "stdout" in attached,
        "AttachStderr": not detached and "stderr" in attached,
        "ExposedPorts": {port: {} for port in exposed},
        "Tty": call["tty"],
        "OpenStdin": call["interactive"],
        "StdinOnce": not detached and call["interactive"] and ("stdin" in attached or not call["attach"]),
        "Env": variables,
        "Cmd": call.words[1:],
        "Volumes": split_volumes(call["volume"])[1],
        "WorkingDir": call["workdir"],
        "Entrypoint": None,
        "MacAddress": "" if call.client.several_networks else call["mac-address"],
        "Labels": key_values([*lines(call, call["label-file"], label), *call["label"]]),
    }
    if call.given("entrypoint"):
        config["Entrypoint"] = [call["entrypoint"]]
    config["Healthcheck"] = healthcheck(call)
    if call.given("stop-signal"):
        config["StopSignal"] = call["stop-signal"]
    if call.given("stop-timeout"):
        config["StopTimeout"] = call["stop-timeout"]
    return config


def healthcheck(call: Call) -> dict[str, Any] | None:
    """``--health-cmd`` and its kin; None when nothing was asked for."""
    fields = {"health-interval": "Interval", "health-timeout": "Timeout", "health-start-period": "StartPeriod"}
    given = [name for name in ("health-cmd", *fields, "health-retries") if call.given(name)]
    if call["no-healthcheck"]:
        if given:
            raise CliError("--no-healthcheck conflicts with --health-* options")
        return {"Test": ["NONE"]}
    if not given:
        return None
    found: dict[str, Any] = {"Test": ["CMD-SHELL", call["health-cmd"]]} if call["health-cmd"] else {}
    for name, key in (*fields.items(), ("health-retries", "Retries")):
        if call[name] < 0:
            raise CliError(f"--{name} cannot be negative")
        if call[name]:
            found[key] = call[name]
    return found


def host_config(call: Call, policy: dict[str, Any]) -> dict[str, Any]:
    """What the Engine API calls HostConfig, but for networks and ports."""
    config: dict[str, Any] = {
        "ContainerIDFile": call["cidfile"],
        "RestartPolicy": policy,
        "AutoRemove": call["rm"],
        "CapAdd": call["cap-add"] or None,
        "CapDrop": call["cap-drop"] or None,
        "Dns": call["dns"],
        "DnsOptions": call["dns-option"],
        "DnsSearch": call["dns-search"],
        "ExtraHosts": call["add-host"] or None,
        "Links": call["link"] or None,
        "PidMode": call["pid"],
        "Privileged": call["privileged"],
        "PublishAllPorts": call["publish-all"],
        "UTSMode": call["uts"],
        "Sysctls": call["sysctl"] or None,
    }
    config.update(
        Binds=split_volumes(call["volume"])[0] or None,
        Mounts=call["mount"] or None,
        Tmpfs=tmpfs(call["tmpfs"]) or None,
        VolumesFrom=call["volumes-from"] or None,
        VolumeDriver=call["volume-driver"],
        ReadonlyRootfs=call["read-only"],
        LogConfig=logging(call["log-driver"], call["log-opt"]),
        DeviceRequests=call["gpus"] or None,
        SecurityOpt=security(call["security-opt"]),
        StorageOpt=storage(call["storage-opt"]),
    )
    config.update({key: call[option] for option, key in RESOURCES.items() if call.given(option)})
    if call["device"]:
        if not call.answered:
            raise CliError("unknown server OS: ")
        config["Devices"] = [device(each) for each in call["device"]]
    if call.given("init"):
        config["Init"] = call["init"]
    return config


def check_modes(call: Call) -> None:
    """``--pid``, ``--uts``, ``--userns`` and ``--cgroupns``."""
    for option, word, allowed, other in MODES:
        value = call[option]
        if value not in allowed and not (other and value.startswith("container:") and value != "container:"):
            raise CliError(f"--{option}: invalid {word} mode")


def restart_policy(text: str) -> dict[str, Any]:
    """``--restart on-failure:3``"""
    name, colon, count = text.partition(":")
    if colon and ":" in count:
        raise cli_error("restart-format")
    if not colon:
        return {"Name": name, "MaximumRetryCount": 0}
    try:
        return {"Name": name, "MaximumRetryCount": atoi(count)}
    except NoNumber:
        raise cli_error("restart-count") from None


def read_variables(call: Call, files: Iterable[str], given: Iterable[str]) -> list[str]:
    """``--env-file`` and ``-e``; a name without a value takes the value it has where docker is called."""
    found = []
    for entry in [*lines(call, files, environment), *given]:
        name, equals, _ = entry.partition("=")
        if not equals and name in call.task.env:
            entry = f"{name}={call.task.env[name]}"
        found.append(entry)
    return found


def lines(call: Call, files: Iterable[str], check: Any) -> list[str]:
    """The lines of files that hold something."""
    found = []
    for path in files:
        try:
            text = call.task.read(path)
        except NetError:
            raise CliError(f"open {path}: no such file or directory") from None
        for line in text.splitlines():
            entry = line.lstrip()
            if entry and not entry.startswith("#"):
                found.append(checked_line(entry, check))
    return found


def checked_line(entry: str, check: Any) -> str:
    """One line of such a file."""
    if re.search(r"\s", entry.partition("=")[0]):
        raise CliError(f"poorly formatted environment: variable '{entry.partition('=')[0]}' contains whitespaces")
    try:
        return str(check(entry))
    except BadValue:
        raise CliError(f"poorly formatted environment: no variable name on line '{entry}'") from None


def key_values(entries: Iterable[str]) -> dict[str, str]:
    """``key=value`` entries as a map; a key alone has no value."""
    return {key: value for key, _, value in (entry.partition("=") for entry in entries)}
