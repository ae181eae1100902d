"""The keywords of ``containers.run`` and ``containers.create``, as those of the low-level calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockernet_sim.client import checks
from dockernet_sim.client.errors import InvalidArgument
from dockernet_sim.client.options import (
    CONFIG,
    ENDPOINTS,
    HOST_CONFIG,
    MAPPING,
    PORTS,
    host_config,
    refuse_unknown,
)
from dockernet_sim.client.types import NetworkingConfig
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import verified

OF_CONTAINER = (CONFIG.keys() - {"ports", "volumes", "runtime"}) | {"name", "platform", "use_config_proxy", "detach"}
OF_HOST = (HOST_CONFIG.keys() - {"port_bindings", "binds"}) | {"init_path", "network_mode"}
OWN = {"ports", "volumes", "network", "networking_config", "version"}
VOLUMES = must.either(MAPPING, must.texts)


def low_level(options: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords of ``create_container``.

    Raises
    ------
    InvalidArgument
        For an option that is not known, or a value that it cannot take.

    Examples
    --------
    >>> made = low_level({"network": "mynet", "ports": {"80/tcp": 8080}})
    >>> made["ports"], made["host_config"]["NetworkMode"]
    ([('80', 'tcp')], 'mynet')
    """
    refuse_unknown("run", options, dict.fromkeys(OF_CONTAINER | OF_HOST | OWN))
    verified("run", "version", options.get("version"), must.maybe(must.text), InvalidArgument)
    host = {name: value for name, value in options.items() if name in OF_HOST}
    made = {name: value for name, value in options.items() if name in OF_CONTAINER}
    ports = _taken(options, "ports", PORTS)
    if ports:
        host["port_bindings"] = ports
    volumes = _taken(options, "volumes", VOLUMES)
    if volumes:
        host["binds"] = volumes
        made["volumes"] = _inside(volumes)
    _plug_in(options, host, made)
    made["host_config"] = host_config("run", **host)
    bound = made["host_config"].get("PortBindings")
    if bound:
        made["ports"] = [tuple(port.split("/", 1)) for port in sorted(bound)]
    return made


def _plug_in(options: Mapping[str, Any], host: dict[str, Any], made: dict[str, Any]) -> None:
    """A network, and how to plug in there; settings for networks alone, of which `network` is none, are dropped."""
    network = _taken(options, "network", checks.reference)
    config = _taken(options, "networking_config", ENDPOINTS)
    if network and host.get("network_mode"):
        raise InvalidArgument('The options "network" and "network_mode" can not be used together.')
    if config and not network:
        raise InvalidArgument('The option "networking_config" can not be used without "network".')
    if network:
        name = str(getattr(network, "name", network))
        host["network_mode"] = name
        made["networking_config"] = NetworkingConfig(config) if name in (config or {}) else {name: None}


def _inside(volumes: Any) -> list[str]:
    if isinstance(volumes, dict):
        return [each["bind"] if isinstance(each, dict) and "bind" in each else str(each) for each in volumes.values()]
    return [_target(text) for text in volumes]


def _target(bind: str) -> str:
    """Where a bind goes, in the container.

    >>> _target("/data"), _target("data:/var/lib"), _target("/a:/b:ro")
    ('/data', '/var/lib', '/b')
    """
    first, _, rest = bind.partition(":")
    if rest in ("", "ro", "rw"):
        return first
    return rest[:-3] if rest.endswith((":ro", ":rw")) else rest


def _taken(options: Mapping[str, Any], name: str, check: must.Check) -> Any:
    value = options.get(name)
    return None if value is None else verified("run", name, value, check, InvalidArgument)
