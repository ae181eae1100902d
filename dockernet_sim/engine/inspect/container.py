"""docker inspect of a container, and its line in docker ps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.inspect.paths import container_path, graph_driver
from dockernet_sim.sim.when import rfc3339, unix

if TYPE_CHECKING:
    from dockernet_sim.engine.container.container import Container
    from dockernet_sim.engine.inspect.shape import Shape

DEFAULT_NETWORK = "bridge"


def inspect_container(container: Container, shape: Shape, links: list[str], size: bool = False) -> dict[str, Any]:
    """The whole of it; `links` as ``/child:/parent/alias``;
    with `size`, that of its files, which it has written none of."""
    files = container.owner_of_files
    command = container.command
    return {
        "Id": container.id,
        "Created": rfc3339(container.created),
        "Path": command[0] if command else "",
        "Args": command[1:],
        "State": container.state.to_json(),
        "Image": container.image.id,
        "ResolvConfPath": container_path(files.id, "resolv.conf") if files.files_made else "",
        "HostnamePath": container_path(files.id, "hostname") if files.hostname_made else "",
        "HostsPath": container_path(files.id, "hosts") if files.files_made else "",
        "LogPath": container_path(container.id, f"{container.id}-json.log") if container.log_made else "",
        "Name": container.name,
        "RestartCount": container.restart_count,
        "Driver": "overlay2",
        "Platform": "linux",
        "MountLabel": "",
        "ProcessLabel": "",
        "AppArmorProfile": "",
        "ExecIDs": list(container.execs) or None,
        "HostConfig": container.shown_host_config(links),
        "GraphDriver": graph_driver(container.layer_id, [f"{container.layer_id}-init", container.image.layer_folder]),
        **({"SizeRw": container.size_rw, "SizeRootFs": container.image.size + container.size_rw} if size else {}),
        "Mounts": [mount.to_json() for mount in container.mounts if mount.listed],
        "Config": container.shown_config(),
        "NetworkSettings": shape.network_settings(container),
    }


def network_settings(container: Container, shape: Shape) -> dict[str, Any]:
    """``NetworkSettings``; the flat addresses are those on the network called ``bridge``."""
    settings = container.network_settings
    default = settings.by_name.get(DEFAULT_NETWORK)
    return {
        "Bridge": "",
        "SandboxID": settings.sandbox_id,
        "HairpinMode": False,
        "LinkLocalIPv6Address": "",
        "LinkLocalIPv6PrefixLen": 0,
        "Ports": dict(sorted(settings.ports.items())),
        "SandboxKey": settings.sandbox_key,
        "SecondaryIPAddresses": None,
        "SecondaryIPv6Addresses": None,
        "EndpointID": default.endpoint_id if default else "",
        "Gateway": default.gateway if default else "",
        "GlobalIPv6Address": "",
        "GlobalIPv6PrefixLen": 0,
        "IPAddress": default.ip_address if default else "",
        "IPPrefixLen": default.ip_prefix_len if default else 0,
        "IPv6Gateway": "",
        "MacAddress": default.mac_address if default else "",
        "Networks": {name: shape.endpoint(each) for name, each in sorted(settings.by_name.items())},
    }


def summary(container: Container, shape: Shape, names: list[str], now: float) -> dict[str, Any]:
    """One entry of the list of containers."""
    return {
        "Id": container.id,
        "Names": names,
        "Image": container.config["Image"],
        "ImageID": container.image.id,
        "Command": _command_line(container.command),
        "Created": unix(container.created),
        "Ports": list(_ports(container)),
        "Labels": dict(container.config["Labels"]),
        "State": container.state.status,
        "Status": container.state.text(now),
        "HostConfig": {"NetworkMode": container.mode},
        "NetworkSettings": {"Networks": _networks(container, shape)},
        "Mounts": [mount.to_json() for mount in container.mounts if mount.listed],
    }


def _command_line(command: list[str]) -> str:
    """The command in one line, arguments with blanks in quotes."""
    return " ".join([*command[:1], *(f"'{word}'" if " " in word else word for word in command[1:])])


def _ports(container: Container) -> list[dict[str, Any]]:
    """Its ports; the list is made from what the daemon wrote down last,
    which after a failed start are those it nearly had."""
    ports: list[dict[str, Any]] = []
    shown = container.network_settings.ports if container.stale_ports is None else container.stale_ports
    for port, bindings in shown.items():
        number, _, proto = port.partition("/")
        if not bindings:
            ports.append({"PrivatePort": int(number), "Type": proto})
        for binding in bindings or ():
            if not binding["HostPort"]:
                continue  # open to routed packets, and no port of the host's
            host = {"PrivatePort": int(number), "PublicPort": int(binding["HostPort"]), "Type": proto}
            ports.append({"IP": binding["HostIp"], **host})
    return ports


def _networks(container: Container, shape: Shape) -> dict[str, Any]:
    """The networks without what was asked for, but for addresses."""
    networks = {}
    for name, each in sorted(container.network_settings.by_name.items()):
        ipam = None if each.ipam_config is None else {k: v for k, v in each.ipam_config.items() if k != "LinkLocalIPs"}
        shown = shape.endpoint(each)
        unknown = {key: None for key in ("Links", "Aliases", "DriverOpts", "DNSNames") if key in shown}
        networks[name] = shown | {"IPAMConfig": ipam} | unknown
    return networks
