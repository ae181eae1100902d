"""docker-py's keyword arguments for a container, in the Engine API's spelling."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

from dockernet_sim.client.types import link_list, port_bindings


def words(command: str | list[str] | None) -> list[str]:
    """A command as words."""
    return shlex.split(command) if isinstance(command, str) else list(command or ())


def pairs(given: dict[str, Any] | list[str], joint: str = "=") -> list[str]:
    """A mapping as joined texts."""
    return [f"{k}{joint}{v}" for k, v in given.items()] if isinstance(given, dict) else list(given)


def _labels(given: dict[str, str] | list[str]) -> dict[str, str]:
    return dict(given) if isinstance(given, dict) else dict.fromkeys(given, "")


CONFIG: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "hostname": ("Hostname", str),
    "domainname": ("Domainname", str),
    "user": ("User", str),
    "working_dir": ("WorkingDir", str),
    "environment": ("Env", pairs),
    "entrypoint": ("Entrypoint", words),
    "labels": ("Labels", _labels),
    "tty": ("Tty", bool),
    "stdin_open": ("OpenStdin", bool),
    "mac_address": ("MacAddress", str),
}
HOST_CONFIG: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "auto_remove": ("AutoRemove", bool),
    "cap_add": ("CapAdd", list),
    "cap_drop": ("CapDrop", list),
    "dns": ("Dns", list),
    "dns_opt": ("DnsOptions", list),
    "dns_search": ("DnsSearch", list),
    "extra_hosts": ("ExtraHosts", lambda given: pairs(given, ":")),
    "links": ("Links", link_list),
    "privileged": ("Privileged", bool),
    "publish_all_ports": ("PublishAllPorts", bool),
    "restart_policy": ("RestartPolicy", dict),
    "sysctls": ("Sysctls", dict),
}


def container_body(image: str, command: str | list[str] | None, options: dict[str, Any]) -> dict[str, Any]:
    """The body of a container's creation.

    Raises
    ------
    TypeError
        For an option that is not known.

    Examples
    --------
    >>> body = container_body("nginx", None, {"network": "mynet", "ports": {"80/tcp": 8080}})
    >>> body["HostConfig"]["NetworkMode"], body["HostConfig"]["PortBindings"]
    ('mynet', {'80/tcp': [{'HostIp': '', 'HostPort': '8080'}]})
    """
    options = {name: value for name, value in options.items() if value is not None}
    host: dict[str, Any] = {"NetworkMode": _network_mode(options)}
    body: dict[str, Any] = {"Image": image, "HostConfig": host}
    if command is not None:
        body["Cmd"] = words(command)
    endpoints = options.pop("networking_config", None)
    if endpoints:
        body["NetworkingConfig"] = {"EndpointsConfig": dict(endpoints.get("EndpointsConfig", endpoints))}
    ports = options.pop("ports", None)
    if ports:
        host["PortBindings"] = port_bindings(ports)
        body["ExposedPorts"] = {port: {} for port in host["PortBindings"]}
    for name, value in options.items():
        for table, target in ((CONFIG, body), (HOST_CONFIG, host)):
            if name in table:
                key, convert = table[name]
                target[key] = convert(value)
                break
        else:
            raise TypeError(f"run() got an unexpected keyword argument {name!r}")
    return body


def _network_mode(options: dict[str, Any]) -> str:
    network, mode = options.pop("network", None), options.pop("network_mode", None)
    if network and mode:
        raise TypeError('"network" and "network_mode" cannot be used together')
    return str(mode or getattr(network, "name", network) or "default")
