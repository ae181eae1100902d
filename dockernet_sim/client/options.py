"""docker-py's keyword arguments for a container, in the Engine API's spelling."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import Any

from dockernet_sim.client import checks
from dockernet_sim.client.errors import InvalidArgument
from dockernet_sim.client.types import link_list, port_bindings
from dockernet_sim.engine.container.request import ContainerRequest
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import verified


def words(command: str | list[str] | None) -> list[str]:
    """A command as words; InvalidArgument when its quotes are not closed."""
    try:
        return shlex.split(command) if isinstance(command, str) else list(command or ())
    except ValueError as error:
        raise InvalidArgument(f"command: {error}: {must.shown(command)}") from None


def pairs(given: dict[str, Any] | list[str], joint: str = "=") -> list[str]:
    """A mapping as joined texts."""
    return [f"{k}{joint}{v}" for k, v in given.items()] if isinstance(given, dict) else list(given)


def _labels(given: dict[str, str] | list[str]) -> dict[str, str]:
    return dict(given) if isinstance(given, dict) else dict.fromkeys(given, "")


def _binds(given: dict[str, Any] | list[str]) -> list[str]:
    if isinstance(given, dict):
        return [f"{source}:{each['bind']}:{each.get('mode', 'rw')}" for source, each in given.items()]
    return list(given)


Convert = Callable[[Any], Any]
MAPPING = must.mapping(must.text, must.plain, "a mapping")
CONFIG: dict[str, tuple[str, must.Check, Convert]] = {
    "hostname": ("Hostname", must.text, str),
    "domainname": ("Domainname", must.either(must.text, must.texts), lambda given: given if isinstance(given,
        str) else ".".join(given)),
    "user": ("User", must.either(must.text, must.count(0)), str),
    "working_dir": ("WorkingDir", must.text, str),
    "environment": ("Env", checks.pairs, pairs),
    "entrypoint": ("Entrypoint", checks.words, words),
    "labels": ("Labels", checks.labels, _labels),
    "tty": ("Tty", must.flag, bool),
    "stdin_open": ("OpenStdin", must.flag, bool),
    "mac_address": ("MacAddress", must.text, str),
    "stop_signal": ("StopSignal", must.text, str),
    "healthcheck": ("Healthcheck", MAPPING, dict),
    "network_disabled": ("NetworkDisabled", must.flag, bool),
}  # fmt: skip
HOST_CONFIG: dict[str, tuple[str, must.Check, Convert]] = {
    "auto_remove": ("AutoRemove", must.flag, bool),
    "cap_add": ("CapAdd", must.texts, list),
    "cap_drop": ("CapDrop", must.texts, list),
    "dns": ("Dns", must.texts, list),
    "dns_opt": ("DnsOptions", must.texts, list),
    "dns_search": ("DnsSearch", must.texts, list),
    "extra_hosts": ("ExtraHosts", checks.pairs, lambda given: pairs(given, ":")),
    "init": ("Init", must.flag, bool),
    "links": ("Links", checks.links, link_list),
    "mounts": ("Mounts", must.sequence(must.plain, "a list of mounts"), list),
    "privileged": ("Privileged", must.flag, bool),
    "publish_all_ports": ("PublishAllPorts", must.flag, bool),
    "restart_policy": ("RestartPolicy", MAPPING, dict),
    "sysctls": ("Sysctls", must.mapping(must.text, checks.scalar, "settings"), lambda given: {k: str(v) for k,
        v in given.items()}),
    "volumes": ("Binds", must.either(MAPPING, must.texts), _binds),
    "volumes_from": ("VolumesFrom", must.texts, list),
}  # fmt: skip
HARMLESS = frozenset(
    [
        "blkio_weight",
        "blkio_weight_device",
        "cgroup_parent",
        "cgroupns",
        "cpu_count",
        "cpu_percent",
        "cpu_period",
        "cpu_quota",
        "cpu_rt_period",
        "cpu_rt_runtime",
        "cpu_shares",
        "cpuset_cpus",
        "cpuset_mems",
        "device_read_bps",
        "device_read_iops",
        "device_write_bps",
        "device_write_iops",
        "group_add",
        "init_path",
        "ipc_mode",
        "kernel_memory",
        "log_config",
        "mem_limit",
        "mem_reservation",
        "mem_swappiness",
        "memswap_limit",
        "nano_cpus",
        "oom_kill_disable",
        "oom_score_adj",
        "pids_limit",
        "platform",
        "security_opt",
        "shm_size",
        "storage_opt",
        "ulimits",
        "use_config_proxy",
        "version",
    ]
)
"""docker-py's keywords for resources and the like: accepted, and without effect on networks."""
NOT_MODELLED = frozenset(
    [
        "device_cgroup_rules",
        "device_requests",
        "devices",
        "isolation",
        "lxc_conf",
        "pid_mode",
        "read_only",
        "runtime",
        "tmpfs",
        "userns_mode",
        "uts_mode",
        "volume_driver",
    ]
)
"""docker-py's keywords that are refused by name."""
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
NETWORK = must.maybe(checks.reference)


def container_body(image: str, command: str | list[str] | None, options: dict[str, Any]) -> dict[str, Any]:
    """The body of a container's creation.

    Raises
    ------
    InvalidArgument
        For an option that is not known, or a value that it cannot take.
    NotModelled
        For an option that docker-py has and the model does not.

    Examples
    --------
    >>> body = container_body("nginx", None, {"network": "mynet", "ports": {"80/tcp": 8080}})
    >>> body["HostConfig"]["NetworkMode"], body["HostConfig"]["PortBindings"]
    ('mynet', {'80/tcp': [{'HostIp': '', 'HostPort': '8080'}]})
    """
    options = {name: value for name, value in options.items() if value is not None}
    request = ContainerRequest(image, _network_mode(options))
    if command is not None:
        request.config["Cmd"] = words(command)
    endpoints = _taken(options, "networking_config", MAPPING)
    if endpoints:
        given = endpoints.get("EndpointsConfig", endpoints)
        request.endpoints = verified("run", "networking_config", given, ENDPOINTS, InvalidArgument)
    ports = _taken(options, "ports", PORTS)
    if ports:
        request.bindings = port_bindings(ports)
        request.config["ExposedPorts"] = {port: {} for port in request.bindings}
    for name, value in options.items():
        for table, target in ((CONFIG, request.config), (HOST_CONFIG, request.host)):
            if name in table:
                key, check, convert = table[name]
                target[key] = convert(verified("run", name, value, check, InvalidArgument))
                break
        else:
            _without_effect(name, value)
    return request.body()


def _taken(options: dict[str, Any], name: str, check: must.Check) -> Any:
    value = options.pop(name, None)
    return None if value is None else verified("run", name, value, check, InvalidArgument)


def _without_effect(name: str, value: Any) -> None:
    """Accept a keyword that no network depends on; refuse all others by name."""
    if name in NOT_MODELLED:
        checks.without("run", **{name: value})
    elif name not in HARMLESS:
        raise InvalidArgument(f"run() got an unexpected keyword argument {name!r}")
    verified("run", name, value, must.plain, InvalidArgument)


def _network_mode(options: dict[str, Any]) -> str:
    network = _taken(options, "network", NETWORK)
    mode = _taken(options, "network_mode", must.text)
    if network and mode:
        raise InvalidArgument('"network" and "network_mode" cannot be used together')
    return str(mode or getattr(network, "name", network) or "default")
